import GRDB

extension Transaction {
    /// Runs a part of a command whose failure undoes that part alone.
    ///
    /// - Returns: What the part gave, or why it failed.
    /// - Throws: Where the database itself failed (a full disk, a damaged file), or the command was cancelled: then the
    ///   command cannot go on at all.
    public func separately<Value>(_ body: () throws -> Value) throws -> Result<Value, any Error> {
        var outcome: Result<Value, any Error>?
        do {
            try database.inSavepoint {
                outcome = .success(try body())
                return .commit
            }
        } catch let error as DatabaseError where !error.isOfThePart {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            outcome = .failure(error)
        }
        return outcome ?? .failure(CancellationError())
    }

    /// How many rows this connection has changed since it opened: the same before and after means that nothing was.
    public var changes: Int { database.totalChangesCount }
}

extension DatabaseError {
    /// Whether the statement and its data are at fault, not the database or the disk.
    fileprivate var isOfThePart: Bool {
        [.SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_RANGE].contains(resultCode)
    }
}
