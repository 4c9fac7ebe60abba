import Dabiao
import DabiaoStore
import Logging
import Synchronization

/// What every use case works with: the store, the clock, the work calendar, and the plugins in force.
struct Office: Sendable {
    let store: Store
    let clock: WallClock
    let calendar: WorkCalendar
    let logger: Logger
    /// Rung after every change that may have put something on the agenda or into the outbox.
    let bell: Bell
    /// What fails now and is tried again.
    let troubles = Troubles()
    /// What earlier versions of the plugins asked for.
    let toldUnits = ToldUnitsByVersion()
    private let shelf = Shelf()

    init(store: Store, clock: WallClock, calendar: WorkCalendar, logger: Logger, bell: Bell) {
        self.store = store
        self.clock = clock
        self.calendar = calendar
        self.logger = logger
        self.bell = bell
    }

    /// The plugins in force now. Inside of ``DabiaoStore/Store/write(_:)`` they fit the tables that are there.
    var catalogue: Catalogue { shelf.catalogue.withLock { $0 } }

    /// Makes another catalogue, and all that follows from it, in one transaction: on failure everything is as before.
    @discardableResult
    func replacingCatalogue(by make: @escaping @Sendable (Transaction) throws -> Catalogue) async throws -> Catalogue {
        let replaced = Mutex<Catalogue?>(nil)
        do {
            let catalogue = try await store.write { transaction in
                let catalogue = try make(transaction)
                // Commands run one after the other: the next one sees this catalogue and these tables.
                replaced.withLock { $0 = self.catalogue }
                replaceCatalogue(by: catalogue)
                return catalogue
            }
            bell.ring()
            return catalogue
        } catch {
            if let before = replaced.withLock({ $0 }) { replaceCatalogue(by: before) }
            throw error
        }
    }

    func replaceCatalogue(by catalogue: Catalogue) {
        shelf.catalogue.withLock { $0 = catalogue }
    }

    /// Holds the catalogue for all copies of the office.
    private final class Shelf: Sendable {
        let catalogue = Mutex(Catalogue.empty)
    }
}
