/// How a value is computed.
public enum Derivation: Hashable, Sendable {
    case expression(ExpressionSource)
    /// A classification: the value of the first band whose condition holds; unknown where a condition before it is, and
    /// where none holds.
    case bands([Band])

    /// One band of a classification.
    public struct Band: Hashable, Sendable {
        public let when: ExpressionSource
        public let value: ExpressionSource
        public let basis: [Citation]

        public init(when: ExpressionSource, value: ExpressionSource, basis: [Citation]) {
            self.when = when
            self.value = value
            self.basis = basis
        }
    }

    /// The expressions in it, in the order in which they stand.
    public var sources: [ExpressionSource] {
        switch self {
        case .expression(let source): [source]
        case .bands(let bands): bands.flatMap { [$0.when, $0.value] }
        }
    }
}

/// A figure of the bundle with its basis, which a department may confirm or change.
public struct ParameterDeclaration: Hashable, Sendable {
    public let name: String
    public let title: String
    public let type: ValueType
    public let unit: String?
    public let value: Value
    public let basis: [Citation]
    public let location: SourceLocation

    public init(
        name: String, title: String, type: ValueType, unit: String?, value: Value, basis: [Citation],
        location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.unit = unit
        self.value = value
        self.basis = basis
        self.location = location
    }
}
