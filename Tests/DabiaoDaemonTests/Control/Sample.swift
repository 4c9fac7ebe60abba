/// A JSON value made up from an interface, or what became of it.
indirect enum Sample: Codable, Hashable {
    case null
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
    case array([Sample])
    case object([String: Sample])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        self =
            if value.decodeNil() { .null } else if let bool = try? value.decode(Bool.self) {
                .bool(bool)
            } else if let int = try? value.decode(Int.self) {
                .int(int)
            } else if let float = try? value.decode(
                Double.self)
            { .float(float) } else if let string = try? value.decode(String.self) {
                .string(string)
            } else if let array =
                try? value.decode([Sample].self)
            { .array(array) } else { .object(try value.decode([String: Sample].self)) }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .int(let int): try value.encode(int)
        case .float(let float): try value.encode(float)
        case .string(let string): try value.encode(string)
        case .array(let array): try value.encode(array)
        case .object(let object): try value.encode(object)
        }
    }

    /// Without members that are null: null means absent.
    var withoutNulls: Sample {
        switch self {
        case .array(let array): .array(array.map(\.withoutNulls))
        case .object(let object): .object(object.filter { $0.value != .null }.mapValues(\.withoutNulls))
        default: self
        }
    }
}
