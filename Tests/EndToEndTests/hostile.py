# Somebody else on the machine who means no good, for HostileTests and Tests/benchmark-control.sh: attacks a control
# socket until it is killed, and says "ready" once the attack stands.
#
#   hostile.py ATTACK SOCKET UID
import os
import resource
import socket
import sys
import time

attack, path, uid = sys.argv[1], sys.argv[2], int(sys.argv[3])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
if uid != os.getuid():
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
CALL = b'{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"org.dabiao.Veto"}}\0'


def connect():
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    return connection


def send(connection, data):
    """Sends; false where the daemon has closed the connection."""
    try:
        connection.sendall(data)
        return True
    except OSError:
        return False


def ready():
    if not ready.told:
        print("ready", flush=True)
    ready.told = True


ready.told = False


def half_open():
    kept = []
    for _ in range(min(10_000, hard - 100)):
        kept.append(connect())
        send(kept[-1], b"{")
    ready()
    time.sleep(3600)


def drip():
    kept = [connect() for _ in range(100)]
    while True:
        for number, connection in enumerate(kept):
            if not send(connection, b" "):
                kept[number] = connect()
        ready()
        time.sleep(1)


def frames(data):
    """The same message again and again, on a new connection whenever the old one was closed."""
    while True:
        connection = connect()
        while send(connection, data):
            pass
        connection.close()
        ready()


def gigabyte():
    piece = b"x" * (1 << 20)
    while True:
        connection = connect()
        send(connection, b'{"method":"')
        for _ in range(1024):
            if not send(connection, piece):
                break
        else:
            sys.exit("a gigabyte was taken")
        connection.close()
        ready()


def never_reads():
    kept = []
    for _ in range(100):
        connection = connect()
        connection.settimeout(0.05)
        while send(connection, CALL * 100):
            pass
        kept.append(connection)
    ready()
    time.sleep(3600)


def mute():
    kept = [connect() for _ in range(100)]
    ready()
    time.sleep(3600)
    return kept


def reconnect():
    for _ in range(1000):
        connect().close()
    ready()
    while True:
        connect().close()


{
    "half-open": half_open,
    "drip": drip,
    "gigabyte": gigabyte,
    "garbage": lambda: frames(b'{"method":"\xff\xfe"}\0'),
    "deep": lambda: frames(b'{"method":"a.B","parameters":{"a":' + b"[" * 2_000_000 + b"\0"),
    "never-reads": never_reads,
    "mute": mute,
    "connect": reconnect,
}[attack]()
