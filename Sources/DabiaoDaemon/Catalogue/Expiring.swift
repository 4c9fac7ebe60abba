import Dabiao
import DabiaoStore
import RuleEngine
import SectorKit

/// The days on which what a plugin's rules read of a subject is unknown again (`valid_for`).
struct Expiring {
    private let plugin: Plugin
    /// By the names of the plugin itself.
    private let own: [String: CivilDate]
    /// The first day of each plugin that it reads: which of its facts a rule reads is not told apart, a day too early
    /// does no harm.
    private let others: [String: CivilDate]

    /// As it stands in the store.
    init(_ plugin: Plugin, _ subject: Int64, in snapshot: Snapshot) throws {
        func days(_ plugin: Plugin) throws -> [String: CivilDate] {
            guard plugin.bundle.expires else { return [:] }
            let expiries = try snapshot.expiries(seenBy: subject, bundle: plugin.bundle.id)
            return Dictionary(expiries.map { ($0.name, $0.day) }, uniquingKeysWith: min)
        }
        self.plugin = plugin
        own = try days(plugin)
        others = try Self.first(plugin) { try days($0).values.min() }
    }

    /// As it was known once.
    init(_ plugin: Plugin, known: Known, others: [String: Known]) {
        self.plugin = plugin
        own = known.expiries
        self.others = Self.first(plugin) { others[$0.bundle.id]?.expiries.values.min() }
    }

    private static func first<Failure: Error>(
        _ plugin: Plugin, _ day: (Plugin) throws(Failure) -> CivilDate?
    ) throws(Failure) -> [String: CivilDate] {
        var days: [String: CivilDate] = [:]
        for required in plugin.requires {
            // What a plugin reads may expire with what that one reads.
            for behind in required.requirements + [required] {
                guard let day = try day(behind) else { continue }
                days[required.bundle.id] = min(day, days[required.bundle.id] ?? day)
            }
        }
        return days
    }

    /// The first day after one on which a verdict may change by itself, because that day comes or something it reads
    /// expires; nil where it cannot.
    func changeDay(of verdict: RuleVerdict, after today: CivilDate) -> CivilDate? {
        guard !own.isEmpty || !others.isEmpty else { return verdict.changesOn }
        let reading = plugin.compiled(on: today).reading(ofRule: verdict.rule)
        let days = reading.names.compactMap { own[$0] } + reading.bundles.compactMap { others[$0] }
        return (days.filter { $0 > today } + [verdict.changesOn].compactMap { $0 }).min()
    }
}

extension Dabiao.Bundle {
    /// Whether anything of it is known for some time only.
    var expires: Bool {
        facts.contains { $0.validFor != nil } || lists.contains { $0.validFor != nil }
    }
}
