public import Dabiao
import GRDB

/// An occurrence to open, if it is not there already.
public struct NewOccurrence: Hashable, Sendable {
    public var identity: OccurrenceIdentity
    /// The version of the bundle whose obligation it follows.
    public var bundleHash: String
    public var terms: OccurrenceTerms
    /// Unix seconds of the first thing to do about it.
    public var nextAt: Int64?
    /// The day up to which its ladder needs no handling any more.
    public var handledThrough: CivilDate?
    /// The definition of its obligation by which it is dated.
    public var definition: String?

    public init(
        identity: OccurrenceIdentity, bundleHash: String, terms: OccurrenceTerms, nextAt: Int64? = nil,
        handledThrough: CivilDate? = nil, definition: String? = nil
    ) {
        self.identity = identity
        self.bundleHash = bundleHash
        self.terms = terms
        self.nextAt = nextAt
        self.handledThrough = handledThrough
        self.definition = definition
    }
}

extension Transaction {
    /// Opens an occurrence; one so identified that is there already, open or ended, stays as it is.
    ///
    /// - Parameter instant: Now, in unix seconds.
    /// - Throws: `DabiaoError` (not found) if that version of the bundle was never installed.
    @discardableResult
    public func open(_ new: NewOccurrence, at instant: Int64) throws -> Upserted {
        let version = try versionID(of: new.identity.bundle, new.bundleHash)
        let inserted = try run(
            """
            INSERT INTO occurrence (subject, bundle, obligation, rowKey, period, bundleVersion, recordedAt,
              opens, due, provisional, state, missing, nextAt, handledThrough, definition)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (subject, bundle, obligation, rowKey, period) DO NOTHING
            """,
            new.identity.arguments + [version, instant] + (try new.terms.arguments)
                + [new.nextAt, new.handledThrough?.description, new.definition])
        if inserted > 0 { return Upserted(id: database.lastInsertedRowID, isNew: true) }
        guard let kept = try occurrence(new.identity) else {
            throw DabiaoError.damaged(cause: "occurrence: neither inserted nor there")
        }
        return Upserted(id: kept.id, isNew: false)
    }

    /// Gives an open occurrence new terms, and records that it was revised and why.
    ///
    /// - Parameter instant: Now, in unix seconds.
    /// - Throws: `DabiaoError` if there is no such occurrence, it has ended, or the version was never installed.
    public func revise(
        _ id: Int64, to terms: OccurrenceTerms, bundleHash: String, nextAt: Int64?, definition: String? = nil,
        at instant: Int64, reason: String
    ) throws {
        let old = try openOccurrence(id)
        try run(
            """
            UPDATE occurrence SET bundleVersion = ?, opens = ?, due = ?, provisional = ?, state = ?, missing = ?,
              nextAt = ?, definition = ?
            WHERE id = ?
            """,
            [try versionID(of: old.identity.bundle, bundleHash)] + (try terms.arguments)
                + [nextAt, definition ?? old.definition, id])
        try appendChange(id, at: instant, "revised", oldDue: old.terms.due, newDue: terms.due, reason)
    }

    /// Opens an occurrence again that lapsed or gave way, with new terms, and records it.
    ///
    /// - Parameter instant: Now, in unix seconds.
    /// - Throws: `DabiaoError` if there is no such occurrence, or the version was never installed; the schema refuses
    ///   one that was done.
    public func reopen(
        _ id: Int64, with terms: OccurrenceTerms, bundleHash: String, nextAt: Int64?, definition: String? = nil,
        at instant: Int64, reason: String
    ) throws {
        guard let old = try occurrence(id: id) else {
            throw DabiaoError(.notFound, Phrase("没有编号为 \(id) 的待办期次", "no occurrence \(id)"))
        }
        try run(
            """
            UPDATE occurrence SET bundleVersion = ?, opens = ?, due = ?, provisional = ?, state = ?, missing = ?,
              nextAt = ?, endedOn = NULL, definition = ?
            WHERE id = ?
            """,
            [try versionID(of: old.identity.bundle, bundleHash)] + (try terms.arguments)
                + [nextAt, definition ?? old.definition, id])
        try appendChange(id, at: instant, "reopened", oldDue: old.terms.due, newDue: terms.due, reason)
    }

    /// Ends an open occurrence; nothing more is done about it.
    ///
    /// - Parameters:
    ///   - date: The day it ended; for a late one the day it was done.
    ///   - discharge: What identifies the entry that discharged it; nil for the other ends.
    ///   - instant: Now, in unix seconds.
    /// - Throws: `DabiaoError` if there is no such occurrence, or it has ended.
    public func end(
        _ id: Int64, _ end: OccurrenceEnd, on date: CivilDate, by discharge: String? = nil, at instant: Int64,
        reason: String
    ) throws {
        let old = try openOccurrence(id)
        try run(
            "UPDATE occurrence SET state = ?, endedOn = ?, lateDays = ?, discharge = ?, nextAt = NULL WHERE id = ?",
            [end.state.rawValue, date.description, end.lateDays, discharge, id])
        try appendChange(id, at: instant, end.state.rawValue, oldDue: old.terms.due, newDue: old.terms.due, reason)
    }

    /// Says up to which day an occurrence's ladder has been handled, and when to look at it again.
    public func schedule(_ id: Int64, nextAt: Int64?, handledThrough: CivilDate?) throws {
        try run(
            "UPDATE occurrence SET nextAt = ?, handledThrough = ? WHERE id = ?",
            [nextAt, handledThrough?.description, id])
    }

    /// Says that an open occurrence follows another version of its bundle, whose obligation dates it the same.
    public func adopt(_ id: Int64, bundleHash: String) throws {
        let old = try openOccurrence(id)
        try run(
            "UPDATE occurrence SET bundleVersion = ? WHERE id = ?",
            [try versionID(of: old.identity.bundle, bundleHash), id])
    }

    func openOccurrence(_ id: Int64) throws -> Occurrence {
        guard let occurrence = try occurrence(id: id) else {
            throw DabiaoError(.notFound, Phrase("没有编号为 \(id) 的待办期次", "no occurrence \(id)"))
        }
        guard occurrence.state.isOpen else {
            throw DabiaoError(
                .refused,
                Phrase(
                    "期次 \(id) 已经结束（\(occurrence.state.rawValue)）",
                    "occurrence \(id) has ended (\(occurrence.state.rawValue))"),
                remedy: Phrase("已结束的期次不再改动", "an ended occurrence does not change"))
        }
        return occurrence
    }

    private func appendChange(
        _ id: Int64, at instant: Int64, _ what: String, oldDue: CivilDate?, newDue: CivilDate?, _ reason: String
    ) throws {
        try run(
            "INSERT INTO occurrenceChange (occurrence, at, what, oldDue, newDue, reason) VALUES (?, ?, ?, ?, ?, ?)",
            [id, instant, what, oldDue?.description, newDue?.description, reason])
    }
}

extension OccurrenceTerms {
    /// opens, due, provisional, state, missing.
    fileprivate var arguments: StatementArguments {
        get throws {
            [opens?.description, due?.description, isProvisional, state.rawValue, try missing.map(json)]
        }
    }
}
