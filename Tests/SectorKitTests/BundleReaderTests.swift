import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Reading a bundle")
struct BundleReaderTests {
    @Test("The sample reads into values of the declared types")
    func sample() throws {
        let (bundle, diagnostics) = BundleReader.read(try Sample.source())
        #expect(diagnostics.isEmpty, "\(diagnostics)")
        let sample = try #require(bundle)
        #expect(
            sample.facts.map(\.type) == [
                .boolean, .choice(["GB 1", "GB 2"]), .decimal, .integer, .date, .text, .set(["fire", "dust", "gas"]),
                .duration, .choice(["东城", "西城"]),
            ])
        #expect(sample.vetoRules.first?.effect == .review)
        #expect(sample.cases.first?.derived == ["total": nil] as [String: Value?])
        #expect(sample.checklist.first?.points == 2.5)
        guard case .recurring(let recurrence) = sample.obligations.first?.schedule else {
            Issue.record("not recurring")
            return
        }
        #expect(recurrence.every == .value(Period(months: 6)))
        #expect(recurrence.anchor == .value(.discharge))
        #expect(recurrence.first == .next)
    }

    @Test(
        "The words of YAML's implicit types stay text",
        arguments: ["on", "no", "yes", "4.10", "007", "12:30", "~", "1e3", "0x1F", "2026-11-24", "null", "+1", ".5"])
    func text(word: String) throws {
        let source = try Sample.source("veto-rules/open-flame.yaml", "clause: 4.10", "clause: \(word)")
        #expect(BundleReader.read(source).bundle?.vetoRules.first?.basis.first?.clause == word)
        let told = try Sample.source("cases/a.yaml", "{open_flame: false}", "{remark: \(word)}")
        #expect(BundleReader.read(told).bundle?.cases.first?.telling.facts == ["remark": .text(word)])
    }

    @Test("Text is trimmed and NFKC-normalised")
    func normalised() throws {
        let source = try Sample.source("cases/a.yaml", "{open_flame: false}", "{code: \" ＧＢ　１ \"}")
        #expect(BundleReader.read(source).bundle?.cases.first?.telling.facts == ["code": .text("GB 1")])
    }

    @Test(
        "Expressions know where their first character stands",
        arguments: [
            ("rule: open_flame", "3:7"), ("rule:   'open_flame'", "3:10"), ("rule: >\n  open_flame", "4:3"),
            ("rule:\n\n    open_flame", "5:5"), ("rule: \"  open_flame\"", "3:10"),
        ])
    func expressions(text: String, place: String) throws {
        let source = try Sample.source("veto-rules/open-flame.yaml", "rule: open_flame", text)
        let rule = try #require(BundleReader.read(source).bundle?.vetoRules.first?.rule)
        #expect(rule.text == "open_flame")
        #expect("\(rule.location.line):\(rule.location.column)" == place)
    }

    @Test("Everything wrong is told at once, in the order of files and lines")
    func allAtOnce() throws {
        var changes: [String: String?] = ["plugin.yaml": nil]
        changes["veto-rules/open-flame.yaml"] = "id: open-flame\nrule: open_flame\ntitel: 明火\n"
        changes["obligations.yaml"] = "obligations:\n  - {id: a}\n"
        let (bundle, diagnostics) = BundleReader.read(try Sample.source(changes))
        #expect(bundle == nil)
        #expect(
            diagnostics.map { "\($0.location)" }
                == [
                    "obligations.yaml:2:5", "obligations.yaml:2:5", "obligations.yaml:2:5",
                    "obligations.yaml:2:5", "plugin.yaml:1:1", "veto-rules/open-flame.yaml:1:1",
                    "veto-rules/open-flame.yaml:1:1", "veto-rules/open-flame.yaml:1:1",
                    "veto-rules/open-flame.yaml:3:1",
                ])
    }

    @Test("A table's header has the declared columns and those of the basis")
    func header() throws {
        let source = try Sample.source("tables/regions.csv", "share", "shares")
        #expect(
            BundleReader.read(source).diagnostics.map { "\($0.location): \($0.message.en)" } == [
                "tables/regions.csv:1:1: the header lacks: share",
                "tables/regions.csv:1:6: there is no column 'shares'; did you mean 'share'?",
            ])
    }

    @Test(
        "Names are not checked against a file that cannot be read",
        arguments: [
            ("facts.yaml", "facts:"), ("checklist/a.yaml", "elements:"), ("veto-rules/open-flame.yaml", "rule:"),
        ])
    func unreadable(path: String, key: String) throws {
        let diagnostics = BundleReader.read(try Sample.source(path, key, "&anchor \(key)")).diagnostics
        #expect(diagnostics.map(\.location.file) == [path])
    }

    @Test("Whatever bytes come, the reader tells or reads, and does not die", arguments: 0..<40)
    func mutations(index: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<25 {
            var files = Sample.files.mapValues { Data($0.utf8) }
            let path = try #require(files.keys.sorted().randomElement(using: &random))
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                guard let position = files[path]?.indices.randomElement(using: &random) else { continue }
                let byte =
                    Bool.random(using: &random)
                    ? UInt8.random(in: 0 ... .max, using: &random)
                    : "{}[]:,-#&*!|>'\"%@` \n?".utf8.randomElement(using: &random) ?? 0
                switch Int.random(in: 0...2, using: &random) {
                case 0: files[path]?[position] = byte
                case 1: files[path]?.insert(byte, at: position)
                default: files[path]?.remove(at: position)
                }
            }
            let (bundle, diagnostics) = BundleReader.read(try BundleSource(files: files))
            #expect((bundle == nil) == diagnostics.contains { $0.severity == .error }, "seed \(seed)")
        }
    }

    @Test("Using a name whose declaration is broken is no second error")
    func excused() throws {
        let source = try Sample.source("facts.yaml", "type: boolean", "type: bolean")
        let (_, diagnostics) = BundleReader.read(source)
        #expect(
            diagnostics.map(\.message.en) == [
                "'type' must be one of boolean, integer, decimal, text, date, duration, choice, set, datetime, ref, "
                    + "found 'bolean'; did you mean 'boolean'?"
            ])
    }
}

@Suite("A broken bundle")
struct BrokenBundleTests {
    struct Break: Sendable, CustomTestStringConvertible {
        let file: String
        let old: String
        let new: String
        /// `line:column` of the only diagnostic.
        let place: String
        /// A part of its English message.
        let message: String

        init(_ file: String, _ old: String, _ new: String, _ place: String, _ message: String) {
            (self.file, self.old, self.new, self.place, self.message) = (file, old, new, place, message)
        }

        var testDescription: String { "\(file): \(new)" }
    }

    @Test(
        "is told of with place, expectation and nearest name",
        arguments: identity + facts + tables + rules + duties + cases)
    func broken(sample: Break) throws {
        let (bundle, diagnostics) = BundleReader.read(try Sample.source(sample.file, sample.old, sample.new))
        #expect(bundle == nil)
        let told = diagnostics.map { "\($0.location): \($0.message.en)" }
        #expect(told.count == 1, "\(told)")
        let first = try #require(told.first)
        #expect(first.hasPrefix("\(sample.file):\(sample.place): "), "\(first)")
        #expect(first.contains(sample.message), "\(first)")
    }

    static let identity = [
        Break("plugin.yaml", "format: 1", "format: 2", "1:9", "must be one of 1, found '2'"),
        Break("plugin.yaml", "1.0.0", "1.0", "3:10", "must be a version (as 1.0.0), found '1.0'"),
        Break("plugin.yaml", "subject: site", "subject: sites", "5:10", "did you mean 'site'?"),
        Break("plugin.yaml", "subject: site", "subject: site\namends: {id: a}", "6:1", "has no key 'amends'"),
        Break("plugin.yaml", "title: 样例", "title: 样例\nid: again", "2:1", "key 'id' is written more than once"),
        Break("plugin.yaml", "title: 样例", "title: &a 样例", "4:8", "anchors and aliases are not supported"),
        Break("plugin.yaml", "title: 样例", "title: !!str 样例", "4:8", "tags (!…) are not supported"),
        Break("plugin.yaml", "title: 样例", "title:", "4:7", "nothing behind it, expected text"),
        Break("plugin.yaml", "title: 样例", "title: [样例]", "4:8", "must be text, found a list"),
        Break("plugin.yaml", "title: 样例", "title: \"样例", "6:17", "malformed YAML: found unexpected end of stream"),
        Break("plugin.yaml", "title: 样例", "title: 样例\n---", "5:1", "malformed YAML"),
    ]

    static let facts = [
        Break("facts.yaml", "unit: kg", "uint: kg", "4:47", "a fact has no key 'uint'; did you mean 'unit'?"),
        Break("facts.yaml", "min: 0", "min: none", "4:62", "'min' must be a number, found 'none'"),
        Break("facts.yaml", "max: 100", "max: -1", "4:70", "'max' is less than 'min'"),
        Break("facts.yaml", "name: people", "name: mass_kg", "5:12", "'mass_kg' is taken at facts.yaml:4:12"),
        Break("facts.yaml", "name: people", "name: People", "5:12", "must be a name"),
        Break("facts.yaml", "regions.name", "region.name", "10:48", "no table 'region'; did you mean 'regions'?"),
        Break("facts.yaml", "regions.name", "regions.nam", "10:48", "no column 'nam'; did you mean 'name'?"),
        Break("facts.yaml", "regions.name", "regions.share", "10:48", "is not a column of text"),
        Break("facts.yaml", "备注, type: text}", "备注, type: ref}", "7:5", "names the list or the kind of party in 'of'"),
        Break("facts.yaml", "备注, type: text}", "备注, type: ref, of: tnaks}", "7:46", "did you mean 'tanks'?"),
        Break("facts.yaml", "备注, type: text}", "备注, type: text, for: tanks}", "7:48", "is a column of a list"),
        Break(
            "facts.yaml", "到期, type: date}", "到期, type: date, required: true, when: volume > 1}", "21:69",
            "cannot be required"),
        Break("facts.yaml", "编号, type: text}", "编号, type: text, when: open_flame}", "19:9", "has no 'when'"),
        Break(
            "facts.yaml", "备注, type: text}", "备注, type: text, of: [a]}", "7:47",
            "only the types choice, set and ref have 'of'"),
        Break(
            "facts.yaml", "备注, type: text}", "备注, type: text, for: tanks}", "7:48",
            "'for' has no place here"),
        Break("facts.yaml", ", of: [fire, dust, gas]", "", "8:5", "the type set needs its values in 'of'"),
        Break("facts.yaml", "key: serial", "key: serail", "16:10", "no column 'serail'; did you mean 'serial'?"),
        Break("facts.yaml", "type: duration", "type: duration, unit: d", "9:55", "only numbers have 'unit'"),
        Break(
            "facts.yaml", "facts:\n", "parameters: [{name: limit, title: 上限, type: decimal, value: 5}]\nfacts:\n",
            "1:14",
            "a parameter lacks 'basis'"),
        Break(
            "facts.yaml", "facts:\n",
            "parameters:\n  - {name: limit, title: 上限, type: integer, value: x, basis: {standard: A, certainty: verified, force: law}}\nfacts:\n",
            "2:52", "must be an integer"),
        Break(
            "facts.yaml", "type: decimal, is: \"sum(tanks, volume)\"}", "type: decimal}", "24:5",
            "lacks 'is' or 'bands'"),
        Break(
            "facts.yaml", "is: \"sum(tanks, volume)\"}", "is: mass_kg, bands: [{when: open_flame, value: 1}]}", "24:54",
            "not both"),
    ]

    static let tables = [
        Break("tables/regions.csv", "0.5", "half", "2:4", "'share' must be a number, found 'half'"),
        Break("tables/regions.csv", "0.5", "", "2:4", "'share' is a blank cell"),
        Break("tables/regions.csv", "0.5", "0.0000000005", "2:4", "'share' has more than nine decimals (0.0000000005)"),
        Break("tables/regions.csv", "西城", "东城", "3:1", "the key 东城 stands at tables/regions.csv:2:1 already"),
        Break("tables/regions.csv", "0.5,GB/T 2260", "0.5,", "2:8", "this row has no basis"),
        Break(
            "tables/regions.csv", "0.5,GB/T 2260,,,recalled", "0.5,GB/T 2260,,,recaled", "2:20",
            "'certainty' must be one of"),
        Break("tables/regions.csv", "西城,1,", "西城,1", "3:1", "this row has 6 cells, the header has 7"),
        Break("tables/regions.csv", "西城,", "\"西城,", "3:1", "the quote is not closed"),
    ]

    static let rules = [
        Break(
            "veto-rules/open-flame.yaml",
            "basis: [{standard: GB 9, clause: 4.10, certainty: verified, force: recommended}]\n", "", "1:1",
            "a veto rule lacks 'basis'"),
        Break(
            "veto-rules/open-flame.yaml", "remedy:", "effect: block\nremedy:", "5:9",
            "support 'review' at most, not 'block'"),
        Break("veto-rules/open-flame.yaml", "certainty: verified, ", "", "4:9", "a basis lacks 'certainty'"),
        Break(
            "veto-rules/open-flame.yaml", "id: open-flame", "id: openflame", "1:5",
            "the id must be the file's name: open-flame"),
        Break(
            "veto-rules/open-flame.yaml", "remedy:", "for: tank\nremedy:", "5:6",
            "no list or register 'tank'; did you mean 'tanks'?"),
        Break("veto-rules/open-flame.yaml", "remedy:", "effective: 2026-02-30\nremedy:", "5:12", "a date that exists"),
        Break(
            "veto-rules/open-flame.yaml", "remedy:", "effective: 2026-03-01\nuntil: 2026-03-01\nremedy:", "6:8",
            "must be later than 'effective'"),
        Break("checklist/a.yaml", "points: 2.5", "points: 0", "3:37", "'points' must be more than 0"),
        Break(
            "checklist/a.yaml", "id: computed", "id: judged", "4:5",
            "check item 'judged' stands at checklist/a.yaml:3:5 already"),
        Break(
            "checklist/a.yaml", "conforms: open_flame", "conforms: open_flame, award: 1", "4:52",
            "write 'award' or 'conforms'"),
    ]

    static let duties = [
        Break(
            "obligations.yaml", "{fact: tested_on}", "{fact: tested_no}", "7:23",
            "no fact 'tested_no'; did you mean 'tested_on'?"),
        Break("obligations.yaml", "{fact: tested_on}", "{fact: people}", "7:23", "must be of type date, it is integer"),
        Break("obligations.yaml", "{fact: tested_on}", "{column: due_on}", "7:25", "needs 'for'"),
        Break("obligations.yaml", "{fact: tested_on}", "{register: assessment}", "7:27", "did you mean 'assessments'?"),
        Break("obligations.yaml", "{fact: tested_on}", "{facts: tested_on}", "7:17", "did you mean 'fact'?"),
        Break("obligations.yaml", "{fact: tested_on}", "{event: tested.done}", "7:24", "'OBLIGATION.discharged'"),
        Break("obligations.yaml", "{fact: tested_on}", "{event: tests.discharged}", "7:24", "did you mean 'test'?"),
        Break("obligations.yaml", "{fact: tested_on}", "{register: tanks}", "7:27", "a column 'date' of type date"),
        Break(
            "obligations.yaml", "{fact: tested_on}", "{register: assessments, sum: score}", "7:16",
            "'sum' and 'reaches' go together"),
        Break("obligations.yaml", "every: P6M", "every: shift", "4:12", "shorter than a day"),
        Break("obligations.yaml", "anchor: discharge", "anchor: dischrge", "5:13", "did you mean 'discharge'?"),
        Break(
            "obligations.yaml", "start: tested_on", "start: {change: [total]}", "6:22", "write the told facts or lists"),
        Break(
            "obligations.yaml", "start: tested_on", "start: {change: [mass_kgs]}", "6:22", "did you mean 'mass_kg'?"),
        Break(
            "obligations.yaml", "remind: P30D", "remind: P30D\n    late: misses", "9:11",
            "nothing would start the next one"),
        Break(
            "obligations.yaml", "remind: P30D", "remind: [{after: P30D}]", "8:14", "lacks 'to'"),
        Break(
            "obligations.yaml", "remind: P30D", "remind: P30D\n    extend: {by: P5D, times: 0, who: district}", "9:30",
            "extended at least once"),
        Break(
            "obligations.yaml",
            "every: P6M\n    anchor: discharge\n    start: tested_on\n    discharge: {fact: tested_on}",
            "due: tested_on\n    pause: open_flame", "5:12", "'pause' does not go with 'due'"),
        Break("obligations.yaml", "    start: tested_on\n", "", "2:5", "'anchor: discharge' needs 'start'"),
        Break(
            "obligations.yaml",
            "every: P6M\n    anchor: discharge\n    start: tested_on\n    discharge: {fact: tested_on}",
            "due: tested_on\n    start: tested_on", "5:12", "'start' does not go with 'due'"),
        Break("obligations.yaml", "    discharge: {fact: tested_on}\n", "", "2:5", "nothing says what discharges it"),
    ]

    static let cases = [
        Break(
            "cases/a.yaml", "{open_flame: false}", "{open_flames: false}", "4:26",
            "no fact 'open_flames'; did you mean 'open_flame'?"),
        Break("cases/a.yaml", "{open_flame: false}", "{open_flame: no}", "4:25", "must be true or false, found 'no'"),
        Break("cases/a.yaml", "{open_flame: false}", "{tested_on: 2026-02-30}", "4:24", "a date that exists"),
        Break("cases/a.yaml", "{open_flame: false}", "{mass_kg: 100.5}", "4:22", "must be at most 100 kg, found 100.5"),
        Break("cases/a.yaml", "{open_flame: false}", "{total: 1}", "4:20", "'total' is computed and cannot be told"),
        Break("cases/a.yaml", "{judged: conforming}", "{judgd: conforming}", "5:22", "did you mean 'judged'?"),
        Break("cases/a.yaml", "{judged: conforming}", "{computed: conforming}", "5:25", "cannot be answered"),
        Break(
            "cases/a.yaml", "{total: unknown}", "{totl: 1}", "6:24", "no derived value 'totl'; did you mean 'total'?"),
        Break(
            "cases/a.yaml", "{open-flame: clear}", "{open-flam: clear}", "6:50",
            "no veto rule 'open-flam'; did you mean 'open-flame'?"),
        Break("cases/a.yaml", "{open-flame: clear}", "{open-flame: cleared}", "6:62", "did you mean 'clear'?"),
        Break("cases/a.yaml", "score: 100", "deadlines: {tset: none}", "6:82", "did you mean 'test'?"),
    ]
}
