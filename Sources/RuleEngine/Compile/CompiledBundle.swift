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
    /// The expression behind each derived fact and derived column (`list.column`), for explanations.
    let definitions: [String: Typed]
    /// The applicability of each fact, derived fact, list and column (`list.column`) that has one.
    let applicability: [String: Typed]
    /// True where an unknown may be *not applicable*, because something that is told or derived has a `when`.
    var mayNotApply: Bool { !applicability.isEmpty }
    /// What the SQL of every rule about the subject itself selects, made once.
    let standing: Standing

    /// A value to compute: a derived fact, a derived column of a list, or a fact that applies only sometimes.
    struct Derivation: Sendable {
        /// Of the fact, the list, or `list.column`.
        let name: String
        /// The names that must be computed before it.
        let reads: Set<String>
        let statements: [String]
        /// The same for one subject.
        let statementsForOne: [String]
        let location: SourceLocation
    }

    struct Rule: Sendable {
        let rule: VetoRule
        let condition: Typed
        let when: Typed?
        /// The `when` of each fact behind it that has one: where one is false, an unknown may be *not applicable*.
        let applicability: [Typed]

        var mayNotApply: Bool { !applicability.isEmpty }
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
        /// The length of its periods and what they count from, where the schedule does not write them out.
        let every: Typed?
        let anchor: Typed?
        let start: Typed?
        let due: Typed?
        let opens: Typed?
        let pause: Typed?
        /// The facts and columns that tell when it was last done: what they are called, and the SQL that reads them.
        let dates: [(name: String, sql: String)]
        /// The registers and lists whose entries discharge it.
        let entries: [Entry]
        /// What discharges it, the same for duties of other bundles that the same discharges.
        let dischargeSource: String
        /// Differs whenever its dates may, though the facts are the same.
        let definition: String

        /// A form of discharge by entries.
        struct Entry: Sendable {
            /// Its place among the obligation's forms.
            let form: Int
            let source: RowSource
            /// The name under which the emitted SQL knows an entry.
            let alias: String
            /// The column that tells on which day.
            let date: String
            let condition: Typed?
            /// What an entry adds, and the sum that discharges; nil where each entry discharges alone.
            let sum: (of: Typed, reaches: Typed)?
        }

        /// Everything whose value is asked for each of those who owe it, or for each of their periods.
        var expressions: [Typed] { [when, every, anchor, start, due, opens, pause].compactMap { $0 } }
    }
}
