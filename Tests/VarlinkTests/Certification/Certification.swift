import Synchronization

@testable import Varlink

/// `org.varlink.certification`: each reply is the next call's parameters, and both ends know what must come.
enum Certification {
    static let name = "org.varlink.certification"

    /// What each method is given, beside the client's id, and what it replies.
    static let steps: [(method: String, takes: JSON, gives: JSON)] = [
        ("Test01", [:], ["bool": true]),
        ("Test02", ["bool": true], ["int": 1]),
        ("Test03", ["int": 1], ["float": 1.0]),
        ("Test04", ["float": 1.0], ["string": "ping"]),
        ("Test05", ["string": "ping"], all),
        ("Test06", all, ["struct": all]),
        ("Test07", ["struct": all], ["map": ["foo": "Foo", "bar": "Bar"]]),
        ("Test08", ["map": ["foo": "Foo", "bar": "Bar"]], ["set": set]),
        ("Test09", ["set": set], ["mytype": everything]),
    ]
    static let replies = (1...10).map { JSON.string("Reply number \($0)") }
    private static let all: JSON = ["bool": false, "int": 2, "float": .number(.pi), "string": "a lot of string"]
    private static let set: JSON = ["one": [:], "two": [:], "three": [:]]
    static let everything: JSON = [
        "object": ["method": "org.varlink.certification.Test09", "parameters": ["map": ["foo": "Foo", "bar": "Bar"]]],
        "enum": "two", "struct": ["first": 1, "second": "2"], "array": ["one", "two", "three"],
        "dictionary": ["foo": "Foo", "bar": "Bar"], "stringset": set,
        "interface": [
            "foo": [nil, ["foo": "foo", "bar": "bar"], nil, ["one": "foo", "two": "bar"]],
            "anon": ["foo": true, "bar": false],
        ],
    ]

    static let description = """
        interface org.varlink.certification

        type Interface (foo: ?[]?[string](foo, bar, baz), anon: (foo: bool, bar: bool))
        type MyType (
          object: object, enum: (one, two, three), struct: (first: int, second: string), array: []string,
          dictionary: [string]string, stringset: [string](), nullable: ?string,
          nullable_array_struct: ?[](first: int, second: string), interface: Interface
        )

        method Start() -> (client_id: string)
        method Test01(client_id: string) -> (bool: bool)
        method Test02(client_id: string, bool: bool) -> (int: int)
        method Test03(client_id: string, int: int) -> (float: float)
        method Test04(client_id: string, float: float) -> (string: string)
        method Test05(client_id: string, string: string) -> (bool: bool, int: int, float: float, string: string)
        method Test06(client_id: string, bool: bool, int: int, float: float, string: string) -> (
          struct: (bool: bool, int: int, float: float, string: string)
        )
        method Test07(client_id: string, struct: (bool: bool, int: int, float: float, string: string)) -> (
          map: [string]string
        )
        method Test08(client_id: string, map: [string]string) -> (set: [string]())
        method Test09(client_id: string, set: [string]()) -> (mytype: MyType)
        # Replies several times.
        method Test10(client_id: string, mytype: MyType) -> (string: string)
        # Is called one way.
        method Test11(client_id: string, last_more_replies: []string) -> ()
        method End(client_id: string) -> (all_ok: bool)

        error ClientIdError ()
        error CertificationError (wants: object, got: object)

        """

    /// The service, and what was called at it in turn.
    static func service() throws -> (Service, called: @Sendable () -> [String]) {
        let called = CalledMethods()
        var handlers: [String: Handler] = [
            "Start": .method { (_: Empty, call) in
                called.note(call)
                return ["client_id": "a client"] as JSON
            },
            "Test10": .stream { (request: JSON, call, stream) in
                try called.expect(["mytype": everything], in: request, of: call)
                for reply in replies {
                    try await stream.send(["string": reply] as JSON, continues: reply != replies[9])
                }
            },
            "Test11": .method { (request: JSON, call) in
                try called.expect(["last_more_replies": .array(replies)], in: request, of: call)
                return Empty()
            },
            "End": .method { (request: JSON, call) in
                try called.expect([:], in: request, of: call)
                return ["all_ok": true] as JSON
            },
        ]
        for (method, takes, gives) in steps {
            handlers[method] = .method { (request: JSON, call) in
                try called.expect(takes, in: request, of: call)
                return gives
            }
        }
        var service = Service(vendor: "Example", product: "Certification", version: "1", url: "")
        try service.add(Interface(parsing: description), methods: handlers)
        return (service, { called.names })
    }

    /// Keeps the calls in turn, each with the way it was called.
    private final class CalledMethods: Sendable {
        private let kept = Mutex<[String]>([])
        var names: [String] { kept.withLock { $0 } }

        func note(_ call: Call) {
            let flag = call.more ? " more" : call.oneway ? " oneway" : ""
            kept.withLock { $0.append(call.method.dropFirst(name.count + 1) + flag) }
        }

        func expect(_ parameters: JSON, in request: JSON, of call: Call) throws {
            note(call)
            guard request.withoutNulls == adding(clientID: "a client", to: parameters) else {
                throw VarlinkError("\(name).CertificationError", parameters: ["wants": parameters, "got": request])
            }
        }
    }

    static func adding(clientID: JSON, to parameters: JSON) -> JSON {
        guard case .object(var members) = parameters else { return parameters }
        members["client_id"] = clientID
        return .object(members)
    }
}
