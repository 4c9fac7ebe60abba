/// One entry for the journal: a line for people and the fields by which programs find it
/// (`journalctl DABIAO_ENTERPRISE=…`).
package struct JournalEntry: Sendable {
    /// What kind of message it is: journald's catalogue explains each id in full.
    package enum Kind: String, Sendable {
        /// A duty falls due, or is overdue.
        case reminder = "beb6cd19ed0a464195e45b1a5e79ee9e"
        /// The newest hash of the audit.
        case auditHead = "1797a3122dee435ea37ce54f7ee69dab"
    }

    /// How loud it is, as in syslog.
    package enum Priority: Int, Sendable {
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
    }

    /// The fields of dabiao's own.
    package enum Field: String, Sendable, CaseIterable {
        /// The message's idempotency key.
        case key = "DABIAO_KEY"
        /// The enterprise's unified social credit code.
        case enterprise = "DABIAO_ENTERPRISE"
        case site = "DABIAO_SITE"
        case bundle = "DABIAO_BUNDLE"
        case obligation = "DABIAO_OBLIGATION"
        /// The due day, `YYYY-MM-DD`.
        case due = "DABIAO_DUE"
        /// The day on which it is told, `YYYY-MM-DD`.
        case day = "DABIAO_DAY"
        /// The hash of the audit's newest entry.
        case auditHead = "DABIAO_AUDIT_HEAD"
        /// That entry's number.
        case auditEntry = "DABIAO_AUDIT_ENTRY"
    }

    package let kind: Kind
    package let priority: Priority
    package let message: String
    package let fields: [Field: String]

    package init(_ kind: Kind, priority: Priority = .notice, message: String, fields: [Field: String]) {
        self.kind = kind
        self.priority = priority
        self.message = message
        self.fields = fields
    }

    /// `NAME=value` texts. A value may hold any text: the journal's protocol carries lengths.
    var assignments: [String] {
        ["MESSAGE=\(message)", "PRIORITY=\(priority.rawValue)", "MESSAGE_ID=\(kind.rawValue)"]
            + Field.allCases.compactMap { field in fields[field].map { "\(field.rawValue)=\($0)" } }
    }
}
