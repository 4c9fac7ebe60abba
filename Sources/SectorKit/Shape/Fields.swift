import Dabiao

/// The keys of a mapping that was checked against its shape, each read as what it is.
///
/// A key that is absent or did not fit reads as nil; the misfit has been told already.
struct Fields {
    let node: YAMLNode

    var location: SourceLocation { node.location }

    func location(of key: String) -> SourceLocation { node[key]?.location ?? node.location }

    func has(_ key: String) -> Bool { node[key] != nil }

    func text(_ key: String) -> String? {
        node[key]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }

    func expression(_ key: String) -> ExpressionSource? { node[key].flatMap(Self.expression) }

    static func expression(_ node: YAMLNode) -> ExpressionSource? {
        node.text.flatMap { $0.isEmpty ? nil : ExpressionSource($0, at: node.textLocation) }
    }

    func word<Word: RawRepresentable<String>>(_ key: String, as type: Word.Type = Word.self) -> Word? {
        text(key).flatMap(Word.init(rawValue:))
    }

    func boolean(_ key: String) -> Bool? { text(key).flatMap(Scalar.boolean) }

    func integer(_ key: String) -> Int? { text(key).flatMap(Scalar.integer) }

    func decimal(_ key: String) -> Double? { text(key).flatMap(Scalar.decimal) }

    func date(_ key: String) -> CivilDate? { text(key).flatMap { CivilDate($0) } }

    func period(_ key: String) -> Period? { text(key).flatMap(Scalar.period) }

    func periods(_ key: String) -> [Period] { texts(key).compactMap(Scalar.period) }

    /// The elements of a list of texts, or the one text.
    func texts(_ key: String) -> [String] { elements(key).compactMap(\.text) }

    /// The elements of a list, or the one value; none where the key is absent.
    func elements(_ key: String) -> [YAMLNode] { node[key]?.elements ?? [] }

    /// The mappings of a list, or the one mapping.
    func mappings(_ key: String) -> [Fields] {
        elements(key).compactMap { element in
            if case .mapping = element.content { Fields(node: element) } else { nil }
        }
    }
}
