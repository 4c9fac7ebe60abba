public import Dabiao
import GRDB

/// The day on which something that is known of a subject becomes unknown by itself.
public struct Expiry: Hashable, Sendable, Stored {
    /// The fact or list.
    public let name: String
    /// The first day on which it is unknown.
    public let day: CivilDate

    static let columns = "expiry.name, expiry.day"

    init(_ reader: inout RowReader) throws {
        name = try reader.value()
        day = try reader.date()
    }
}

extension Snapshot {
    /// What of a bundle's facts about a subject expires, and about the enterprise that the subject belongs to.
    public func expiries(seenBy subject: Int64, bundle: String) throws -> [Expiry] {
        try fetchAll(
            """
            SELECT \(Expiry.columns) FROM expiry
            WHERE bundle = ?1 AND subject IN (?2, (SELECT enterprise FROM subject WHERE id = ?2)) ORDER BY name, day
            """, [bundle, subject])
    }

    /// The first day on which anything of these bundles expires; nil where nothing does.
    public func earliestExpiry(of bundles: some Sequence<String>) throws -> CivilDate? {
        let days: [CivilDate] = try bundles.compactMap { bundle in
            let day: String? = try fetchValue("SELECT min(day) FROM expiry WHERE bundle = ?", [bundle])
            return day.flatMap { CivilDate($0[...]) }
        }
        return days.min()
    }

    /// The subjects of whom something of a bundle has expired by a day, by id.
    ///
    /// - Parameter after: The last id of the page before; 0 for the first page.
    public func subjectsWithExpiries(
        by day: CivilDate, bundle: String, after: Int64 = 0, limit: Int
    ) throws -> [Subject] {
        try fetchAll(
            """
            SELECT \(Subject.columns) FROM subject
            WHERE id > ? AND id IN (SELECT subject FROM expiry WHERE bundle = ? AND day <= ?) ORDER BY id LIMIT ?
            """, [after, bundle, day.description, limit])
    }
}

extension Transaction {
    /// Puts the days on which what is known of a subject expires in the place of those before.
    public func replaceExpiries(of subject: Int64, bundle: String, by days: [String: CivilDate]) throws {
        try run("DELETE FROM expiry WHERE bundle = ? AND subject = ?", [bundle, subject])
        for (name, day) in days {
            try run(
                "INSERT INTO expiry (bundle, subject, name, day) VALUES (?, ?, ?, ?)",
                [bundle, subject, name, day.description])
        }
    }
}
