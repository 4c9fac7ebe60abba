public import Dabiao

/// `org.dabiao.Plugin`: the sector plugins.
public enum PluginInterface {
    public static let name = "org.dabiao.Plugin"
    public static let list = Method<NoParameters, ListReply>(name, "List")
    public static let show = Method<ShowRequest, ShowReply>(name, "Show")
    public static let reload = Method<NoParameters, ListReply>(name, "Reload")

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
        /// Why what lies in the folder is not in force.
        public let problems: [Problem]

        public init(
            id: String, title: String, version: String?, hash: String?, since: String?, folder: String?,
            department: String?, sector: String?, problems: [Problem]
        ) {
            self.id = id
            self.title = title
            self.version = version
            self.hash = hash
            self.since = since
            self.folder = folder
            self.department = department
            self.sector = sector
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
        /// fact, list, table, derived, veto, item, obligation
        public let kind: String
        public let id: String
        public let title: String
        public let basis: String
        public let certainty: String?
        public let effect: String?

        public init(kind: String, id: String, title: String, basis: String, certainty: String?, effect: String?) {
            self.kind = kind
            self.id = id
            self.title = title
            self.basis = basis
            self.certainty = certainty
            self.effect = effect
        }
    }

    public struct ListReply: Codable, Hashable, Sendable {
        public let plugins: [Plugin]

        public init(plugins: [Plugin]) {
            self.plugins = plugins
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

        public init(plugin: Plugin, items: [Item]) {
            self.plugin = plugin
            self.items = items
        }
    }
}
