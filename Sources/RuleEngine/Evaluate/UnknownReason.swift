public import Dabiao

/// Why a value is unknown.
public enum UnknownReason: Hashable, Sendable {
    /// A fact that nobody told.
    case missing(String)
    /// A list that nobody told, not even as empty.
    case notTold(String)
    /// A cell of a told list that nobody told.
    case missingCell(list: String, column: String)
    /// A fact that is not asked, because its `when` is false.
    case notApplicable(String)
    /// No row of the table answers.
    case noRow(String)
    /// More than one row of the table answers.
    case ambiguous(String)
    /// No rows to take the least or the greatest of.
    case noRows(String)
    /// A division by zero, a root of a negative number, a number or a day beyond every bound.
    case undefined

    /// The name of what must be told to make it known; nil where telling does not help.
    public var missingName: String? {
        switch self {
        case .missing(let name), .notTold(let name): name
        case .missingCell(let list, let column): "\(list).\(column)"
        case .notApplicable, .noRow, .ambiguous, .noRows, .undefined: nil
        }
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
                "清单“\(title(list))”中有行未填“\(title(column))”",
                "a row of \(title(list)) (\(list)) lacks \(title(column)) (\(column))")
        case .notApplicable(let name):
            Phrase("“\(title(name))”不适用", "\(title(name)) (\(name)) does not apply")
        case .noRow(let table):
            Phrase("表“\(title(table))”中没有对应的行", "no row of the table \(table) answers")
        case .ambiguous(let table):
            Phrase("表“\(title(table))”中有多行同时符合", "several rows of the table \(table) answer")
        case .noRows(let list):
            Phrase("“\(title(list))”中没有可比较的行", "\(list) has no rows to compare")
        case .undefined:
            Phrase("计算无结果（除数为零，或超出范围）", "undefined: a division by zero, or beyond every bound")
        }
    }
}
