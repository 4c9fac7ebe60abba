import Dabiao
import DabiaoControl
import Varlink

/// Handlers by interface and method, each behind what its method demands of a caller.
struct HandlerTable {
    let gate: Gate
    private(set) var handlers: [String: [String: Handler]] = [:]
    /// By qualified name.
    private(set) var permissions: [String: Permission] = [:]

    init(_ gate: Gate) {
        self.gate = gate
    }

    /// Answers a method with the office as its caller may see it; others are refused before a word of theirs is read.
    mutating func on<Request, Reply>(
        _ method: DabiaoControl.Method<Request, Reply>,
        _ body: @escaping @Sendable (Request, Call, Office) async throws -> Reply
    ) {
        let (gate, permission) = (gate, method.permission)
        let handler = Handler.method { (request: Request, call: Call) in
            try await gate.pass(call, needing: permission) { office in try await body(request, call, office) }
        }
        add(method.interface, method.name, handler, permission)
    }

    /// Answers with several replies.
    ///
    /// - Parameter body: hands over each reply but the last, and gives that one back. It is cancelled when the caller goes
    ///   away or the daemon ends.
    mutating func on<Request, Reply>(
        _ method: StreamingMethod<Request, Reply>,
        _ body: @escaping @Sendable (Request, Call, Office, (Reply) async throws -> Void) async throws -> Reply
    ) {
        let (gate, permission) = (gate, method.permission)
        let handler = Handler.stream(endsAtShutdown: true, replies: Reply.self) {
            (request: Request, call: Call, replies: ReplyStream) in
            let last = try await gate.pass(call, needing: permission) { office in
                try await body(request, call, office) { try await replies.send($0) }
            }
            try await replies.send(last, continues: false)
        }
        add(method.interface, method.name, handler, permission)
    }

    /// Answers with one reply, before which those who say `more` can be told how far it is.
    ///
    /// - Parameter body: is cancelled when a caller who said `more` goes away.
    mutating func on<Request, Reply>(
        _ method: DabiaoControl.Method<Request, Reply>,
        progress body: @escaping @Sendable (Request, Call, Office, (Reply) async throws -> Void) async throws -> Reply
    ) {
        let (gate, permission) = (gate, method.permission)
        let one = Handler.method { (request: Request, call: Call) in
            try await gate.pass(call, needing: permission) { try await body(request, call, $0) { _ in } }
        }
        let more = Handler.stream(replies: Reply.self) { (request: Request, call: Call, replies: ReplyStream) in
            let last = try await gate.pass(call, needing: permission) { office in
                try await body(request, call, office) { try await replies.send($0) }
            }
            try await replies.send(last, continues: false)
        }
        add(method.interface, method.name, .either(one: one, more: more), permission)
    }

    private mutating func add(_ interface: String, _ name: String, _ handler: Handler, _ permission: Permission) {
        permissions["\(interface).\(name)"] = permission
        handlers[interface, default: [:]][name] = handler.guarded { [gate] call in
            try await gate.pass(call, needing: permission) { _ in }
        }
    }
}
