import Dabiao

/// Compares a file with its table of keys and tells everything that does not fit.
struct ShapeCheck {
    let log: DiagnosticLog

    /// True where nothing at or below the node was wrong.
    @discardableResult
    func check(_ node: YAMLNode, _ form: Form, key: String) -> Bool {
        switch form {
        case .notYet:
            log.error(at: node.location, "“\(key)”这一版还不支持", "'\(key)' is not supported yet")
            return false
        case .refused(let why):
            log.error(at: node.location, Phrase("不能写“\(key)”：", "'\(key)' has no place here: ").followed(by: why))
            return false
        case .told:
            return true
        case .list(let element):
            guard case .sequence(let elements) = node.content else { return mismatch(node, form, key) }
            return all(elements) { check($0, element, key: key) }
        case .oneOrMore(let element):
            return all(node.elements) { check($0, element, key: key) }
        case .mapping(let shape):
            return check(node, shape, key: key)
        case .either(let shapes):
            return check(node, either: shapes, key: key)
        case .scalarOr(let scalar, let other):
            return check(node, node.text == nil ? other : scalar, key: key)
        case .dictionary(let element):
            guard case .mapping(let entries) = node.content else { return mismatch(node, form, key) }
            return all(entries) { check($0.value, element, key: $0.key) }
        default:
            guard let text = node.text else { return mismatch(node, form, key) }
            if node.isBlank { return blank(node, form, key) }
            return form.accepts(text) ? true : mismatch(node, form, key)
        }
    }

    private func check(_ node: YAMLNode, _ shape: Shape, key: String) -> Bool {
        guard case .mapping(let entries) = node.content else { return mismatch(node, .mapping(shape), key) }
        let fit = all(entries) { entry in
            guard let key = shape[entry.key] else {
                let phrase = Phrase(
                    "“\(shape.title.zh)”没有“\(entry.key)”这个键", "\(shape.title.en) has no key '\(entry.key)'")
                log.error(at: entry.location, phrase.suggesting(entry.key, among: shape.keys.map(\.name)))
                return false
            }
            return check(entry.value, key.form, key: key.name)
        }
        let missing = shape.keys.filter { key in key.isRequired && !entries.contains { $0.key == key.name } }
        for key in missing {
            log.error(
                at: node.location, "“\(shape.title.zh)”缺少“\(key.name)”（\(key.form.expectation.zh)）",
                "\(shape.title.en) lacks '\(key.name)' (\(key.form.expectation.en))")
        }
        return fit && missing.isEmpty
    }

    private func check(_ node: YAMLNode, either shapes: [(key: String, shape: Shape)], key: String) -> Bool {
        guard case .mapping(let entries) = node.content else { return mismatch(node, .either(shapes), key) }
        let match = shapes.first { shape in entries.contains { $0.key == shape.key } }
        if let match { return check(node, match.shape, key: key) }
        let keys = shapes.map(\.key)
        let phrase = Phrase(
            "“\(key)”应写以下之一：\(keys.joined(separator: "、"))", "'\(key)' needs one of \(keys.joined(separator: ", "))")
        let first = entries.first
        let nearest = first.flatMap { $0.key.nearest(among: keys) }
        let hint = nearest.map { Phrase("；是否是“\($0)”？", "; did you mean '\($0)'?") } ?? Phrase("", "")
        log.error(at: first?.location ?? node.location, phrase.followed(by: hint))
        return false
    }

    /// Checks every element, also after one that does not fit.
    private func all<Element>(_ elements: [Element], _ fits: (Element) -> Bool) -> Bool {
        elements.reduce(true) { fits($1) && $0 }
    }

    private func blank(_ node: YAMLNode, _ form: Form, _ key: String) -> Bool {
        log.error(
            at: node.location, "“\(key)”后面没有内容，应为\(form.expectation.zh)",
            "'\(key)' has nothing behind it, expected \(form.expectation.en)")
        return false
    }

    private func mismatch(_ node: YAMLNode, _ form: Form, _ key: String) -> Bool {
        let found = node.found
        var phrase = Phrase(
            "“\(key)”应为\(form.expectation.zh)，写的是\(found.zh)",
            "'\(key)' must be \(form.expectation.en), found \(found.en)")
        if case .word(let words) = form, let text = node.text, let near = text.nearest(among: words) {
            phrase = phrase.followed(by: Phrase("；是否是“\(near)”？", "; did you mean '\(near)'?"))
        }
        log.error(at: node.location, phrase)
        return false
    }
}

extension YAMLNode {
    /// What stands here, for people.
    var found: Phrase {
        switch content {
        case .scalar(let text): Phrase("“\(text.excerpt)”", "'\(text.excerpt)'")
        case .sequence: Phrase("列表", "a list")
        case .mapping: Phrase("键值表", "a mapping")
        }
    }
}

extension String {
    /// The beginning of a long text.
    var excerpt: String { count > 60 ? prefix(60) + "…" : self }
}
