import Dabiao
import RuleEngine
import SectorKit

/// The plugins in force, and what became of what lies in their folders. A value: whoever holds one sees one state.
struct Catalogue: Sendable {
    /// A plugin in force, since an instant (unix seconds).
    struct Entry: Sendable {
        let plugin: Plugin
        let since: Int64

        var bundle: Dabiao.Bundle { plugin.bundle }
        var compiled: CompiledBundle { plugin.compiled }
    }

    /// A folder that was found, and why its content is not in force, where it is not.
    struct Found: Sendable {
        let folder: String
        let id: String?
        let diagnostics: [Diagnostic]
    }

    /// Each after those it requires.
    let entries: [Entry]
    let found: [Found]

    static let empty = Catalogue(entries: [], found: [])

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

    /// The obligation of a plugin in force: the version of the day, else the last one.
    func obligation(_ id: String, of bundle: String, on today: CivilDate) -> (entry: Entry, obligation: Obligation)? {
        guard let entry = self[bundle] else { return nil }
        let versions = entry.bundle.obligations.filter { $0.id == id }
            .sorted { ($0.span.effective ?? .earliest) < ($1.span.effective ?? .earliest) }
        return (versions.first { $0.span.contains(today) } ?? versions.last).map { (entry, $0) }
    }

    // MARK: - Days on which something begins or ends

    /// The plugins of which a rule or an obligation begins or ends after one day and by another, whichever is earlier.
    func entries(turningBetween day: CivilDate, and other: CivilDate) -> [Entry] {
        let (first, last) = (min(day, other), max(day, other))
        return entries.filter { $0.bundle.turns.contains { $0 > first && $0 <= last } }
    }

    /// The first day after one on which any rule or obligation begins or ends; nil where none does.
    func turn(after day: CivilDate) -> CivilDate? {
        entries.flatMap(\.bundle.turns).filter { $0 > day }.min()
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

extension Dabiao.Bundle {
    /// The days on which a rule or an obligation begins, or holds no more.
    fileprivate var turns: [CivilDate] {
        (vetoRules.map(\.span) + obligations.map(\.span)).flatMap { [$0.effective, $0.until].compactMap { $0 } }
    }
}
