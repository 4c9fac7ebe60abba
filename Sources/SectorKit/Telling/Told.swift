import Dabiao

/// What somebody wrote, in YAML or JSON, before the bundle's declarations give it a type.
struct Told {
    indirect enum Content {
        /// A YAML scalar: text that the declared type gives a meaning.
        case scalar(String)
        /// A key with nothing behind it, in YAML.
        case blank
        case null
        case boolean(Bool)
        case number(Double)
        case string(String)
        case list([Told])
        case mapping([(key: String, value: Told)])
    }

    /// Where it stands: in a bundle's file by line, in JSON by its path.
    enum Place {
        case location(SourceLocation)
        case path(String)
    }

    let content: Content
    let place: Place

    /// A text whose meaning the declared type gives.
    init(scalar: String, at location: SourceLocation) {
        (content, place) = (.scalar(scalar), .location(location))
    }

    init(_ node: YAMLNode) {
        place = .location(node.location)
        content =
            switch node.content {
            case .scalar(let text): node.isBlank ? .blank : .scalar(text)
            case .sequence(let elements): .list(elements.map(Told.init))
            case .mapping(let entries): .mapping(entries.map { ($0.key, Told($0.value)) })
            }
    }

    init(_ json: JSONValue, path: String) {
        place = .path(path)
        content =
            switch json {
            case .null: .null
            case .boolean(let value): .boolean(value)
            case .number(let value): .number(value)
            case .string(let value): .string(value.normalised)
            case .array(let values): .list(values.enumerated().map { Told($1, path: "\(path)[\($0)]") })
            case .object(let values):
                .mapping(
                    values.sorted { $0.key < $1.key }.map { key, value in
                        (key.normalised, Told(value, path: path.isEmpty ? key : "\(path).\(key)"))
                    })
            }
    }

    /// The text of a word, whichever way it was written.
    var word: String? {
        switch content {
        case .scalar(let text), .string(let text): text
        default: nil
        }
    }

    /// What was written, for people.
    var found: Phrase {
        switch content {
        case .scalar(let text): Phrase("“\(text.excerpt)”", "'\(text.excerpt)'")
        case .string(let text): Phrase("文字“\(text.excerpt)”", "the text '\(text.excerpt)'")
        case .blank: Phrase("空白", "nothing")
        case .null: Phrase("null", "null")
        case .boolean(let value): Phrase("\(value)", "\(value)")
        case .number(let value): Phrase("数字 \(Value.number(value))", "the number \(Value.number(value))")
        case .list: Phrase("列表", "a list")
        case .mapping: Phrase("键值表", "a mapping")
        }
    }
}
