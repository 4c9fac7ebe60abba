public import Dabiao

/// `org.dabiao.Plugin`: the sector plugins.
public enum PluginInterface {
    public static let name = "org.dabiao.Plugin"
    public static let list = Method<NoParameters, ListReply>(name, "List", needs: .read)
    public static let show = Method<ShowRequest, ShowReply>(name, "Show", needs: .read)
    public static let reload = Method<NoParameters, ReloadReply>(name, "Reload", needs: .manage)

    public struct Plugin: Codable, Hashable, Sendable {
        public let id: String
        public let title: String
        /// Version, content hash and day of activation of what is in force; nil where nothing is.
        public let version: String?
        public let hash: String?
        public let since: String?
        /// Where it was last found; nil where its folder is gone.
        public let folder: String?
        public let department: String?
        public let sector: String?
        /// Of a drop-in, the bundle that it amends, and the first and the first day after those on which it is in force.
        public let amends: String?
        public let effective: CivilDate?
        public let until: CivilDate?
        /// Why what lies in the folder is not in force.
        public let problems: [Problem]

        public init(
            id: String, title: String, version: String?, hash: String?, since: String?, folder: String?,
            department: String?, sector: String?, amends: String? = nil, effective: CivilDate? = nil,
            until: CivilDate? = nil, problems: [Problem]
        ) {
            self.id = id
            self.title = title
            self.version = version
            self.hash = hash
            self.since = since
            self.folder = folder
            self.department = department
            self.sector = sector
            self.amends = amends
            self.effective = effective
            self.until = until
            self.problems = problems
        }
    }

    public struct Problem: Codable, Hashable, Sendable {
        public let file: String
        public let line: Int
        public let column: Int
        public let message: Phrase

        public init(_ diagnostic: Diagnostic) {
            file = diagnostic.location.file
            line = diagnostic.location.line
            column = diagnostic.location.column
            message = diagnostic.message
        }
    }

    public struct Item: Codable, Hashable, Sendable {
        /// fact, list, table, row, derived, veto, item, obligation, parameter
        public let kind: String
        public let id: String
        public let title: String
        public let basis: String
        public let certainty: String?
        public let effect: String?
        /// The days in force: from, and until before; nil without end.
        public let effective: String?
        public let until: String?
        /// Of a rule that begins later: how many subjects it would hit already.
        public let hits: Int?

        public init(
            kind: String, id: String, title: String, basis: String, certainty: String?, effect: String?,
            effective: String?, until: String?, hits: Int?
        ) {
            self.kind = kind
            self.id = id
            self.title = title
            self.basis = basis
            self.certainty = certainty
            self.effect = effect
            self.effective = effective
            self.until = until
            self.hits = hits
        }
    }

    /// What a drop-in has changed, or confirmed where nothing differs.
    public struct Change: Codable, Hashable, Sendable {
        /// The drop-in.
        public let by: String
        /// parameter, veto, item, obligation, row
        public let kind: String
        public let id: String
        public let title: String
        public let differences: [Difference]
        public let basis: String
        public let formerBasis: String

        public init(
            by: String, kind: String, id: String, title: String, differences: [Difference], basis: String,
            formerBasis: String
        ) {
            self.by = by
            self.kind = kind
            self.id = id
            self.title = title
            self.differences = differences
            self.basis = basis
            self.formerBasis = formerBasis
        }

        enum CodingKeys: String, CodingKey {
            case by, kind, id, title, differences, basis
            case formerBasis = "former_basis"
        }
    }

    public struct Difference: Codable, Hashable, Sendable {
        /// value, effect, or the name of a column
        public let name: String
        public let before: String
        public let after: String

        public init(name: String, before: String, after: String) {
            self.name = name
            self.before = before
            self.after = after
        }
    }

    public struct ListReply: Codable, Hashable, Sendable {
        public let plugins: [Plugin]

        public init(plugins: [Plugin]) {
            self.plugins = plugins
        }
    }

    public struct ReloadReply: Codable, Hashable, Sendable {
        public let plugins: [Plugin]
        /// Why the calendar or the grants stay as they were.
        public let problems: [Phrase]

        public init(plugins: [Plugin], problems: [Phrase]) {
            self.plugins = plugins
            self.problems = problems
        }
    }

    public struct ShowRequest: Codable, Hashable, Sendable {
        public let id: String

        public init(id: String) {
            self.id = id
        }
    }

    public struct ShowReply: Codable, Hashable, Sendable {
        public let plugin: Plugin
        public let items: [Item]
        /// What drop-ins have changed in it; of a drop-in, what it changes itself.
        public let changes: [Change]

        public init(plugin: Plugin, items: [Item], changes: [Change]) {
            self.plugin = plugin
            self.items = items
            self.changes = changes
        }
    }
}
