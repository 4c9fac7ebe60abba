import Dabiao

// The JSON Schema of a form: editors help authors by the same tables that lint reads.
extension Form {
    /// Draft 2020-12. Scalars are text in YAML, so a number or a date is described by how it is written.
    var schema: JSONValue {
        switch self {
        case .text: Self.object(["type": .array([.string("string"), .string("number"), .string("boolean")])])
        case .name: Self.pattern("^[a-z][a-z0-9_]*$")
        case .reference: Self.pattern("^([A-Za-z0-9_-]+[.])?[a-z][a-z0-9_]*$")
        case .id: Self.pattern("^[A-Za-z0-9-]+$")
        case .boolean: Self.object(["type": .string("boolean")])
        case .integer: Self.object(["type": .string("integer")])
        case .decimal: Self.object(["type": .string("number")])
        case .date: Self.pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
        case .period: Self.pattern("^P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?$")
        case .timeSpan: Self.pattern("^(P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?|[0-9]+ workdays)$")
        case .version: Self.pattern("^[0-9]+\\.[0-9]+\\.[0-9]+$")
        case .leastVersion: Self.pattern("^>=[0-9]+\\.[0-9]+\\.[0-9]+$")
        case .versionRange:
            Self.pattern("^([0-9]+\\.[0-9]+\\.[0-9]+|>=[0-9]+\\.[0-9]+\\.[0-9]+( <[0-9]+\\.[0-9]+\\.[0-9]+)?)$")
        case .expression: Self.object(["type": .array([.string("string"), .string("number"), .string("boolean")])])
        case .word(let words):
            Self.object(["enum": .array(words.map { Double($0).map { .number($0) } ?? .string($0) })])
        case .told: .boolean(true)
        case .list(let form): Self.object(["type": .string("array"), "items": form.schema])
        case .oneOrMore(let form):
            Self.object([
                "anyOf": .array([form.schema, Self.object(["type": .string("array"), "items": form.schema])])
            ])
        case .mapping(let shape): shape.schema
        case .either(let shapes): Self.object(["anyOf": .array(shapes.map(\.shape.schema))])
        case .dictionary(let form): Self.object(["type": .string("object"), "additionalProperties": form.schema])
        case .scalarOr(let scalar, let other): Self.object(["anyOf": .array([scalar.schema, other.schema])])
        case .notYet, .refused: .boolean(false)
        }
    }

    /// False for a key that cannot be written.
    fileprivate var isKnown: Bool {
        switch self {
        case .notYet, .refused: false
        default: true
        }
    }

    private static func pattern(_ pattern: String) -> JSONValue {
        object(["type": .string("string"), "pattern": .string(pattern)])
    }

    fileprivate static func object(_ members: [String: JSONValue]) -> JSONValue { .object(members) }
}

extension Shape {
    /// An object of these keys and no others.
    var schema: JSONValue {
        let known = keys.filter { $0.form.isKnown }
        return .object([
            "title": .string(title.zh), "type": .string("object"), "additionalProperties": .boolean(false),
            "required": .array(known.filter(\.isRequired).map { .string($0.name) }),
            "properties": .object(Dictionary(known.map { ($0.name, $0.form.schema) }) { first, _ in first }),
        ])
    }
}
