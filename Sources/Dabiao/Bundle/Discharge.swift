/// What discharges an occurrence; any one of an obligation's is enough.
public enum Discharge: Hashable, Sendable {
    /// A date fact that tells when it was last done, the bundle's own or one of a bundle that it requires (`common.x`).
    case fact(String)
    /// A date column of the row that owes it.
    case column(String)
    /// An entry of a register (`assessments`), or a row of a list with a column `date`, that satisfies a condition over
    /// its columns.
    case register(String, where: ExpressionSource?, sum: Sum?)
    /// Something that happens.
    case event(DutyEvent.Name)

    /// Of a register: entries that discharge together, on the day their sum reaches a goal (hours of training).
    public struct Sum: Hashable, Sendable {
        /// The column, or an expression over them.
        public let of: ExpressionSource
        public let reaches: ExpressionSource

        public init(of: ExpressionSource, reaches: ExpressionSource) {
            self.of = of
            self.reaches = reaches
        }
    }
}

/// Something that happened to a subject on a day and starts or discharges duties.
public struct DutyEvent: Hashable, Sendable {
    /// What happens: `contracted`, or `drill.discharged` when an occurrence of the obligation `drill` is done.
    public struct Name: Hashable, Sendable, LosslessStringConvertible {
        /// The obligation whose discharge it is; nil for everything else that happens.
        public let obligation: String?
        public let description: String

        public init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
            guard parts.count == 1 || parts[1] == "discharged" else { return nil }
            obligation = parts.count == 2 ? String(parts[0]) : nil
            description = text
        }
    }

    public let date: CivilDate
    /// What identifies it among the events of that name.
    public let source: String
    /// The row that it is about; empty is the subject.
    public let row: String

    public init(date: CivilDate, source: String, row: String = "") {
        self.date = date
        self.source = source
        self.row = row
    }
}

extension Obligation {
    /// The obligations of the bundle on whose discharge this one starts, or is discharged.
    public var follows: [String] {
        var names: [DutyEvent.Name] = []
        if case .event(let name) = schedule.start { names.append(name) }
        for case .event(let name) in discharge { names.append(name) }
        return names.compactMap(\.obligation)
    }
}
