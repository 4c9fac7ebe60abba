public import Dabiao

/// The parameters of every error of the control socket (`org.dabiao.Problem.*`).
public struct ControlProblem: Codable, Hashable, Sendable {
    public let message: Phrase
    public let remedy: Phrase?
    public let cause: String?

    public init(_ error: DabiaoError) {
        message = error.message
        remedy = error.remedy
        cause = error.cause
    }

    /// The Varlink error that a code crosses the socket as.
    public static func name(of code: DabiaoError.Code) -> String {
        switch code {
        case .invalid: "org.dabiao.Problem.Invalid"
        case .notFound: "org.dabiao.Problem.NotFound"
        case .refused: "org.dabiao.Problem.Refused"
        case .notPermitted: "org.dabiao.Problem.NotPermitted"
        case .unreachable, .system: "org.dabiao.Problem.System"
        }
    }

    /// The error that crossed the socket under a name; nil for a name that is not ours.
    public func error(named name: String) -> DabiaoError? {
        DabiaoError.Code.allCases.first { Self.name(of: $0) == name && $0 != .unreachable }
            .map { DabiaoError($0, message, remedy: remedy, cause: cause) }
    }
}
