public import Dabiao
import GRDB

/// Something that was done to an occurrence and stands beside its schedule.
public struct OccurrenceAct: Hashable, Sendable, Stored {
    public enum What: String, Sendable, Codable, CaseIterable {
        /// Its clock stands still since that day.
        case paused
        /// Its clock runs again from that day on.
        case resumed
        /// Its due day was put off, on that day.
        case extended
        /// Its reminders are silent until that day.
        case acknowledged
        /// It was done on that day, as somebody entered.
        case discharged
    }

    /// 0 before it is kept.
    public var id: Int64
    public var occurrence: Int64
    /// Unix seconds.
    public var at: Int64
    public var what: What
    public var day: CivilDate
    /// By how much it was extended; nil for everything else.
    public var span: TimeSpan?
    /// Who did it; nil is its clock.
    public var uid: UInt32?
    public var reason: String
    /// The name of a file or document; only of a discharge.
    public var evidence: String?

    public init(
        id: Int64 = 0, occurrence: Int64, at: Int64, what: What, day: CivilDate, span: TimeSpan? = nil,
        uid: UInt32? = nil, reason: String, evidence: String? = nil
    ) {
        self.id = id
        self.occurrence = occurrence
        self.at = at
        self.what = what
        self.day = day
        self.span = span
        self.uid = uid
        self.reason = reason
        self.evidence = evidence
    }

    static let columns = """
        occurrenceAct.id, occurrenceAct.occurrence, occurrenceAct.at, occurrenceAct.what, occurrenceAct.day, \
        occurrenceAct.span, occurrenceAct.uid, occurrenceAct.reason, occurrenceAct.evidence
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        occurrence = try reader.value()
        at = try reader.value()
        what = try reader.word()
        day = try reader.date()
        span = try reader.optionalParsed()
        uid = try reader.optional()
        reason = try reader.value()
        evidence = try reader.optional()
    }
}

extension Snapshot {
    /// What was done to an occurrence, oldest first.
    public func acts(ofOccurrence id: Int64) throws -> [OccurrenceAct] {
        try fetchAll("SELECT \(OccurrenceAct.columns) FROM occurrenceAct WHERE occurrence = ? ORDER BY id", [id])
    }

    /// The same of some occurrences, by their ids; those that nothing was done to are left out.
    public func acts(ofOccurrences ids: [Int64]) throws -> [Int64: [OccurrenceAct]] {
        let acts: [OccurrenceAct] = try fetchAll(
            """
            SELECT \(OccurrenceAct.columns) FROM occurrenceAct
            WHERE occurrence IN (SELECT value FROM json_each(?)) ORDER BY id
            """, ["\(ids)"])
        return Dictionary(grouping: acts, by: \.occurrence)
    }
}

extension Transaction {
    /// Keeps what was done to an open occurrence, for good, and returns its id. The act's own `id` is not read.
    ///
    /// - Throws: `DabiaoError` if there is no such occurrence, or it has ended.
    @discardableResult
    public func append(_ act: OccurrenceAct) throws -> Int64 {
        _ = try openOccurrence(act.occurrence)
        return try insert(
            """
            INSERT INTO occurrenceAct (occurrence, at, what, day, span, uid, reason, evidence)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                act.occurrence, act.at, act.what.rawValue, act.day.description, act.span?.description, act.uid,
                act.reason, act.evidence,
            ])
    }
}

extension [OccurrenceAct] {
    /// What of it moves the due day, in order.
    public var moves: [ClockMove] {
        reduce(into: []) { moves, act in
            switch act.what {
            case .paused: moves.append(.pause(act.day, until: nil))
            case .resumed:
                guard let last = moves.lastIndex(where: { if case .pause = $0 { true } else { false } }),
                    case .pause(let since, until: nil) = moves[last]
                else { return }
                moves[last] = .pause(since, until: act.day)
            case .extended: if let span = act.span { moves.append(.extended(by: span)) }
            case .acknowledged, .discharged: break
            }
        }
    }

    /// Whether the clock stands still after all of it.
    public var isPaused: Bool {
        moves.contains { if case .pause(_, until: nil) = $0 { true } else { false } }
    }
}
