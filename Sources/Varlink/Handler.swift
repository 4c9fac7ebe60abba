#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// What answers the calls of one method.
///
/// A `VarlinkError` thrown by the body is the reply; any other error goes through the service's `errorMapper`. A call
/// whose parameters are not of the request's shape never reaches the body: its caller gets `InvalidParameter`.
public struct Handler: Sendable {
    enum Body: Sendable {
        /// Always the same reply, made beforehand.
        case constant(Data)
        case single(@Sendable (Call) async throws -> Data)
        case stream(endsAtShutdown: Bool, @Sendable (Call, ReplyStream) async throws -> Void)
        case unimplemented
        /// One answer for those who take one reply, another for those who say `more`.
        indirect case either(one: Body, more: Body)

        /// What answers a caller.
        func chosen(more: Bool) -> Body {
            guard case .either(let one, let many) = self else { return self }
            return more ? many : one
        }
    }

    let body: Body
    /// What it decodes and encodes; nil where it does neither, or does not say.
    private(set) var request: (any (Decodable & Sendable).Type)?
    private(set) var reply: (any (Encodable & Sendable).Type)?

    init(body: Body, request: (any (Decodable & Sendable).Type)? = nil, reply: (any (Encodable & Sendable).Type)? = nil)
    {
        self.body = body
        self.request = request
        self.reply = reply
    }

    /// One call, one reply. The body runs to its end even if the caller goes away meanwhile.
    public static func method<Request: Decodable & Sendable, Reply: Encodable & Sendable>(
        _ body: @escaping @Sendable (Request, Call) async throws -> Reply
    ) -> Handler {
        Handler(
            body: .single { call in try Wire.object(await body(request(of: call), call)) }, request: Request.self,
            reply: Reply.self)
    }

    /// One call, several replies; the caller must say `more`. If the body returns without a last reply
    /// (`continues: false`), an empty one is sent.
    ///
    /// The body's task is cancelled when the caller goes away, and with `endsAtShutdown` (for a stream that has no
    /// end of its own, such as a monitor) also when the server shuts down; the connection is closed then.
    ///
    /// - Parameter replies: the type of the replies, for those who compare it with the interface.
    public static func stream<Request: Decodable & Sendable>(
        endsAtShutdown: Bool = false, replies: (any (Encodable & Sendable).Type)? = nil,
        _ body: @escaping @Sendable (Request, Call, ReplyStream) async throws -> Void
    ) -> Handler {
        Handler(
            body: .stream(endsAtShutdown: endsAtShutdown) { call, replies in
                try await body(request(of: call), call, replies)
            }, request: Request.self, reply: replies)
    }

    /// Answers those who take one reply as the first handler does, and those who say `more` as the other.
    public static func either(one: Handler, more: Handler) -> Handler {
        Handler(body: .either(one: one.body, more: more.body), request: one.request, reply: one.reply)
    }

    /// Declared, but not there: the caller gets `MethodNotImplemented`.
    public static var unimplemented: Handler { Handler(body: .unimplemented) }

    private static func request<Request: Decodable>(of call: Call) throws -> Request {
        do {
            return try JSONDecoder().decode(Request.self, from: call.parameters)
        } catch let error as DecodingError {
            let parameter = error.pathLost ? call.parameters.culprit(Request.self) : error.parameter
            throw VarlinkError.invalidParameter(parameter)
        }
    }
}
