import Dabiao

/// Reads `cases/*.yaml`, and what cases of rules tell.
enum CaseReader {
    static func read(into draft: inout BundleDraft) {
        for path in draft.paths(in: "cases", extension: "yaml") {
            guard let root = draft.root(of: path, .caseFile) else { continue }
            draft.bundle.cases += root.mappings("cases").compactMap { bundleCase($0, draft) }
        }
    }

    /// Facts, lists and answers of a case, checked against the bundle's declarations.
    static func telling(of fields: Fields, _ draft: BundleDraft) -> Telling {
        var reading = TellingReading(bundle: draft.bundle, excusal: draft.excusal)
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
        let telling = telling(of: fields, draft)
        guard let name = fields.text("name"), let date = fields.date("on"), let node = fields.node["expect"],
            case .mapping = node.content
        else { return nil }
        let expected = Fields(node: node)
        return BundleCase(
            name: name, date: date, telling: telling, derived: derived(expected, draft),
            vetoes: vetoes(expected, draft), score: expected.decimal("score"), location: fields.location)
    }

    /// Expected values; the plain word `unknown` expects that it cannot be known.
    private static func derived(_ expected: Fields, _ draft: BundleDraft) -> [String: Value?] {
        var values: [String: Value?] = [:]
        for entry in expected.node["derived"]?.entries ?? [] where !draft.excusal.covers(entry.key) {
            guard let declaration = draft.bundle.derived.first(where: { $0.name == entry.key }) else {
                let known = draft.bundle.derived.map(\.name)
                draft.log.error(at: entry.location, .unknown(Phrase("推算值", "derived value"), entry.key, among: known))
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
        for entry in expected.node["vetoes"]?.entries ?? [] where !draft.excusal.covers(entry.key) {
            if !draft.bundle.vetoRules.contains(where: { $0.id == entry.key }) {
                let known = draft.bundle.vetoRules.map(\.id)
                draft.log.error(at: entry.location, .unknown(Phrase("否决项", "veto rule"), entry.key, among: known))
            }
            verdicts[entry.key] = entry.value.text.flatMap(Verdict.init(rawValue:))
        }
        return verdicts
    }
}
