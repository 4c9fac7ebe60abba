import Dabiao

/// Checks what references refer to: a list whose rows one text column identifies, or a kind of party.
struct ReferenceCheck {
    private let lists: [ListDeclaration]
    private let excusal: Excusal
    private let log: DiagnosticLog

    init(_ bundle: Dabiao.Bundle, _ excusal: Excusal, _ log: DiagnosticLog) {
        (lists, self.excusal, self.log) = (bundle.lists, excusal, log)
    }

    func check(_ root: Fields) {
        let lists = root.mappings("lists")
        let tables = root.mappings("tables").flatMap { $0.mappings("columns") }
        for fields in root.mappings("parameters") + tables where fields.text("type") == "ref" {
            log.error(
                at: fields.location(of: "type"), "ref 只用于事实、派生值和清单的列",
                "the type ref belongs to facts, derived values and columns of lists")
        }
        for fields in root.mappings("facts") + root.mappings("derived") + lists.flatMap({ $0.mappings("columns") })
        where fields.text("type") == "ref" {
            check(target: fields.text("of"), at: fields.location(of: "of"))
        }
    }

    private func check(target: String?, at location: SourceLocation) {
        guard let target, PartyKind(rawValue: target) == nil, !excusal.covers(target) else { return }
        guard let list = lists.first(where: { $0.name == target }) else {
            let known = lists.map(\.name) + PartyKind.allCases.map(\.rawValue)
            return log.error(at: location, .unknown(Phrase("清单或参与方", "list or kind of party"), target, among: known))
        }
        let key = list.columns.filter { list.key.contains($0.name) }
        guard list.key.count == 1, key.allSatisfy({ $0.type.isKeyOfReference }) else {
            return log.error(
                at: location, "清单“\(target)”不能被引用：它要有一个文字或选项类型的主键列（key）",
                "the list '\(target)' cannot be referred to: it needs a 'key' of one column, of text or a choice")
        }
    }
}

extension ValueType {
    fileprivate var isKeyOfReference: Bool {
        switch self {
        case .text, .choice: true
        default: false
        }
    }
}
