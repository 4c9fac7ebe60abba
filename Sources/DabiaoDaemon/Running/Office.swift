import Dabiao
import DabiaoStore
import Logging
import Synchronization

/// What every use case works with: the store, the clock, the work calendar, and the plugins in force.
struct Office: Sendable {
    private(set) var store: Store
    let clock: WallClock
    let logger: Logger
    /// Rung after every change that may have put something on the agenda or into the outbox.
    let bell: Bell
    /// What fails now and is tried again.
    let troubles = Troubles()
    /// What earlier versions of the plugins asked for.
    let toldUnits = ToldUnitsByVersion()
    /// Bounds what refusals write.
    let refusals = RefusalLog()
    /// What the journal is told of the audit.
    let auditHeads = AuditHeads()
    private let shelf: Shelf

    init(store: Store, clock: WallClock, calendar: WorkCalendar, logger: Logger, bell: Bell) {
        self.store = store
        self.clock = clock
        self.logger = logger
        self.bell = bell
        shelf = Shelf(calendar)
    }

    /// The same office as somebody of a scope may see it.
    func limited(to scope: Scope) -> Office {
        var other = self
        other.store = store.limited(to: scope)
        return other
    }

    /// Who may do what; nobody anything before it is read.
    var access: Access { shelf.access.withLock { $0 } }

    func replaceAccess(by access: Access) {
        shelf.access.withLock { $0 = access }
    }

    /// The work calendar in use.
    var calendar: WorkCalendar { shelf.calendar.withLock { $0 } }

    func replaceCalendar(by calendar: WorkCalendar) {
        shelf.calendar.withLock { $0 = calendar }
    }

    /// The plugins in force now. Inside of ``DabiaoStore/Store/write(_:)`` they fit the tables that are there.
    var catalogue: Catalogue { shelf.catalogue.withLock { $0 } }

    /// Makes another catalogue, and all that follows from it, in one transaction: on failure everything is as before.
    ///
    /// - Parameter calendar: the work calendar to use from then on; nil leaves it as it is.
    @discardableResult
    func replacingCatalogue(
        with calendar: WorkCalendar? = nil, by make: @escaping @Sendable (Transaction) throws -> Catalogue
    ) async throws -> Catalogue {
        let replaced = Mutex<(Catalogue, WorkCalendar)?>(nil)
        do {
            let catalogue = try await store.write { transaction in
                replaced.withLock { $0 = (self.catalogue, self.calendar) }
                if let calendar { replaceCalendar(by: calendar) }
                let catalogue = try make(transaction)
                // Commands run one after the other: the next one sees this catalogue and these tables.
                replaceCatalogue(by: catalogue)
                return catalogue
            }
            bell.ring()
            return catalogue
        } catch {
            if let (catalogue, calendar) = replaced.withLock({ $0 }) {
                replaceCatalogue(by: catalogue)
                replaceCalendar(by: calendar)
            }
            throw error
        }
    }

    func replaceCatalogue(by catalogue: Catalogue) {
        shelf.catalogue.withLock { $0 = catalogue }
    }

    /// Holds what is replaced while the daemon runs, for all copies of the office.
    private final class Shelf: Sendable {
        let catalogue = Mutex(Catalogue.empty)
        let calendar: Mutex<WorkCalendar>
        let access = Mutex(Access(grants: [], administrators: []))

        init(_ calendar: WorkCalendar) {
            self.calendar = Mutex(calendar)
        }
    }
}
