/// A value in a reply: as JSON has it, null where it is unknown.
public struct FactValue: Codable, Hashable, Sendable {
    public let value: Value?

    public init(_ value: Value?) {
        self.value = value
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = nil
        } else if let truth = try? container.decode(Bool.self) {
            value = .boolean(truth)
        } else if let number = try? container.decode(Double.self) {
            value = .number(number)
        } else if let words = try? container.decode([String].self) {
            value = .set(words)
        } else {
            let text = try container.decode(String.self)
            value = CivilDate(text[...]).map { .date($0) } ?? CivilMinute(text).map { .datetime($0) } ?? .text(text)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case nil: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .set(let values): try container.encode(values)
        case .some(let value): try container.encode(value.description)
        }
    }
}
