extension Handler {
    /// This handler behind a check: a call for which it throws gets that error, and its parameters are not looked at.
    public func guarded(by check: @escaping @Sendable (Call) async throws -> Void) -> Handler {
        Handler(body: body.guarded(by: check), request: request, reply: reply)
    }
}

extension Handler.Body {
    fileprivate func guarded(by check: @escaping @Sendable (Call) async throws -> Void) -> Handler.Body {
        switch self {
        case .unimplemented: self
        case .either(let one, let more): .either(one: one.guarded(by: check), more: more.guarded(by: check))
        case .constant(let reply):
            .single { call in
                try await check(call)
                return reply
            }
        case .single(let body):
            .single { call in
                try await check(call)
                return try await body(call)
            }
        case .stream(let endsAtShutdown, let body):
            .stream(endsAtShutdown: endsAtShutdown) { call, replies in
                try await check(call)
                try await body(call, replies)
            }
        }
    }
}
