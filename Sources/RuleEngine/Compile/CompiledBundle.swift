public import Dabiao

/// A bundle whose every expression was checked and turned into SQL over its ``FactTables``.
public struct CompiledBundle: Sendable {
    public let bundle: Bundle
    public let tables: FactTables
    /// In the order in which they must be computed.
    let derivations: [Derivation]
    let rules: [Rule]
    let items: [Item]
    let duties: [DutyKey: Duty]
    /// The expression behind each derived fact, for explanations.
    let definitions: [String: Typed]
    /// The applicability of each fact that has one.
    let applicability: [String: Typed]
    /// What the SQL of every rule about the subject itself selects, made once.
    let standing: Standing

    /// A value to compute: a derived fact, a derived column of a list, or a fact that applies only sometimes.
    struct Derivation: Sendable {
        let statements: [String]
        /// The same for one subject.
        let statementsForOne: [String]
        let location: SourceLocation
    }

    struct Rule: Sendable {
        let rule: VetoRule
        let condition: Typed
        let when: Typed?
        /// True where an unknown may be *not applicable*, because a fact behind it has a `when`.
        let mayNotApply: Bool

        var typed: [Typed] { [when, condition].compactMap { $0 } }
    }

    struct Item: Sendable {
        let item: ChecklistItem
        let award: Typed?
        let when: Typed?
    }

    /// What tells the versions of an obligation apart.
    struct DutyKey: Hashable, Sendable {
        let id: String
        let span: Span

        init(_ obligation: Obligation) {
            (id, span) = (obligation.id, obligation.span)
        }
    }

    struct Duty: Sendable {
        let obligation: Obligation
        let when: Typed?
        let start: Typed?
        let due: Typed?
        let opens: Typed?
        /// Conditions over the registers that discharge it.
        let entries: [(register: String, condition: Typed?)]
    }
}
