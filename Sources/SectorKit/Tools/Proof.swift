import Dabiao
import Synchronization

/// That a plugin was tried and nothing failed. What its cases and lookups come to follows from the texts named here and
/// the calendar alone, so a reload tries only what is new.
struct Proof: Hashable {
    private let plugins: [String]
    private let calendar: WorkCalendar

    init(_ plugin: Plugin, _ calendar: WorkCalendar) {
        plugins = (plugin.requirements + [plugin]).flatMap { plugin in
            [plugin.bundle.id, plugin.source.contentHash] + plugin.dropIns.map(\.contentHash)
        }
        self.calendar = calendar
    }

    /// What this process has tried; only successes are kept, and the oldest are forgotten.
    private static let kept = Mutex<[Proof]>([])
    private static let limit = 64

    /// What fails when the plugin is tried; nothing where it was tried before. One is tried at a time: whoever waits
    /// for the same plugin is spared the work.
    func failures(trying attempt: () -> [Diagnostic]) -> [Diagnostic] {
        Self.kept.withLock { kept in
            guard !kept.contains(self) else { return [] }
            let failures = attempt()
            if failures.isEmpty { kept = kept.suffix(Self.limit - 1) + [self] }
            return failures
        }
    }
}
