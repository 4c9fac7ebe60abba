import Dabiao

/// A bundle while it is read, and what every reader of a part of it needs.
struct BundleDraft {
    let source: BundleSource
    /// The files that are UTF-8, as text.
    let texts: [String: String]
    let log: DiagnosticLog
    var bundle: Dabiao.Bundle
    /// Names that were declared, but not rightly: they are known, and using them is no second error.
    var excusal = Excusal()

    /// The checked root of a YAML file; nil where there is none, and where nothing in it can be read: then every name
    /// is excused that the file may have declared.
    mutating func root(of path: String, _ shape: Shape, declaresNames: Bool = true) -> Fields? {
        guard source.files[path] != nil else { return nil }
        if let text = texts[path], let root = YAMLDocument.parse(text, file: path, log: log) {
            ShapeCheck(log: log).check(root, .mapping(shape), key: path)
            if case .mapping = root.content { return Fields(node: root) }
        }
        if declaresNames { excusal.excuseAll() }
        return nil
    }

    /// Paths of the files in a folder with an extension, in order.
    func paths(in folder: String, extension suffix: String) -> [String] {
        source.paths.filter { $0.hasPrefix("\(folder)/") && $0.hasSuffix(".\(suffix)") }
    }
}
