import Dabiao

/// Reads `cases/*.yaml`, and what cases of rules tell.
enum CaseReader {
    static func read(into draft: inout BundleDraft) {
        for path in draft.paths(in: "cases", extension: "yaml") {
            guard let root = draft.root(of: path, .caseFile) else { continue }
            draft.bundle.cases += root.mappings("cases").compactMap { bundleCase($0, draft) }
        }
    }

    /// Facts, lists and answers of a case, checked against the bundle's declarations of its day.
    static func telling(of fields: Fields, on day: CivilDate, _ draft: BundleDraft) -> Telling {
        var reading = TellingReading(bundle: draft.bundle.inForce(on: day), excusal: draft.excusal)
        for key in ["facts", "lists", "answers"] {
            guard let node = fields.node[key], case .mapping = node.content else { continue }
            switch key {
            case "facts": reading.readFacts(Told(node))
            case "lists": reading.readLists(Told(node))
            default: reading.readAnswers(Told(node))
            }
        }
        for problem in reading.problems {
            if case .location(let location) = problem.told.place { draft.log.error(at: location, problem.phrase) }
        }
        return reading.telling
    }

    private static func bundleCase(_ fields: Fields, _ draft: BundleDraft) -> BundleCase? {
        guard let date = fields.date("on") else { return nil }
        let telling = telling(of: fields, on: date, draft)
        guard let name = fields.text("name"), let node = fields.node["expect"],
            case .mapping = node.content
        else { return nil }
        let expected = Fields(node: node)
        return BundleCase(
            name: name, date: date, telling: telling, derived: derived(expected, on: date, draft),
            vetoes: vetoes(expected, draft), score: expected.decimal("score"), deadlines: deadlines(expected, draft),
            location: fields.location)
    }

    private static func deadlines(_ expected: Fields, _ draft: BundleDraft) -> [String: ExpectedDeadline] {
        var deadlines: [String: ExpectedDeadline] = [:]
        for entry in expected.node["deadlines"]?.entries ?? [] {
            let known = draft.bundle.obligations.map(\.id)
            if !known.contains(entry.key), !draft.excusal.covers(entry.key) {
                draft.log.error(at: entry.location, .unknown(Phrase("义务", "obligation"), entry.key, among: known))
            }
            deadlines[entry.key] = deadline(entry.value, draft.log)
        }
        return deadlines
    }

    /// A day or several, `none`, `undetermined`, or one of these for each row.
    static func deadline(_ node: YAMLNode, _ log: DiagnosticLog) -> ExpectedDeadline? {
        if case .mapping(let entries) = node.content {
            let rows = entries.compactMap { entry in deadline(entry.value, log).map { (entry.key, $0) } }
            return .rows(Dictionary(rows) { first, _ in first })
        }
        if node.text == "none" { return .due([]) }
        if node.text == "undetermined" { return .undetermined }
        let days = node.elements.map { element in element.text.flatMap { CivilDate($0) } }
        guard !days.isEmpty, !days.contains(nil) else {
            log.error(
                at: node.location, "应为到期日（YYYY-MM-DD，可写几个）、none、undetermined，或按行写的键值表",
                "expected due days (YYYY-MM-DD), none, undetermined, or a mapping of these by row")
            return nil
        }
        return .due(days.compactMap { $0 }.sorted())
    }

    /// Expected values; the plain word `unknown` expects that it cannot be known.
    private static func derived(_ expected: Fields, on day: CivilDate, _ draft: BundleDraft) -> [String: Value?] {
        let declarations = draft.bundle.inForce(on: day).derived
        var values: [String: Value?] = [:]
        for entry in expected.node["derived"]?.entries ?? [] where !draft.excusal.covers(entry.key) {
            guard let declaration = declarations.first(where: { $0.name == entry.key }) else {
                let known = declarations.map(\.name)
                draft.log.error(at: entry.location, .unknown(Phrase("派生值", "derived value"), entry.key, among: known))
                continue
            }
            if entry.value.isPlain, entry.value.text == "unknown" {
                values.updateValue(nil, forKey: entry.key)
                continue
            }
            do {
                values[entry.key] = try DeclaredValue(declaration).value(of: Told(entry.value))
            } catch {
                draft.log.error(at: entry.value.location, error.phrase)
            }
        }
        return values
    }

    private static func vetoes(_ expected: Fields, _ draft: BundleDraft) -> [String: Verdict] {
        var verdicts: [String: Verdict] = [:]
        for entry in expected.node["vetoes"]?.entries ?? [] {
            let known = Set(draft.bundle.vetoRules.map(\.id)).sorted()
            if !known.contains(entry.key), !draft.excusal.covers("veto-rules/\(entry.key)") {
                draft.log.error(at: entry.location, .unknown(Phrase("否决项", "veto rule"), entry.key, among: known))
            }
            verdicts[entry.key] = entry.value.text.flatMap(Verdict.init(rawValue:))
        }
        return verdicts
    }
}
