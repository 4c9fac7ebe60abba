public import Dabiao

// What is done to single occurrences, and why they have their dates.
extension ObligationInterface {
    public static let explain = Method<ExplainRequest, ExplainReply>(name, "Explain", needs: .read)
    public static let extend = Method<ExtendRequest, OccurrenceReply>(name, "Extend", needs: .submit)
    public static let acknowledge = Method<AcknowledgeRequest, OccurrenceReply>(name, "Acknowledge", needs: .submit)
    public static let discharge = Method<DischargeRequest, OccurrenceReply>(name, "Discharge", needs: .submit)

    public struct ExplainRequest: Codable, Hashable, Sendable {
        public var occurrence: Int?
        public var enterprise: String?
        public var obligation: String?

        public init(occurrence: Int? = nil, enterprise: String? = nil, obligation: String? = nil) {
            self.occurrence = occurrence
            self.enterprise = enterprise
            self.obligation = obligation
        }
    }

    public struct ExplainReply: Codable, Hashable, Sendable {
        public let explanations: [Explanation]

        public init(explanations: [Explanation]) {
            self.explanations = explanations
        }
    }

    public struct Explanation: Codable, Hashable, Sendable {
        public let occurrence: Occurrence
        /// The keys of the schedule as the bundle writes them.
        public let schedule: [String]
        public let steps: [Step]
        public let history: [Change]
        /// Whom it concerns.
        public let parties: [Parties]
        /// The occurrences of other plugins that the same discharges: all are told as one line, the strictest first.
        public let together: [Together]

        public init(
            occurrence: Occurrence, schedule: [String], steps: [Step], history: [Change], parties: [Parties],
            together: [Together]
        ) {
            self.occurrence = occurrence
            self.schedule = schedule
            self.steps = steps
            self.history = history
            self.parties = parties
            self.together = together
        }
    }

    /// Whom a key of an obligation names.
    public struct Parties: Codable, Hashable, Sendable {
        public enum Key: String, Codable, Sendable, CaseIterable {
            case by, to, extend, remind, overdue
        }

        public let key: Key
        /// The rung of the ladder: how long before or after the due day; nil of the other keys.
        public let after: String?
        public let names: [String]
        /// The same as people call them.
        public let titles: [String]

        public init(_ key: Key, after: String? = nil, _ parties: [(name: String, title: String)]) {
            self.key = key
            self.after = after
            names = parties.map(\.name)
            titles = parties.map(\.title)
        }
    }

    /// An occurrence that is told with others.
    public struct Together: Codable, Hashable, Sendable {
        public let occurrence: Int
        public let bundle: String
        public let obligation: String
        public let title: String
        public let due: CivilDate?

        public init(occurrence: Int, bundle: String, obligation: String, title: String, due: CivilDate?) {
            self.occurrence = occurrence
            self.bundle = bundle
            self.obligation = obligation
            self.title = title
            self.due = due
        }
    }

    /// One step on the way to a due day.
    public struct Step: Codable, Hashable, Sendable {
        public let kind: String
        public let day: CivilDate?
        public let text: Phrase

        public init(_ step: DateStep) {
            (kind, day, text) = (step.kind.rawValue, step.day, step.text)
        }
    }

    /// What was done to an occurrence.
    public struct Change: Codable, Hashable, Sendable {
        /// RFC 3339.
        public let at: String
        public let what: String
        public let oldDue: CivilDate?
        public let newDue: CivilDate?
        /// Since, until, from or on which; only of what was done to it.
        public let day: CivilDate?
        /// Who did it; nil is the daemon.
        public let uid: Int?
        public let reason: Phrase

        public init(
            at: String, what: String, oldDue: CivilDate? = nil, newDue: CivilDate? = nil, day: CivilDate? = nil,
            uid: Int? = nil, reason: Phrase
        ) {
            self.at = at
            self.what = what
            self.oldDue = oldDue
            self.newDue = newDue
            self.day = day
            self.uid = uid
            self.reason = reason
        }

        enum CodingKeys: String, CodingKey {
            case at, what, day, uid, reason
            case oldDue = "old_due"
            case newDue = "new_due"
        }
    }

    public struct ExtendRequest: Codable, Hashable, Sendable {
        public var occurrence: Int
        public var reason: String

        public init(occurrence: Int, reason: String) {
            self.occurrence = occurrence
            self.reason = reason
        }
    }

    public struct AcknowledgeRequest: Codable, Hashable, Sendable {
        public var occurrence: Int
        public var until: String
        public var reason: String

        public init(occurrence: Int, until: String, reason: String) {
            self.occurrence = occurrence
            self.until = until
            self.reason = reason
        }
    }

    public struct DischargeRequest: Codable, Hashable, Sendable {
        public var occurrence: Int
        public var on: String
        public var reason: String
        public var evidence: String?

        public init(occurrence: Int, on: String, reason: String, evidence: String? = nil) {
            self.occurrence = occurrence
            self.on = on
            self.reason = reason
            self.evidence = evidence
        }
    }

    public struct OccurrenceReply: Codable, Hashable, Sendable {
        public let occurrence: Occurrence

        public init(occurrence: Occurrence) {
            self.occurrence = occurrence
        }
    }
}
