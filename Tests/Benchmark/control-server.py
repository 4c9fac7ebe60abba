# The public Python package's server, for Tests/benchmark-control.sh: `org.varlink.service` and nothing else.
import sys
import varlink

service = varlink.Service(vendor="dabiao", product="dabiaod", version="0", url="")


class Handler(varlink.RequestHandler):
    service = service


with varlink.ThreadingServer("unix:" + sys.argv[1], Handler) as server:
    server.serve_forever()
