public import Dabiao
import Foundation

/// The daemon's configuration file (`config/dabiao.yaml`); every key may be absent.
public struct DaemonConfiguration: Hashable, Sendable {
    /// The channels on which reminders are told, in order; nil is the usual ones.
    public let channels: [String]?
    /// The folder of the work calendar; nil is the usual one.
    public let calendar: String?
    /// The file that says who may do what; a relative path starts at the folder of this file. Nil is none.
    public let access: String?

    /// The channels that there are.
    public static let knownChannels = ["spool", "journal"]

    private static let shape = Shape(
        "dabiaod 的配置文件", "dabiaod's configuration file",
        [
            .optional("channels", .list(.word(knownChannels))), .optional("calendar", .text),
            .optional("access", .text),
        ])

    /// Reads a file.
    ///
    /// - Throws: `DabiaoError` that lists everything wrong with it, each with its line.
    public init(file: String) throws(DabiaoError) {
        guard let content = FileManager.default.contents(atPath: file),
            let text = String(validating: content, as: UTF8.self)
        else {
            throw DabiaoError(
                .invalid, Phrase("读不了配置文件 \(file)", "the configuration file \(file) cannot be read"),
                remedy: Phrase("请检查路径、权限，并确认是 UTF-8 文本", "check its path and permissions, and that it is UTF-8"))
        }
        let log = DiagnosticLog()
        let root = YAMLDocument.parse(text, file: file, log: log)
        if let root { ShapeCheck(log: log).check(root, .mapping(Self.shape), key: file) }
        guard let root, !log.hasErrors else {
            let lines = { (language: Language) in log.diagnostics.map { $0.text(language) }.joined(separator: "\n") }
            throw DabiaoError(
                .invalid,
                Phrase("配置文件有误：\n\(lines(.chinese))", "the configuration file is wrong:\n\(lines(.english))"))
        }
        let fields = Fields(node: root)
        channels = fields.has("channels") ? fields.texts("channels") : nil
        calendar = fields.text("calendar")
        let folder = URL(filePath: file).deletingLastPathComponent()
        access = fields.text("access").map { URL(filePath: $0, relativeTo: folder).path }
    }
}
