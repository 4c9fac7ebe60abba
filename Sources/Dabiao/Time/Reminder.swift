/// A rung of a ladder on the day it falls on.
public struct Reminder: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// So long before the due day; zero on the due day itself.
        case upcoming(before: Period)
        /// So long after the due day.
        case overdue(by: Period)
    }

    /// The hour of the day at which reminders fall, in Asia/Shanghai. Source: design.md, section 7.
    public static let hour = 9

    /// The day on which it is told.
    public let day: CivilDate
    public let kind: Kind
    /// Its place among the ladder's `remind` or `overdue` rungs; repetitions keep that of the last one.
    public let rung: Int
    /// Who is told beside the one who owes the duty.
    public let to: [String]
}

extension Reminder.Kind: CustomStringConvertible {
    /// `before P30D` or `overdue P7D`: with the occurrence and its due date, what tells one reminder from another.
    public var description: String {
        switch self {
        case .upcoming(let period): "before \(period)"
        case .overdue(let period): "overdue \(period)"
        }
    }
}

/// All reminders that a stretch of days holds, told as one.
public struct CollapsedReminders: Hashable, Sendable {
    /// Those that the one told stands for, in order; recorded, not sent.
    public let superseded: [Reminder]
    /// The latest: the only one that is told.
    public let told: Reminder
    /// True when any of them should have been told on an earlier day; the message then says so.
    public let isLate: Bool
}
