import Dabiao

/// Which files a bundle may have: a name that nothing reads is a slip, not a comment.
struct FileNames {
    let log: DiagnosticLog
    var files = Self.files
    /// Folders with the extension of their files.
    var folders = Self.folders

    private static let files = ["plugin.yaml", "facts.yaml", "obligations.yaml", "README.md"]
    private static let folders = ["tables": "csv", "checklist": "yaml", "veto-rules": "yaml", "cases": "yaml"]
    private static let notYet = ["ledgers.yaml", "lifecycles", "reports", "messages"]

    func check(_ paths: [String]) {
        if !paths.contains("plugin.yaml") {
            log.error(
                at: location("plugin.yaml"), "缺少 plugin.yaml：每个插件包都要有它", "plugin.yaml is missing: every bundle has one")
        }
        for path in paths { check(path) }
    }

    private func check(_ path: String) {
        let parts = path.split(separator: "/").map(String.init)
        guard let first = parts.first, let last = parts.last, !last.hasSuffix(".md") else { return }
        if Self.notYet.contains(first) {
            log.error(at: location(path), "“\(first)”这一版还不支持", "'\(first)' is not supported yet")
        } else if parts.count == 1, !files.contains(first) {
            log.error(at: location(path), .unknown(Phrase("插件包文件", "file of a bundle"), first, among: files))
        } else if parts.count > 1 {
            check(path, in: first, isDirect: parts.count == 2)
        }
    }

    private func check(_ path: String, in folder: String, isDirect: Bool) {
        guard let suffix = folders[folder] else {
            let known = folders.keys.sorted()
            log.error(at: location(path), .unknown(Phrase("插件包文件夹", "folder of a bundle"), folder, among: known))
            return
        }
        if !isDirect || !path.hasSuffix(".\(suffix)") {
            log.error(
                at: location(path), "“\(folder)”里只放 .\(suffix) 文件，不再分文件夹",
                "'\(folder)' holds .\(suffix) files only, and no folders")
        }
    }

    private func location(_ path: String) -> SourceLocation {
        SourceLocation(file: path, line: 1, column: 1)
    }
}
