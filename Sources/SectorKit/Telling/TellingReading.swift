import Dabiao

/// One pass over a telling, collecting what it says and what is wrong with it.
struct TellingReading {
    struct Problem {
        let told: Told
        let phrase: Phrase
    }

    /// How a telling is read that was stored, perhaps under another version of the bundle.
    struct Stored {
        /// Nil where the units are those of today.
        let units: ToldUnits?
    }

    let bundle: Dabiao.Bundle
    private let excusal: Excusal
    /// Nil for a telling that is new: then former names and other units are mistakes.
    private let stored: Stored?
    private(set) var telling = Telling()
    private(set) var misfits = Misfits()
    private(set) var problems: [Problem] = []

    init(bundle: Dabiao.Bundle, excusal: Excusal = Excusal(), stored: Stored? = nil) {
        self.bundle = bundle
        self.excusal = excusal
        self.stored = stored
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
        let renamed = renames(bundle.facts.map { ($0.name, $0.was) }, in: facts)
        for (former, told) in entries(of: facts) where !excusal.covers(former) {
            let name = renamed[former] ?? former
            if let fact = bundle.facts.first(where: { $0.name == name }) {
                telling.facts[name] = value(of: told, DeclaredValue(fact), toldAs: former)
                if telling.facts[name] == nil { misfits.facts.insert(name) }
            } else if let fact = bundle.facts.first(where: { $0.was.contains(name) }) {
                report(told, Self.renamed(name, to: fact.name))
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
        let renamed = renames(bundle.lists.map { ($0.name, $0.was) }, in: lists)
        for (former, told) in entries(of: lists) where !excusal.covers(former) {
            let name = renamed[former] ?? former
            guard let list = bundle.lists.first(where: { $0.name == name }) else {
                if let list = bundle.lists.first(where: { $0.was.contains(name) }) {
                    report(told, Self.renamed(name, to: list.name))
                    continue
                }
                report(told, .unknown(Phrase("清单", "list"), name, among: bundle.lists.map(\.name)))
                continue
            }
            guard case .list(let rows) = told.content else {
                report(told, expected: Phrase("列表，每行一个键值表", "a list, a mapping for each row"))
                misfits.lists.insert(name)
                continue
            }
            guard list.from == nil else {
                report(
                    told,
                    Phrase("清单“\(name)”是推算出来的，不能填报", "the list '\(name)' is derived, it cannot be told"))
                continue
            }
            telling.lists[name] = readRows(rows, of: list, toldAs: former)
            // Rows that cannot be told apart cannot be read either.
            if list.key.contains(where: { key in misfits.cells[name]?.values.contains { $0.contains(key) } ?? false }) {
                misfits.lists.insert(name)
            }
            if rows.count < list.minimumRows {
                report(
                    told,
                    Phrase(
                        "“\(list.title)”至少 \(list.minimumRows) 行，只有 \(rows.count) 行",
                        "'\(name)' needs at least \(list.minimumRows) rows, found \(rows.count)"))
            }
        }
    }

    private mutating func readRows(_ rows: [Told], of list: ListDeclaration, toldAs former: String) -> [[String: Value]]
    {
        var keys: Set<[Value]> = []
        return rows.enumerated().map { place, told in
            let row = readRow(told, place, of: list, toldAs: former)
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

    private mutating func readRow(_ told: Told, _ place: Int, of list: ListDeclaration, toldAs formerList: String)
        -> [String: Value]
    {
        var row: [String: Value] = [:]
        var missing = list.columns.filter { $0.isRequired || list.key.contains($0.name) }
        let renamed = renames(list.columns.map { ($0.name, $0.was) }, in: told)
        for (former, told) in entries(of: told) where !excusal.covers("\(list.name).\(former)") {
            let name = renamed[former] ?? former
            missing.removeAll { $0.name == name }
            guard let column = list.columns.first(where: { $0.name == name }) else {
                if let column = list.columns.first(where: { $0.was.contains(name) }) {
                    report(told, Self.renamed(name, to: column.name))
                    continue
                }
                report(told, .unknown(Phrase("列", "column"), name, among: list.columns.map(\.name)))
                continue
            }
            if column.derivation != nil {
                report(told, Phrase("“\(name)”由系统推算，不能填报", "'\(name)' is computed and cannot be told"))
            } else {
                row[name] = value(of: told, DeclaredValue(column), toldAs: "\(formerList).\(former)")
                if row[name] == nil { misfits.cells[list.name, default: [:]][place, default: []].insert(name) }
            }
        }
        if case .mapping = told.content {
            for column in missing {
                report(told, Phrase("缺少“\(column.name)”（\(column.title)）", "'\(column.name)' is missing"))
            }
        }
        return row
    }

    private mutating func value(of told: Told, _ declared: DeclaredValue, toldAs name: String) -> Value? {
        if let units = stored?.units, declared.type.isNumber, let unit = units[name], unit != declared.unit ?? "" {
            return nil
        }
        do {
            return try declared.value(of: told)
        } catch {
            report(told, error.phrase)
            return nil
        }
    }
}

// MARK: - Former names

extension TellingReading {
    /// The names of today by the former ones that a stored mapping uses; one that stands there under its new name too
    /// is not looked for.
    private func renames(_ things: [(name: String, was: [String])], in told: Told) -> [String: String] {
        guard stored != nil, case .mapping(let entries) = told.content else { return [:] }
        let present = Set(entries.map(\.key))
        let pairs = things.flatMap { thing in
            present.contains(thing.name)
                ? [] : thing.was.first(where: present.contains).map { [($0, thing.name)] } ?? []
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func renamed(_ former: String, to name: String) -> Phrase {
        Phrase("“\(former)”已改名为“\(name)”", "'\(former)' is now called '\(name)'")
    }
}

// MARK: - Answers

extension TellingReading {
    /// An answer is a mapping with a finding, or the finding alone.
    mutating func readAnswers(_ answers: Told) {
        for (id, told) in entries(of: answers) where !excusal.covers(id) {
            let versions = bundle.checklist.filter { $0.id == id }
            guard let item = versions.first else {
                report(told, .unknown(Phrase("检查项", "check item"), id, among: Set(bundle.checklist.map(\.id)).sorted()))
                continue
            }
            guard versions.contains(where: { !$0.isComputed }) else {
                report(told, Phrase("“\(item.title)”由系统评定，不能填报", "'\(id)' is computed and cannot be answered"))
                continue
            }
            telling.answers[id] = told.word == nil ? answer(told) : finding(told).map { Answer(finding: $0) }
        }
    }

    private mutating func answer(_ told: Told) -> Answer? {
        var (found, note, evidence): (Finding?, String?, [Evidence]) = (nil, nil, [])
        var hasFinding = false
        for (key, value) in entries(of: told) {
            switch key {
            case "finding":
                hasFinding = true
                found = finding(value)
            case "note":
                note = value.word
                if note == nil { report(value, expected: Form.text.expectation) }
            case "evidence": evidence = self.evidence(value)
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

    /// A file is named with its digest, or (before it is filed) by its name alone.
    private mutating func evidence(_ told: Told) -> [Evidence] {
        guard case .list(let elements) = told.content else {
            report(told, expected: Phrase("列表，每项写 file 和 sha256", "a list, each element with file and sha256"))
            return []
        }
        return elements.compactMap { element in
            if let file = element.word { return Evidence(file: file) }
            guard case .mapping(let entries) = element.content else {
                report(element, expected: Phrase("键值表（file、sha256）", "a mapping (file, sha256)"))
                return nil
            }
            var texts: [String: String] = [:]
            for (key, value) in entries {
                texts[key] = value.word
                if Shape.evidence[key] == nil {
                    report(value, .unknown(Phrase("键", "key"), key, among: Shape.evidence.keys.map(\.name)))
                } else if value.word == nil {
                    report(value, expected: Form.text.expectation)
                } else if key == "sha256", !Evidence.isDigest(value.word ?? "") {
                    report(
                        value, expected: Phrase("SHA-256（64 位小写十六进制）", "a SHA-256 (64 lower-case hexadecimal digits)"))
                }
            }
            if texts["file"] == nil { report(element, Phrase("缺少“file”", "'file' is missing")) }
            return texts["file"].map { Evidence(file: $0, sha256: texts["sha256"]) }
        }
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
