import Dabiao
public import Foundation

/// The JSON Schema of the files of a bundle, generated from the tables of keys that lint uses.
public enum BundleSchema {
    private static let shapes: KeyValuePairs<String, Shape> = [
        "plugin.yaml": .plugin, "facts.yaml": .facts, "checklist/*.yaml": .element, "veto-rules/*.yaml": .vetoRule,
        "obligations.yaml": .obligations, "cases/*.yaml": .caseFile,
        "amending/plugin.yaml": .amending, "amendments.yaml": .amendments,
    ]

    /// The kinds of files, as a bundle names them.
    public static var files: [String] { shapes.map(\.key) }

    /// The schema of one kind of file.
    ///
    /// - Throws: `DabiaoError` (not found) that names the nearest.
    public static func json(of file: String) throws -> Data {
        guard let shape = shapes.first(where: { $0.key == file })?.value else {
            let nearest = file.nearest(among: files)
            let known = files.joined(separator: ", ")
            throw DabiaoError(
                .notFound, Phrase("插件没有“\(file)”这种文件", "a bundle has no file \(file)"),
                remedy: nearest.map { Phrase("是否想写“\($0)”？", "did you mean \($0)?") }
                    ?? Phrase("可选：\(known)", "known are: \(known)"))
        }
        guard case .object(var members) = shape.schema else { return Data() }
        members["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(JSONValue.object(members))
    }
}
