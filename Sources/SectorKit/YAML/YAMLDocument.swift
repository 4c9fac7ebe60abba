import Dabiao
import Yams

/// Reads the YAML that bundles may contain: one document, no anchors, aliases or tags, no key twice.
///
/// Implicit typing (4.10 as a number, `on` as a truth value) does not take place: scalars stay text.
enum YAMLDocument {
    /// The deepest nesting of sequences and mappings; libYAML itself stops at 1,000 before recursion can hurt.
    static let maximumDepth = 32

    /// The root of the document; nil, with diagnostics, where any of it cannot be read, and where it is empty.
    static func parse(_ source: String, file: String, log: DiagnosticLog) -> YAMLNode? {
        let source = source.first == "\u{FEFF}" ? String(source.dropFirst()) : source
        let text = YAMLText(source, file: file)
        if let location = text.alias() {
            log.error(
                at: location, "不支持 YAML 锚点和别名，请把内容写全",
                "YAML anchors and aliases are not supported: write the content out")
            return nil
        }
        do {
            let parser = try Yams.Parser(yaml: source, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                log.error(at: text.location(line: 1, column: 1), "文件是空的", "the file is empty")
                return nil
            }
            let before = log.count
            let node = Conversion(text: text, log: log).node(root, depth: 1)
            return log.count == before ? node : nil
        } catch let error as YamlError {
            report(error, text: text, source: source, log: log)
        } catch {
            log.error(at: text.location(line: 1, column: 1), "YAML 读不了：\(error)", "unreadable YAML: \(error)")
        }
        return nil
    }

    private static func report(_ error: YamlError, text: YAMLText, source: String, log: DiagnosticLog) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let problem = context.map { "\(problem) (\($0.text), \($0.mark))" } ?? problem
            log.error(
                at: text.location(line: mark.line, column: mark.column), "YAML 写法有误：\(problem)",
                "malformed YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let (zh, en) = (keys.joined(separator: "”、“"), keys.joined(separator: "', '"))
            log.error(
                at: text.location(line: context.mark.line, column: context.mark.column), "键“\(zh)”写了不止一次，每个键只写一次",
                "key '\(en)' is written more than once: write each key once")
        case .reader(let problem, let offset, _, _):
            let before = source.prefix(offset ?? 0)
            let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
            let line = before.unicodeScalars.count { $0 == "\n" } + 1
            log.error(
                at: text.location(line: line, column: column), "有 YAML 不允许的字符：\(problem)",
                "a character that YAML does not allow: \(problem)")
        default:
            log.error(at: text.location(line: 1, column: 1), "YAML 读不了：\(error)", "unreadable YAML: \(error)")
        }
    }
}

/// Turns Yams' nodes into ours, refusing what a bundle may not contain where it stands.
private struct Conversion {
    let text: YAMLText
    let log: DiagnosticLog

    /// Nil, with a diagnostic, for a node that is refused.
    func node(_ node: Node, depth: Int) -> YAMLNode? {
        let location = text.location(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        guard depth <= YAMLDocument.maximumDepth else {
            log.error(
                at: location, "嵌套超过 \(YAMLDocument.maximumDepth) 层",
                "nested deeper than \(YAMLDocument.maximumDepth) levels")
            return nil
        }
        guard isAllowed(at: location) else { return nil }
        switch node {
        case .scalar(let scalar):
            return YAMLNode(
                content: .scalar(scalar.string.normalised), location: location,
                textLocation: textLocation(of: scalar, at: location), isPlain: scalar.style == .plain)
        case .sequence(let sequence):
            return container(.sequence(sequence.compactMap { self.node($0, depth: depth + 1) }), at: location)
        case .mapping(let mapping):
            return container(.mapping(entries(of: mapping, depth: depth)), at: location)
        case .alias:
            return nil
        }
    }

    private func container(_ content: YAMLNode.Content, at location: SourceLocation) -> YAMLNode {
        YAMLNode(content: content, location: location, textLocation: location, isPlain: false)
    }

    private func entries(of mapping: Node.Mapping, depth: Int) -> [YAMLNode.Entry] {
        var seen: Set<String> = []
        return mapping.compactMap { key, value in
            guard let key = node(key, depth: depth + 1), let value = node(value, depth: depth + 1) else { return nil }
            guard let name = key.text, !name.isEmpty else {
                log.error(at: key.location, "键应为文字", "a key must be text")
                return nil
            }
            guard seen.insert(name).inserted else {
                log.error(
                    at: key.location, "键“\(name)”写了不止一次，每个键只写一次",
                    "key '\(name)' is written more than once: write each key once")
                return nil
            }
            return YAMLNode.Entry(key: name, location: key.location, value: value)
        }
    }

    /// A node that starts with `&` or `!` carries an anchor or a tag: text never starts so without quotes.
    private func isAllowed(at location: SourceLocation) -> Bool {
        switch text.character(at: location) {
        case "&", "*":
            log.error(
                at: location, "不支持 YAML 锚点和别名，请把内容写全",
                "YAML anchors and aliases are not supported: write the content out")
            return false
        case "!":
            log.error(
                at: location, "不支持 YAML 标签（!…），类型由声明决定",
                "YAML tags (!…) are not supported: the declaration gives the type")
            return false
        default:
            return true
        }
    }

    private func textLocation(of scalar: Node.Scalar, at location: SourceLocation) -> SourceLocation {
        let start =
            switch scalar.style {
            case .singleQuoted, .doubleQuoted: text.location(line: location.line, column: location.column + 1)
            case .literal, .folded: text.location(line: location.line + 1, column: 1)
            default: location
            }
        return scalar.string.isEmpty ? location : text.firstText(from: start) ?? location
    }
}
