"""Calls every method of every org.dabiao interface with the public Varlink client.

The client checks parameters and replies against the interface description that the daemon itself gives. Which methods
there are is asked of the daemon, so that a method without a call here is a failure.

    every-method.py SOCKET ENTERPRISES.CSV FACTS.JSON
"""

import base64
import hashlib
import sys

import varlink
from varlink import scanner

CODE = "91110101EX0000010X"
RULE = "grade-one-in-city-centre"


def upload(uploads, path):
    """Sends a file in two chunks; the name under which the daemon keeps it."""
    with open(path, "rb") as file:
        content = file.read()
    half = len(content) // 2
    first = uploads.Append(None, base64.b64encode(content[:half]).decode())
    whole = uploads.Append(first["upload"], base64.b64encode(content[half:]).decode())
    assert whole["size"] == len(content), whole
    return whole["upload"]


def submit(assessments, uploads, facts):
    return assessments.Submit(
        CODE, None, "hydrogen-station", "self-review", "2026-11-24", upload(uploads, facts), "facts.json"
    )


def first(obligations):
    """An occurrence that is open and due."""
    open_ones = obligations.List(CODE, "common", None, None, None, None)["occurrences"]
    return next(each["id"] for each in open_ones if each["state"] == "open" and each["due"])


def refusal(call):
    """The last word of the error that a call is answered with; empty where it is answered well."""
    try:
        call()
    except varlink.VarlinkError as error:
        return error.error().rpartition(".")[2]
    return ""


def simulated(simulation):
    """The last reply of a simulation, after others with events."""
    *replies, last = simulation.Run("2026-12-31", CODE, _more=True)
    assert replies and all(reply["events"] for reply in replies), replies
    return last


def backed_up(backup):
    """The last reply of a backup, after all its bytes."""
    *replies, last = backup.Run(_more=True)
    content = b"".join(base64.b64decode(reply["data"]) for reply in replies if reply.get("data"))
    assert content.startswith(b"SQLite format 3") and len(content) == last["total"], last
    return hashlib.sha256(content).hexdigest() == last["sha256"]


def calls(handlers, enterprises, facts):
    """A call of each method, in an order in which they find what they need."""
    uploads = handlers["org.dabiao.Upload"]
    obligations = handlers["org.dabiao.Obligation"]
    return {
        "org.dabiao.Daemon.Status": lambda it: it.Status()["status"]["plugins"] == 2,
        "org.dabiao.Daemon.Examine": lambda it: all(
            each["level"] in ("ok", "attention") for each in it.Examine()["findings"]
        ),
        "org.dabiao.Plugin.Reload": lambda it: len(it.Reload()["plugins"]) == 2,
        "org.dabiao.Plugin.List": lambda it: it.List()["plugins"][0]["problems"] == [],
        "org.dabiao.Plugin.Checklist": lambda it: it.Checklist("hydrogen-station", None)["points"] == 100,
        "org.dabiao.Plugin.Show": lambda it: len(it.Show("hydrogen-station")["items"]) > 10,
        "org.dabiao.Upload.Append": lambda it: it.Append(None, "")["size"] == 0,
        "org.dabiao.Enterprise.Import": lambda it: it.Import(upload(uploads, enterprises), "list.csv", False)["added"]
        == 200,
        "org.dabiao.Enterprise.List": lambda it: it.List("东城区", None, None, 5, 0)["total"] > 5,
        "org.dabiao.Enterprise.Change": lambda it: it.Change(
            CODE, "又名", None, None, None, None, "2026-11-01", "登记机关变更通知"
        )["changes"][0]["done"],
        "org.dabiao.Enterprise.Export": lambda it: len(it.Export("东城区", None, None, None)["rows"]) > 5,
        "org.dabiao.Enterprise.Show": lambda it: it.Show(CODE)["enterprise"]["district"] == "东城区",
        "org.dabiao.Assessment.Submit": lambda it: any(
            veto["id"] == RULE and veto["verdict"] == "triggered" for veto in submit(it, uploads, facts)["vetoes"]
        ),
        "org.dabiao.Assessment.List": lambda it: it.List(CODE, None, None)["assessments"][0]["id"] == 1,
        "org.dabiao.Assessment.Show": lambda it: len(it.Show(1, None, "2026-11-24")["facts"]) > 2,
        "org.dabiao.Assessment.Compare": lambda it: len(
            it.Compare(CODE, None, "hydrogen-station", None, None)["assessments"]
        )
        == 1,
        "org.dabiao.Veto.Evaluate": lambda it: len(it.Evaluate(CODE, None, None, None, None)["vetoes"]) == 34,
        "org.dabiao.Veto.History": lambda it: any(
            change["id"] == RULE and change["became"] == "triggered"
            for change in it.History(CODE, None, "hydrogen-station", None)["changes"]
        ),
        "org.dabiao.Veto.ExplainValue": lambda it: it.ExplainValue(CODE, None, None, "station_grade", None, None)[
            "values"
        ][0]["derivations"][0]["scans"][0]["rows"]
        != [],
        "org.dabiao.Veto.Explain": lambda it: it.Explain(CODE, None, None, RULE, None, None)["explanations"][0]["verdict"][
            "verdict"
        ]
        == "triggered",
        "org.dabiao.Obligation.List": lambda it: it.List(CODE, None, None, True, None, None)["total"] > 5,
        "org.dabiao.Obligation.Agenda": lambda it: it.Agenda(None, None, None, 10)["from"] == "2026-11-24",
        "org.dabiao.Obligation.Explain": lambda it: it.Explain(None, CODE, "vessel-inspection")["explanations"] != [],
        "org.dabiao.Obligation.Extend": lambda it: refusal(lambda: it.Extend(first(obligations), "设备待修")) == "Refused",
        "org.dabiao.Obligation.Acknowledge": lambda it: it.Acknowledge(first(obligations), "2026-12-20", "已安排")[
            "occurrence"
        ]["state"]
        == "open",
        "org.dabiao.Obligation.Discharge": lambda it: it.Discharge(first(obligations), "2026-11-24", "已完成", None)[
            "occurrence"
        ]["ended_on"]
        == "2026-11-24",
        "org.dabiao.Audit.Log": lambda it: it.Log("org.dabiao.Assessment.Submit", CODE, None, "done", 5, 0)["total"] == 1,
        "org.dabiao.Audit.Verify": lambda it: it.Verify(None)["intact"],
        "org.dabiao.Backup.Run": backed_up,
        "org.dabiao.Notification.Retry": lambda it: it.Retry() == {"delivered": 0, "waiting": 0, "problems": []},
        "org.dabiao.Notification.Preview": lambda it: it.Preview("2026-12-01", None, None)["complete"],
        "org.dabiao.Simulation.Run": lambda it: simulated(it)["summary"]["until"] == "2026-12-31",
        "org.dabiao.Notification.List": lambda it: it.List(None, None, None, None, None)["total"] == 0,
    }


def check(declared, value, interface, path):
    """Fails where a reply has a member that its description lacks, lacks one that it has, or has one of another type."""
    if isinstance(declared, scanner._CustomType):
        declared = interface.members[declared.name].type
    if isinstance(declared, scanner._Maybe):
        if value is not None:
            check(declared.element_type, value, interface, path)
    elif isinstance(declared, scanner._Array):
        assert isinstance(value, list), f"{path} is no array: {value!r}"
        for element in value:
            check(declared.element_type, element, interface, path + "[]")
    elif isinstance(declared, scanner._Struct):
        assert isinstance(value, dict), f"{path} is no object: {value!r}"
        assert set(value) <= set(declared.fields), f"{path} has undeclared {set(value) - set(declared.fields)}"
        for name, field in declared.fields.items():
            check(field, value.get(name), interface, f"{path}.{name}")
    elif isinstance(declared, scanner._Dict):
        assert isinstance(value, dict), f"{path} is no object: {value!r}"
        for name, member in value.items():
            check(declared.element_type, member, interface, f"{path}.{name}")
    elif isinstance(declared, scanner._Object):
        assert isinstance(value, dict), f"{path} is no object: {value!r}"
    elif isinstance(declared, float):
        assert isinstance(value, (int, float)) and not isinstance(value, bool), f"{path} is no float: {value!r}"
    else:
        assert type(value) is type(declared), f"{path} is no {type(declared).__name__}: {value!r}"


class Checking(varlink.SimpleClientInterfaceHandler):
    """The client's handler, which would drop what it does not know; this one fails on it."""

    def _call(self, method_name, *args, **kwargs):
        self._method = self._interface.get_method(method_name)
        return super()._call(method_name, *args, **kwargs)

    def _call_more(self, method_name, *args, **kwargs):
        self._method = self._interface.get_method(method_name)
        return super()._call_more(method_name, *args, **kwargs)

    def _next_varlink_message(self):
        parameters, more = super()._next_varlink_message()
        check(self._method.out_type, parameters, self._interface, f"{self._interface.name}.{self._method.name}")
        return parameters, more


def main(address, enterprises, facts):
    client = varlink.Client(address="unix:" + address)
    client.handler = Checking
    # Uploads belong to their connection: one for all calls.
    connection = client.open_connection()
    names = [name for name in client.get_interfaces(connection) if name.startswith("org.dabiao.")]
    interfaces = {name: client.get_interface(name, connection) for name in names}
    handlers = {name: Checking(interface, connection) for name, interface in interfaces.items()}
    missing = {
        f"{name}.{member.name}"
        for name, interface in interfaces.items()
        for member in interface.members.values()
        if isinstance(member, scanner._Method)
    }
    assert missing, "the daemon has no methods"
    for method, call in calls(handlers, enterprises, facts).items():
        assert call(handlers[method.rpartition(".")[0]]), f"{method} answered something else"
        missing.discard(method)
    assert not missing, f"methods without a call: {sorted(missing)}"

    try:
        handlers["org.dabiao.Plugin"].Show("nope")
    except varlink.VarlinkError as error:
        assert error.error() == "org.dabiao.Problem.NotFound", error.error()
        problem = interfaces["org.dabiao.Problem"]
        check(problem.members["NotFound"].type, error.parameters(), problem, error.error())
        assert "nope" in error.parameters()["message"]["zh"], error.parameters()
    else:
        raise AssertionError("a plugin that is not there was found")
    connection.close()
    print("every method was called")


if __name__ == "__main__":
    main(*sys.argv[1:])
