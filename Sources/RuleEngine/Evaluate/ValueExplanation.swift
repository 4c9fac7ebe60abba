public import Dabiao
public import GRDB

/// How a derived value came about: what it read, and the rows and the band that decided.
public struct ValueExplanation: Sendable {
    /// A row of a list, table or register that counted.
    public struct Row: Sendable {
        /// Every column with its value, in the order of the declaration; nil is unknown.
        public let cells: [(column: String, value: Value?)]
        /// False where the condition over the row is unknown.
        public let isKnown: Bool
        /// What was taken from the row; nil is unknown, or nothing is taken (`count`).
        public let value: Value?
        /// Of a table's row.
        public let basis: [Citation]
    }

    /// One aggregate or lookup.
    public struct Scan: Sendable {
        /// `sum`, `lookup` …
        public let operation: String
        /// The list, table or register.
        public let source: String
        /// The rows that counted, so many at most; for `any` and `all` those that decided.
        public let rows: [Row]
        /// How many there are.
        public let total: Int
    }

    public let declaration: DerivedDeclaration
    /// Nil is unknown.
    public let value: Value?
    /// The names that it reads directly, with their values; nil is unknown.
    public let inputs: [(name: String, value: Value?)]
    public let scans: [Scan]
    /// The place of the band that decided; nil where it has none, or none decided.
    public let band: Int?
    /// Why it is unknown; empty where it is known.
    public let reasons: [UnknownReason]
}

extension CompiledBundle {
    /// How derived facts came about: those named and every derived fact behind them, each once, after what reads it.
    ///
    /// Names that are no derived facts of the bundle are passed over.
    public func explainValues(_ names: [String], of subject: Int64, on today: CivilDate, in database: Database) throws
        -> [ValueExplanation]
    {
        let behind = reading(of: names.compactMap { definitions[$0] }).derived
        return try (names + behind).eachOnce().compactMap { name in
            guard let declaration = bundle.derived.first(where: { $0.name == name }),
                let definition = definitions[name]
            else { return nil }
            return try explain(declaration, definition, of: subject, on: today, in: database)
        }
    }

    func scans(of verdict: RuleVerdict, subject: Int64, on today: CivilDate, in database: Database) throws
        -> [ValueExplanation.Scan]
    {
        let rule = rules.first { $0.rule.id == verdict.rule && $0.rule.span.effective == verdict.effective }
        guard let rule, rule.rule.list == nil else { return [] }
        let explainer = Explainer(rule.typed, in: self)
        let findings = try explainer.findings(of: nil, subject: subject, on: today, in: database).first
        guard let findings else { return [] }
        let scanner = RowScanner(compiled: self, subject: subject, today: today, database: database)
        return try rule.typed.flatMap { try scanner.scans(in: $0, findings) }
    }

    private func explain(
        _ declaration: DerivedDeclaration, _ definition: Typed, of subject: Int64, on today: CivilDate,
        in database: Database
    ) throws -> ValueExplanation? {
        let explainer = Explainer([definition], in: self)
        let findings = try explainer.findings(of: nil, subject: subject, on: today, in: database).first
        guard let findings else { return nil }
        let direct = Set(definition.references.filter { !$0.isColumn }.map(\.name))
        let scanner = RowScanner(compiled: self, subject: subject, today: today, database: database)
        var band: Int?
        if case .bands(let bands) = definition.node {
            band = bands.firstIndex { findings.truth($0.when) != false }.flatMap {
                findings.truth(bands[$0].when) == true ? $0 : nil
            }
        }
        return ValueExplanation(
            declaration: declaration, value: try derivedValues(of: subject, in: database)[declaration.name] ?? nil,
            inputs: findings.facts.filter { direct.contains($0.name) },
            scans: try scanner.scans(in: definition, findings), band: band, reasons: findings.reasons(definition))
    }
}

extension Reference {
    fileprivate var isColumn: Bool {
        if case .column = origin { true } else { false }
    }
}
