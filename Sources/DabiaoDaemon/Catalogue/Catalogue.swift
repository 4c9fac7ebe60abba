import Dabiao
import RuleEngine
import SectorKit

/// The plugins in force, and what became of what lies in their folders. A value: whoever holds one sees one state.
struct Catalogue: Sendable {
    /// A plugin in force, since an instant (unix seconds), as it is on a day.
    struct Entry: Sendable {
        let plugin: Plugin
        let since: Int64
        /// As it is in force on the day, with the rules that are still to come.
        let compiled: CompiledBundle
        private let day: CivilDate

        init(_ plugin: Plugin, since: Int64, on day: CivilDate) {
            (self.plugin, self.since, self.day) = (plugin, since, day)
            compiled = plugin.compiled(on: day)
        }

        /// What it declares of the day.
        var bundle: Dabiao.Bundle { compiled.bundle }

        /// Whether it declares something else on another day.
        func differs(on other: CivilDate) -> Bool {
            plugin.schemaTurns.contains { $0 > min(day, other) && $0 <= max(day, other) }
        }

        /// An obligation of the plugin: the version of the day, else the last one.
        func obligation(_ id: String, on day: CivilDate) -> Obligation? {
            let versions = bundle.obligations.filter { $0.id == id }
            if let version = versions.first(where: { $0.span.contains(day) }) { return version }
            return versions.max { ($0.span.effective ?? .earliest) < ($1.span.effective ?? .earliest) }
        }
    }

    /// A drop-in that is installed, since an instant (unix seconds): applied on the days on which it is in force.
    struct DropIn: Sendable {
        let dropIn: Plugin.DropIn
        let since: Int64
    }

    /// A folder that was found, and why its content is not in force, where it is not.
    struct Found: Sendable {
        let folder: String
        let id: String?
        /// The bundle that it amends.
        let amends: String?
        let diagnostics: [Diagnostic]
    }

    /// Each after those it requires.
    let entries: [Entry]
    let found: [Found]
    let dropIns: [DropIn]
    /// The day for which the drop-ins were applied.
    let day: CivilDate

    static let empty = Catalogue(entries: [], found: [], dropIns: [], day: .earliest)

    subscript(id: String) -> Entry? {
        entries.first { $0.bundle.id == id }
    }

    /// The plugin in force with an id.
    ///
    /// - Throws: `DabiaoError` (not found) that names the nearest.
    func entry(_ id: String) throws(DabiaoError) -> Entry {
        if let entry = self[id] { return entry }
        let ids = entries.map(\.bundle.id)
        let nearest = id.nearest(among: ids)
        throw DabiaoError(
            .notFound, Phrase("没有生效的插件“\(id)”", "no plugin \(id) is in force"),
            remedy: nearest.map { Phrase("是否想写“\($0)”？", "did you mean \($0)?") }
                ?? Phrase("生效的插件有：\(ids.joined(separator: "、"))", "in force are: \(ids.joined(separator: ", "))"))
    }

    /// The plugins about a kind of subject that is in these sectors.
    func entries(for kind: SubjectKind, sectors: some Collection<String>) -> [Entry] {
        entries.filter { entry in
            entry.bundle.subject == kind && entry.bundle.sector.map { sectors.contains($0) } ?? true
        }
    }

    /// The plugins that one requires, at first and at second hand.
    func requirements(of entry: Entry) -> Set<String> {
        var found: Set<String> = []
        var waiting = [entry]
        while let next = waiting.popLast() {
            waiting += next.bundle.requires.keys.filter { found.insert($0).inserted }.compactMap { self[$0] }
        }
        return found
    }

    /// Parties that an obligation of a plugin names, with what people call them.
    func parties(_ names: [String], of obligation: Obligation, in entry: Entry) -> [(name: String, title: String)] {
        guard !names.isEmpty else { return [] }
        let required = requirements(of: entry)
        let roles = Roles(entry.bundle, requires: entries.map(\.bundle).filter { required.contains($0.id) })
        return names.map { ($0, roles.title($0, list: obligation.list)) }
    }

    /// A parameter as a bundle's expressions name it: its own, or one of a plugin that it requires (`common.x`).
    func parameter(_ name: String, of bundle: Dabiao.Bundle) -> ParameterDeclaration? {
        if let own = bundle.parameters.first(where: { $0.name == name }) { return own }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, bundle.requires.keys.contains(parts[0]) else { return nil }
        return self[parts[0]]?.bundle.parameters.first { $0.name == parts[1] }
    }

    /// The obligation of a plugin in force: the version of the day, else the last one.
    func obligation(_ id: String, of bundle: String, on today: CivilDate) -> (entry: Entry, obligation: Obligation)? {
        self[bundle].flatMap { entry in entry.obligation(id, on: today).map { (entry, $0) } }
    }

    // MARK: - Days on which something begins or ends

    /// The plugins of which anything begins or ends after one day and by another, whichever is earlier.
    func entries(turningBetween day: CivilDate, and other: CivilDate) -> [Entry] {
        let (first, last) = (min(day, other), max(day, other))
        return entries.filter { $0.plugin.bundle.turns.contains { $0 > first && $0 <= last } }
    }

    /// The first day after one on which anything of any plugin begins or ends; nil where nothing does.
    func turn(after day: CivilDate) -> CivilDate? {
        (entries.flatMap(\.plugin.bundle.turns) + dropInTurns).filter { $0 > day }.min()
    }

    /// Whether on another day other drop-ins are in force than those that are applied.
    func hasOtherDropIns(on other: CivilDate) -> Bool {
        let (first, last) = (min(day, other), max(day, other))
        return dropInTurns.contains { $0 > first && $0 <= last }
    }

    private var dropInTurns: [CivilDate] {
        dropIns.map(\.dropIn.amendment.span).flatMap { [$0.effective, $0.until].compactMap { $0 } }
    }

    // MARK: - What Common says of the city

    /// A row of the table of districts: name, GB/T 2260 code (empty where it has none), other names.
    struct District: Sendable {
        let name: String
        let code: String
        let aliases: [String]
    }

    /// The districts of the city, from the table `districts` of the first plugin that has one.
    var districts: [District] {
        rows("districts").map { cells in
            District(
                name: cells["name"]?.description ?? "", code: cells["code"]?.description ?? "",
                aliases: cells["alias"]?.description.split(separator: ";").map(String.init) ?? [])
        }
    }

    /// The sectors that an enterprise may be in, by id and title: of the table `sectors`, and of the plugins.
    var sectors: [(id: String, title: String)] {
        let told = rows("sectors").map { ($0["id"]?.description ?? "", $0["title"]?.description ?? "") }
        let known = Set(told.map(\.0))
        let others = entries.compactMap { entry in
            entry.bundle.sector.flatMap { known.contains($0) ? nil : ($0, entry.bundle.title) }
        }
        return (told + others).map { (id: $0.0, title: $0.1) }
    }

    private func rows(_ table: String) -> [[String: Value]] {
        entries.lazy.compactMap { $0.bundle.tables.first { $0.name == table } }.first?.rows.map(\.cells) ?? []
    }
}
