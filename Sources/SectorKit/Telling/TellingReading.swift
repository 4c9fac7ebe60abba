import Dabiao

/// One pass over a telling, collecting what it says and what is wrong with it.
struct TellingReading {
    struct Problem {
        let told: Told
        let phrase: Phrase
    }

    let bundle: Dabiao.Bundle
    private let excusal: Excusal
    private(set) var telling = Telling()
    private(set) var problems: [Problem] = []

    init(bundle: Dabiao.Bundle, excusal: Excusal = Excusal()) {
        self.bundle = bundle
        self.excusal = excusal
    }

    /// Reads `facts`, `lists` and `answers` of a whole document.
    mutating func read(_ document: Told) {
        for (key, value) in entries(of: document) {
            switch key {
            case "facts": readFacts(value)
            case "lists": readLists(value)
            case "answers": readAnswers(value)
            default: report(value, .unknown(Phrase("键", "key"), key, among: ["facts", "lists", "answers"]))
            }
        }
    }

    mutating func readFacts(_ facts: Told) {
        let declared = bundle.facts.map(\.name)
        for (name, told) in entries(of: facts) where !excusal.covers(name) {
            if let fact = bundle.facts.first(where: { $0.name == name }) {
                telling.facts[name] = value(of: told, DeclaredValue(fact))
            } else if bundle.derived.contains(where: { $0.name == name }) {
                report(told, Phrase("“\(name)”由系统推算，不能填报", "'\(name)' is computed and cannot be told"))
            } else if bundle.lists.contains(where: { $0.name == name }) {
                report(told, Phrase("“\(name)”是清单，应写在 lists 下", "'\(name)' is a list: write it under lists"))
            } else {
                report(told, .unknown(Phrase("事实", "fact"), name, among: declared))
            }
        }
    }

    mutating func readLists(_ lists: Told) {
        for (name, told) in entries(of: lists) where !excusal.covers(name) {
            guard let list = bundle.lists.first(where: { $0.name == name }) else {
                report(told, .unknown(Phrase("清单", "list"), name, among: bundle.lists.map(\.name)))
                continue
            }
            guard case .list(let rows) = told.content else {
                report(told, expected: Phrase("列表，每行一个键值表", "a list, a mapping for each row"))
                continue
            }
            guard list.from == nil else {
                report(
                    told,
                    Phrase("清单“\(name)”是推算出来的，不能填报", "the list '\(name)' is derived, it cannot be told"))
                continue
            }
            telling.lists[name] = readRows(rows, of: list)
            if rows.count < list.minimumRows {
                report(
                    told,
                    Phrase(
                        "“\(list.title)”至少 \(list.minimumRows) 行，只有 \(rows.count) 行",
                        "'\(name)' needs at least \(list.minimumRows) rows, found \(rows.count)"))
            }
        }
    }

    private mutating func readRows(_ rows: [Told], of list: ListDeclaration) -> [[String: Value]] {
        var keys: Set<[Value]> = []
        return rows.map { told in
            let row = readRow(told, of: list)
            let key = list.key.compactMap { row[$0] }
            if !list.key.isEmpty, key.count == list.key.count, !keys.insert(key).inserted {
                let text = key.map(\.description).joined(separator: "、")
                report(
                    told,
                    Phrase("“\(list.title)”里“\(text)”出现了不止一次", "'\(text)' stands more than once in '\(list.name)'"))
            }
            return row
        }
    }

    private mutating func readRow(_ told: Told, of list: ListDeclaration) -> [String: Value] {
        var row: [String: Value] = [:]
        var missing = list.columns.filter { $0.isRequired || list.key.contains($0.name) }
        for (name, told) in entries(of: told) where !excusal.covers("\(list.name).\(name)") {
            missing.removeAll { $0.name == name }
            guard let column = list.columns.first(where: { $0.name == name }) else {
                report(told, .unknown(Phrase("列", "column"), name, among: list.columns.map(\.name)))
                continue
            }
            if column.derivation != nil {
                report(told, Phrase("“\(name)”由系统推算，不能填报", "'\(name)' is computed and cannot be told"))
            } else {
                row[name] = value(of: told, DeclaredValue(column))
            }
        }
        if case .mapping = told.content {
            for column in missing {
                report(told, Phrase("缺少“\(column.name)”（\(column.title)）", "'\(column.name)' is missing"))
            }
        }
        return row
    }

    private mutating func value(of told: Told, _ declared: DeclaredValue) -> Value? {
        do {
            return try declared.value(of: told)
        } catch {
            report(told, error.phrase)
            return nil
        }
    }
}

// MARK: - Answers

extension TellingReading {
    /// An answer is a mapping with a finding, or the finding alone.
    mutating func readAnswers(_ answers: Told) {
        for (id, told) in entries(of: answers) where !excusal.covers(id) {
            guard let item = bundle.checklist.first(where: { $0.id == id }) else {
                report(told, .unknown(Phrase("检查项", "check item"), id, among: bundle.checklist.map(\.id)))
                continue
            }
            guard item.award == nil, item.conforms == nil else {
                report(told, Phrase("“\(item.title)”由系统评定，不能填报", "'\(id)' is computed and cannot be answered"))
                continue
            }
            telling.answers[id] = told.word == nil ? answer(told) : finding(told).map { Answer(finding: $0) }
        }
    }

    private mutating func answer(_ told: Told) -> Answer? {
        var (found, note, evidence): (Finding?, String?, [String]) = (nil, nil, [])
        var hasFinding = false
        for (key, value) in entries(of: told) {
            switch key {
            case "finding":
                hasFinding = true
                found = finding(value)
            case "note":
                note = value.word
                if note == nil { report(value, expected: Form.text.expectation) }
            case "evidence": evidence = texts(value)
            default: report(value, .unknown(Phrase("键", "key"), key, among: Shape.answer.keys.map(\.name)))
            }
        }
        if case .mapping = told.content, !hasFinding {
            report(told, Phrase("缺少“finding”", "'finding' is missing"))
        }
        return found.map { Answer(finding: $0, note: note, evidence: evidence) }
    }

    private mutating func finding(_ told: Told) -> Finding? {
        if let finding = told.word.flatMap(Finding.init(rawValue:)) { return finding }
        report(told, expected: Form.word(Finding.self).expectation)
        return nil
    }

    private mutating func texts(_ told: Told) -> [String] {
        if case .list(let elements) = told.content {
            let texts = elements.compactMap(\.word)
            if texts.count == elements.count { return texts }
        }
        report(told, expected: Form.list(.text).expectation)
        return []
    }
}

// MARK: - Problems

extension TellingReading {
    private mutating func entries(of told: Told) -> [(key: String, value: Told)] {
        if case .mapping(let entries) = told.content { return entries }
        report(told, expected: Form.dictionary(.told).expectation)
        return []
    }

    private mutating func report(_ told: Told, expected: Phrase) {
        report(told, Phrase("应为\(expected.zh)，写的是\(told.found.zh)", "must be \(expected.en), found \(told.found.en)"))
    }

    private mutating func report(_ told: Told, _ phrase: Phrase) {
        problems.append(Problem(told: told, phrase: phrase))
    }
}
