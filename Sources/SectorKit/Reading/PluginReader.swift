import Dabiao

/// Reads `plugin.yaml`: who the bundle is.
enum PluginReader {
    /// A bundle with nothing but its identity; nil where that cannot be read.
    static func read(_ draft: inout BundleDraft) -> Dabiao.Bundle? {
        guard let fields = draft.root(of: "plugin.yaml", .plugin, declaresNames: false), let id = fields.text("id"),
            let version = fields.text("version").flatMap(BundleVersion.init), let title = fields.text("title"),
            let subject = fields.word("subject", as: SubjectKind.self), let department = fields.text("department")
        else { return nil }
        let requires = (fields.node["requires"]?.entries ?? []).compactMap { entry in
            entry.value.text.flatMap(Scalar.leastVersion).map { (entry.key, $0) }
        }
        return Dabiao.Bundle(
            id: id, version: version, title: title, subject: subject, sector: fields.text("sector"),
            department: department, requires: Dictionary(requires) { first, _ in first })
    }
}

extension PluginReader {
    /// The id that a bundle tells, as far as its `plugin.yaml` can be read at all.
    static func id(in source: BundleSource) -> String? { root(of: source)?["id"]?.text }

    /// The ids of the bundles that it requires.
    static func requires(in source: BundleSource) -> [String] {
        root(of: source)?["requires"]?.entries.map(\.key) ?? []
    }

    /// Its `plugin.yaml`, unchecked; nil where it is no YAML.
    static func root(of source: BundleSource) -> YAMLNode? {
        guard let content = source.files["plugin.yaml"], let text = String(validating: content, as: UTF8.self) else {
            return nil
        }
        return YAMLDocument.parse(text, file: "plugin.yaml", log: DiagnosticLog())
    }
}
