public import Dabiao
import GRDB

extension Store {
    /// A copy of everything as it stands, to try things out on; work here goes on meanwhile.
    ///
    /// It is SQLite's own temporary database: a small one stays in memory, of a large one the rest lies in a file without
    /// a name in the temporary folder, which the kernel removes with the process however that ends. Nothing is ever
    /// synced.
    ///
    /// - Throws: `DabiaoError` where the copy does not fit on the disk of the temporary folder.
    public func temporaryCopy() async throws -> Store {
        try await translatingErrors(about: Self.temporary) {
            let copy = try DatabaseQueue(path: "", configuration: .store())
            try await read { snapshot in
                try copy.writeWithoutTransaction { try snapshot.database.backup(to: $0) }
            }
            return Store(copy, nil)
        }
    }
}

extension Transaction {
    /// Lets everything rest but what is of one enterprise and its sites: in a copy on which nothing else is asked.
    public func rest(allBut enterprise: Int64) throws {
        let others = "subject NOT IN (SELECT id FROM subject WHERE enterprise = ?)"
        try run("UPDATE occurrence SET nextAt = NULL WHERE nextAt IS NOT NULL AND \(others)", [enterprise])
        try run("UPDATE verdict SET changesOn = NULL WHERE changesOn IS NOT NULL AND \(others)", [enterprise])
        try run("UPDATE upcomingVerdict SET changesOn = NULL WHERE changesOn IS NOT NULL AND \(others)", [enterprise])
        try run("DELETE FROM expiry WHERE \(others)", [enterprise])
    }
}

extension Snapshot {
    /// The first day from one on that an open occurrence is due; nil where none is.
    public func earliestDue(from day: CivilDate) throws -> CivilDate? {
        let due: String? = try fetchValue(
            "SELECT min(due) FROM occurrence WHERE due >= ? AND endedOn IS NULL", [day.description])
        return due.flatMap { CivilDate($0) }
    }
}
