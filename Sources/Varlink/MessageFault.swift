/// Why a message cannot be understood, or its sender not be borne. The connection it came on is closed: after such bytes
/// nothing on it can be trusted to mean what it says.
public enum MessageFault: Error, Sendable, Hashable, CustomStringConvertible {
    case tooLong(limit: Int)
    case invalidUTF8(offset: Int)
    case tooDeep(limit: Int, offset: Int)
    case malformed(String, offset: Int)
    case duplicate(member: String)
    case wrongType(member: String, expected: String)
    case missing(member: String)
    /// A call that says both `oneway` and `more`.
    case contradictory
    /// The connection ended in the middle of a message.
    case truncated
    /// The rest of a message has not come in time.
    case unfinished(within: Duration)
    /// A message of ours was not taken in time: its reader does not read.
    case untaken(within: Duration)
    /// The user's connections hold more memory than is allowed.
    case heldTooMuch

    public var description: String {
        switch self {
        case .tooLong(let limit): "a message is longer than \(limit) bytes"
        case .invalidUTF8(let offset): "not UTF-8 at byte \(offset)"
        case .tooDeep(let limit, let offset): "nested deeper than \(limit) levels at byte \(offset)"
        case .malformed(let what, let offset): "not JSON: \(what) at byte \(offset)"
        case .duplicate(let member): "the member \"\(member)\" stands twice"
        case .wrongType(let member, let expected): "the member \"\(member)\" is not \(expected)"
        case .missing(let member): "the member \"\(member)\" is missing"
        case .contradictory: "a call cannot be both oneway and more"
        case .truncated: "the connection ended in the middle of a message"
        case .unfinished(let time): "the rest of a message did not come within \(time)"
        case .untaken(let time): "a reply was not read within \(time)"
        case .heldTooMuch: "the user's connections hold too much memory in unfinished messages"
        }
    }
}
