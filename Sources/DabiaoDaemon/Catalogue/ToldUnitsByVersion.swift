import Dabiao
import DabiaoStore
import SectorKit
import Synchronization

/// The units in which each installed version of a bundle asked for numbers. A version never changes, so what was read
/// of it once is kept.
final class ToldUnitsByVersion: Sendable {
    private let known = Mutex<[String: ToldUnits]>([:])

    /// - Parameter contentHash: names the version.
    /// - Returns: nothing for a version that this daemon cannot read any more.
    func units(of contentHash: String, in snapshot: Snapshot) throws -> ToldUnits {
        if let units = known.withLock({ $0[contentHash] }) { return units }
        let source = try StoredBundles.source(of: contentHash, in: snapshot)
        let units = source.flatMap { BundleReader.read($0).bundle?.toldUnits } ?? [:]
        known.withLock { $0[contentHash] = units }
        return units
    }
}
