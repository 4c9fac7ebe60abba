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
        public let span: Span

        public init(when: ExpressionSource, value: ExpressionSource, basis: [Citation], span: Span = Span()) {
            self.when = when
            self.value = value
            self.basis = basis
            self.span = span
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
    /// Inclusive bounds within which a department may set it; nil where there is none.
    public let minimum: Double?
    public let maximum: Double?
    public internal(set) var value: Value
    public internal(set) var basis: [Citation]
    public let span: Span
    public internal(set) var location: SourceLocation

    public init(
        name: String, title: String, type: ValueType, unit: String?, minimum: Double? = nil,
        maximum: Double? = nil, value: Value, basis: [Citation], span: Span = Span(), location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.value = value
        self.basis = basis
        self.span = span
        self.location = location
    }
}
