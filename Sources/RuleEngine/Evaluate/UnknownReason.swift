public import Dabiao

/// Why a value is unknown.
public enum UnknownReason: Hashable, Sendable {
    /// A fact that nobody told.
    case missing(String)
    /// A list that nobody told, not even as empty.
    case notTold(String)
    /// A cell of a told list that nobody told.
    case missingCell(list: String, column: String)
    /// A fact or list that was told and is valid no more, with the last day on which it was.
    case expired(String, CivilDate)
    /// A fact, list or column (`list.column`) that was told when it was of another type.
    case retyped(String)
    /// A fact that is not asked, because its `when` is false.
    case notApplicable(String)
    /// No row of the table answers.
    case noRow(String)
    /// More than one row of the table answers.
    case ambiguous(String)
    /// No rows to take the least or the greatest of.
    case noRows(String)
    /// A division by zero, a root of a negative number, two durations of which neither is the longer one.
    case undefined
    /// A number, a day or a duration beyond every bound.
    case overflow
    /// A count of workdays that leaves the work calendar.
    case calendar

    /// The name of what must be told to make it known; nil where telling does not help.
    public var missingName: String? {
        switch self {
        case .missing(let name), .notTold(let name), .expired(let name, _), .retyped(let name): name
        case .missingCell(let list, let column): Registers.named(list) == nil ? "\(list).\(column)" : nil
        case .notApplicable, .noRow, .ambiguous, .noRows, .undefined, .overflow, .calendar: nil
        }
    }

    /// True for what is not asked.
    var isNotApplicable: Bool {
        if case .notApplicable = self { true } else { false }
    }

    /// A sentence for people, with names as the bundle titles them.
    public func phrase(title: (String) -> String) -> Phrase {
        switch self {
        case .missing(let name):
            Phrase("尚未填报“\(title(name))”", "\(title(name)) (\(name)) has not been told")
        case .notTold(let list):
            Phrase("尚未填报清单“\(title(list))”", "the list \(title(list)) (\(list)) has not been told")
        case .missingCell(let list, let column):
            Phrase(
                "“\(title(list))”中有行未填“\(title(column))”",
                "a row of \(title(list)) (\(list)) lacks \(title(column)) (\(column))")
        case .expired(let name, let day):
            Phrase(
                "“\(title(name))”已过有效期（至 \(day)），请重新填报",
                "\(title(name)) (\(name)) has expired (valid until \(day)): tell it anew")
        case .retyped(let name):
            Phrase(
                "“\(title(name))”填报时的类型与现在不同，请重新填报",
                "\(title(name)) (\(name)) was told when it was of another type: tell it anew")
        case .notApplicable(let name):
            Phrase("“\(title(name))”不适用", "\(title(name)) (\(name)) does not apply")
        case .noRow(let table):
            Phrase("表“\(title(table))”中没有对应的行", "no row of the table \(table) answers")
        case .ambiguous(let table):
            Phrase("表“\(title(table))”中有多行同时符合", "several rows of the table \(table) answer")
        case .noRows(let list):
            Phrase("“\(title(list))”中没有可比较的行", "\(list) has no rows to compare")
        case .undefined:
            Phrase("计算无结果（如除数为零，或期间长短无法比较）", "undefined, as a division by zero or durations that do not compare")
        case .overflow:
            Phrase("计算结果超出范围", "the result is beyond every bound")
        case .calendar:
            Phrase("超出工作日历的年份", "beyond the years of the work calendar")
        }
    }

    /// The same, where more is known of why a name is not told.
    public func refined(by known: Known) -> UnknownReason {
        guard let name = missingName else { return self }
        if known.isMisfit(name) { return .retyped(name) }
        let told = name.prefix { $0 != "." }
        if let day = known.expired[name] { return .expired(name, day) }
        if case .missingCell = self, known.isMisfit(String(told)) { return .retyped(String(told)) }
        return self
    }
}
