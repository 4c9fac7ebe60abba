import Dabiao
import DabiaoControl
import DabiaoStore

/// How the daemon is.
struct StatusReport: Sendable {
    private(set) var office: Office
    let scheduler: Scheduler
    let state: String

    /// The same with the numbers of what somebody may see.
    func seen(from office: Office) -> StatusReport {
        var other = self
        other.office = office
        return other
    }

    func status() async throws -> DaemonInterface.StatusReply {
        let catalogue = office.catalogue
        let now = office.clock.now()
        let counts = try await office.store.read { snapshot in
            let yesterday = now.date.adding(days: -1)
            return (
                enterprises: try snapshot.countEnterprises(), open: try snapshot.countAgenda(),
                overdue: try snapshot.countAgenda(
                    AgendaFilter(to: yesterday, includesUndated: false, states: [.open])),
                undelivered: try snapshot.countMessages(MessageFilter(isDelivered: false))
            )
        }
        return DaemonInterface.StatusReply(
            status: DaemonInterface.Status(
                version: Product.version, now: "\(now)", pretended: office.clock.ahead != .zero, state: state,
                plugins: catalogue.entries.count + catalogue.dropIns.count, enterprises: counts.enterprises,
                open: counts.open,
                overdue: counts.overdue, undelivered: counts.undelivered,
                next: try await scheduler.nextMoment().map { "\($0)" },
                problems: office.troubles.current.map(\.message) + Self.problems(catalogue)))
    }

    /// Sentences about what needs attention.
    private static func problems(_ catalogue: Catalogue) -> [Phrase] {
        let broken = catalogue.found.filter { !$0.diagnostics.isEmpty }
        let none = [
            Phrase("没有任何插件生效：请用 --plugins 指明插件文件夹", "no plugin is in force: name their folder with --plugins")
        ]
        return (catalogue.entries.isEmpty ? none : [])
            + broken.map { found in
                let name = found.id ?? found.folder
                return Phrase(
                    "插件“\(name)”的文件夹里有 \(found.diagnostics.count) 处错误，没有生效（见 dabiaoctl plugin list）",
                    "the folder of the plugin \(name) has \(found.diagnostics.count) errors and is not in force "
                        + "(see dabiaoctl plugin list)")
            }
    }
}
