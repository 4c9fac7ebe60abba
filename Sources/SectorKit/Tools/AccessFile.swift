public import Dabiao
import Foundation

/// The grants of `access.yaml`, and of the drop-ins beside it: `access.d/*.yaml`, in the order of their names.
///
/// A drop-in has the same form. It adds grants, of the roles department and district only; it changes and takes away
/// nothing. One that is wrong makes all of it wrong, so that nobody keeps half a set of rights.
public struct AccessFile: Hashable, Sendable {
    public let grants: [AccessGrant]

    /// - Throws: `DabiaoError` that lists everything wrong with it, each with its file and line.
    public init(file: String) throws(DabiaoError) {
        let log = DiagnosticLog()
        var grants = try Self.read(file, isDropIn: false, log)
        for dropIn in Self.dropIns(of: file) { grants += try Self.read(dropIn, isDropIn: true, log) }
        try Self.check(log)
        self.grants = grants
    }

    /// The paths of the drop-ins of a file.
    private static func dropIns(of file: String) -> [String] {
        let folder = URL(filePath: file).deletingPathExtension().path + ".d"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { "\(folder)/\($0)" }
    }

    private static func read(_ file: String, isDropIn: Bool, _ log: DiagnosticLog) throws(DabiaoError) -> [AccessGrant]
    {
        guard let content = FileManager.default.contents(atPath: file),
            let text = String(validating: content, as: UTF8.self)
        else {
            throw DabiaoError(
                .invalid, Phrase("读不了授权文件 \(file)", "the file of grants \(file) cannot be read"),
                remedy: Phrase("请检查路径、权限，并确认是 UTF-8 文本", "check its path and permissions, and that it is UTF-8"))
        }
        guard let root = YAMLDocument.parse(text, file: file, log: log),
            ShapeCheck(log: log).check(root, .mapping(AccessGrant.file), key: file)
        else { return [] }
        return Fields(node: root).mappings("grants").compactMap {
            AccessGrant($0, isDropIn: isDropIn, log: log)
        }
    }

    private static func check(_ log: DiagnosticLog) throws(DabiaoError) {
        guard log.hasErrors else { return }
        throw DabiaoError(accessFaults: log.diagnostics)
    }
}

extension DabiaoError {
    /// What is wrong with a file of grants, each with its line.
    public init(accessFaults faults: [Diagnostic]) {
        let lines = { (language: Language) in faults.map { $0.text(language) }.joined(separator: "\n") }
        self.init(
            .invalid,
            Phrase("授权文件有误：\n\(lines(.chinese))", "the file of grants is wrong:\n\(lines(.english))"))
    }
}
