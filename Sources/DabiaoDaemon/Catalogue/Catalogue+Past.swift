import Dabiao
import DabiaoStore
import Logging
import SectorKit

extension Catalogue {
    /// The plugins that were in force at an instant (unix seconds), from the files that were kept of them, as they are on
    /// a day.
    ///
    /// - Parameter now: what is in force now; its plugins are used again where they are the same.
    init(at instant: Int64, on day: CivilDate, in snapshot: Snapshot, now: Catalogue, logger: Logger) throws {
        let activations = try snapshot.activations(inForceAt: instant)
        let active = Dictionary(activations.map { ($0.installed.bundle, $0) }) { first, _ in first }
        let plugins: [Plugin]
        if !now.hasOtherDropIns(on: day),
            active.allSatisfy({ id, activation in now.holds(activation.installed.contentHash, as: id) })
        {
            plugins = now.entries.map(\.plugin).filter { active[$0.bundle.id] != nil }
        } else {
            plugins = try StoredBundles(activations.map(\.installed), in: snapshot, logger: logger, today: day).plugins
        }
        let entries = plugins.map { Entry($0.asOf(day), since: active[$0.bundle.id]?.at ?? instant, on: day) }
        self.init(entries: entries, found: [], dropIns: now.dropIns, day: day)
    }

    /// The same plugins as they are on another day on which the same drop-ins are in force.
    func asOf(_ other: CivilDate) -> Catalogue {
        Catalogue(
            entries: entries.map { Entry($0.plugin.asOf(other), since: $0.since, on: other) }, found: found,
            dropIns: dropIns, day: other)
    }

    /// Whether a plugin or drop-in is in force in this very version.
    private func holds(_ contentHash: String, as id: String) -> Bool {
        self[id]?.plugin.bundle.contentHash == contentHash
            || dropIns.contains { $0.dropIn.id == id && $0.dropIn.contentHash == contentHash }
    }
}
