public import Dabiao
import Foundation

/// Reads the files of a bundle into the values of the scheme.
///
/// Everything that is wrong is told at once, each with file, line, column, what was expected and the nearest name.
/// What expressions say is not looked at here.
public enum BundleReader {
    /// The bundle, with its content hash; nil where any of the diagnostics is an error.
    public static func read(_ source: BundleSource) -> (bundle: Dabiao.Bundle?, diagnostics: [Diagnostic]) {
        let (draft, isIdentified) = draft(of: source)
        let log = draft.log
        return (isIdentified && !log.hasErrors ? draft.bundle : nil, log.diagnostics)
    }

    /// As much of the bundle as can be read, and whether its `plugin.yaml` can.
    static func draft(of source: BundleSource) -> (draft: BundleDraft, isIdentified: Bool) {
        let log = DiagnosticLog()
        FileNames(log: log).check(source.paths)
        let texts = decode(source, log: log)
        var draft = BundleDraft(source: source, texts: texts, log: log, bundle: .unreadable)
        let identity = PluginReader.read(&draft)
        draft.bundle = identity ?? .unreadable
        FactsReader.read(into: &draft)
        ChecklistReader.read(into: &draft)
        VetoRuleReader.read(into: &draft)
        ObligationReader.read(into: &draft)
        CaseReader.read(into: &draft)
        draft.bundle.contentHash = source.contentHash
        return (draft, identity != nil)
    }

    static func decode(_ source: BundleSource, log: DiagnosticLog) -> [String: String] {
        var texts: [String: String] = [:]
        for (path, content) in source.files {
            if let text = String(validating: content, as: UTF8.self) {
                texts[path] = text
                continue
            }
            let place = InvalidUTF8(in: content)
            log.error(
                at: SourceLocation(file: path, line: place.line, column: place.column),
                "不是 UTF-8 文本（第 \(place.offset) 字节起，从 0 数）",
                "not UTF-8 text (from byte offset \(place.offset), counted from 0)")
        }
        return texts
    }
}

/// The first place where bytes are not UTF-8.
private struct InvalidUTF8 {
    private(set) var offset = 0
    private(set) var line = 1
    private(set) var column = 1

    init(in content: Data) {
        var parser = Unicode.UTF8.ForwardParser()
        var bytes = content.makeIterator()
        while case .valid(let encoded) = parser.parseScalar(from: &bytes) {
            let isLineEnd = encoded.elementsEqual([UInt8(ascii: "\n")])
            (line, column) = isLineEnd ? (line + 1, 1) : (line, column + 1)
            offset += encoded.count
        }
    }
}

extension Dabiao.Bundle {
    /// Stands in while `plugin.yaml` cannot be read, so that the other files still are.
    fileprivate static var unreadable: Dabiao.Bundle {
        guard let version = BundleVersion("0.0.0") else { preconditionFailure("0.0.0 is a version") }
        return Dabiao.Bundle(
            id: "", version: version, title: "", subject: .enterprise, sector: nil, department: "", requires: [:])
    }
}
