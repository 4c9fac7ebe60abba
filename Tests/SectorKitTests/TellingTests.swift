import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Facts files")
struct TellingTests {
    private func read(_ json: String) throws -> Telling {
        try TellingReader(Sample.bundle()).read(json: Data(json.utf8), name: "facts.json")
    }

    @Test("Every type is read as declared")
    func types() throws {
        let telling = try read(
            """
            {"facts": {"open_flame": true, "code": "ＧＢ 2", "mass_kg": 4.1, "people": 3, "tested_on": "2028-02-29",
              "remark": " 007 ", "risks": ["gas", "fire"], "interval": "P1Y6M", "region": "西城"},
             "lists": {"tanks": [{"serial": "T-1", "volume": 2}, {"serial": "T-2", "volume": 0.5, "due_on": "2026-11-24"}]},
             "answers": {"judged": {"finding": "nonconforming", "note": "缺", "evidence": ["a.jpg"]}}}
            """)
        #expect(
            telling.facts == [
                "open_flame": .boolean(true), "code": .text("GB 2"), "mass_kg": .number(4.1), "people": .number(3),
                "tested_on": .date(CivilDate(2028, 2, 29)), "remark": .text("007"), "risks": .set(["fire", "gas"]),
                "interval": .period(Period(months: 18)), "region": .text("西城"),
            ])
        #expect(telling.lists["tanks"]?.first == ["serial": .text("T-1"), "volume": .number(2)])
        #expect(
            telling.answers == [
                "judged": Answer(finding: .nonconforming, note: "缺", evidence: [Evidence(file: "a.jpg")])
            ])
    }

    @Test("Datetimes, durations and references are read by their form, and come back as they were told")
    func momentsAndReferences() throws {
        let facts = try #require(Sample.files["facts.yaml"]).replacingOccurrences(
            of: "备注, type: text}", with: "备注, type: ref, of: tanks}\n  - {name: at, title: 时刻, type: datetime}")
        let bundle = try #require(BundleReader.read(try Sample.source(["facts.yaml": facts])).bundle)
        let json = #"{"answers":{},"facts":{"at":"2026-01-31T08:30","interval":"P1Y6M","remark":"T-1"},"lists":{}}"#
        let telling = try TellingReader(bundle).read(json: Data(json.utf8), name: "f")
        #expect(telling.facts["at"] == CivilMinute("2026-01-31T08:30").map { .datetime($0) })
        #expect(telling.facts["remark"] == .text("T-1"))
        #expect(String(decoding: try TellingWriter.json(telling), as: UTF8.self) == json)
        for (name, value, words) in [
            ("at", "\"2026-01-31\"", "a minute that exists"), ("at", "\"2026-01-31T24:00\"", "a minute that exists"),
            ("at", "7", "a minute that exists"), ("remark", "\"\"", "the key of a row of 'tanks'"),
            ("remark", "7", "the key of a row of 'tanks'"), ("interval", "\"1 year\"", "a period"),
        ] {
            let error = #expect(throws: DabiaoError.self) {
                try TellingReader(bundle).read(json: Data("{\"facts\": {\"\(name)\": \(value)}}".utf8), name: "f")
            }
            #expect(try #require(error).message.en.contains(words))
        }
    }

    @Test(
        "A misfit is told with its path and what was expected",
        arguments: [
            (#"{"facts": {"open_flame": 1}}"#, "facts.open_flame: must be true or false, found the number 1"),
            (#"{"facts": {"open_flame": "true"}}"#, "facts.open_flame: must be true or false, found the text 'true'"),
            (#"{"facts": {"open_flame": null}}"#, "facts.open_flame: null is refused: leave out what is not known"),
            (#"{"facts": {"mass_kg": "4"}}"#, "facts.mass_kg: must be a number (kg), found the text '4'"),
            (#"{"facts": {"mass_kg": true}}"#, "facts.mass_kg: must be a number (kg), found true"),
            (#"{"facts": {"mass_kg": -1}}"#, "facts.mass_kg: must be at least 0 kg, found -1"),
            (#"{"facts": {"people": 1.5}}"#, "facts.people: must be an integer, found the number 1.5"),
            (#"{"facts": {"people": 1e300}}"#, "facts.people: must be an integer, found the number 1e+300"),
            (
                #"{"facts": {"code": "GB 3"}}"#,
                "facts.code: must be one of GB 1, GB 2; found 'GB 3'; did you mean 'GB 1'?"
            ),
            (
                #"{"facts": {"risks": "fire"}}"#,
                "facts.risks: must be a list, each element one of fire, dust, gas, found the text 'fire'"
            ),
            (
                #"{"facts": {"risks": ["fier"]}}"#,
                "facts.risks: must be one of fire, dust, gas; found 'fier'; did you mean 'fire'?"
            ),
            (
                #"{"facts": {"tested_on": "2026-02-30"}}"#,
                "facts.tested_on: must be a date that exists, YYYY-MM-DD, found the text '2026-02-30'"
            ),
            (
                #"{"facts": {"tested_on": 20260230}}"#,
                "facts.tested_on: must be a date that exists, YYYY-MM-DD, found the number 20260230"
            ),
            (#"{"facts": {"remark": 7}}"#, "facts.remark: must be text, found the number 7"),
            (#"{"facts": {"remarks": "x"}}"#, "facts.remarks: there is no fact 'remarks'; did you mean 'remark'?"),
            (#"{"facts": {"tanks": []}}"#, "facts.tanks: 'tanks' is a list: write it under lists"),
            (#"{"facts": {"total": 1}}"#, "facts.total: 'total' is computed and cannot be told"),
            (#"{"facts": []}"#, "facts: must be a mapping (name: value), found a list"),
            (#"{"fact": {}}"#, "fact: there is no key 'fact'; did you mean 'facts'?"),
            (#"{"lists": {"tank": []}}"#, "lists.tank: there is no list 'tank'; did you mean 'tanks'?"),
            (#"{"lists": {"tanks": []}}"#, "lists.tanks: 'tanks' needs at least 1 rows, found 0"),
            (#"{"lists": {"tanks": {}}}"#, "lists.tanks: must be a list, a mapping for each row, found a mapping"),
            (#"{"lists": {"tanks": [{"serial": "a"}]}}"#, "lists.tanks[0]: 'volume' is missing"),
            (#"{"lists": {"tanks": [{"volume": 1}]}}"#, "lists.tanks[0]: 'serial' is missing"),
            (
                #"{"lists": {"tanks": [{"serial": "a", "volume": 1, "double": 2}]}}"#,
                "lists.tanks[0].double: 'double' is computed and cannot be told"
            ),
            (
                #"{"lists": {"tanks": [{"serial": "a", "volume": 1, "due": 2}]}}"#,
                "lists.tanks[0].due: there is no column 'due'; known are serial, volume, due_on, double"
            ),
            (
                #"{"lists": {"tanks": [{"serial": "a", "volume": 1}, {"serial": "ａ", "volume": 2}]}}"#,
                "lists.tanks[1]: 'a' stands more than once in 'tanks'"
            ),
            (
                #"{"answers": {"judged": {"finding": "ok"}}}"#,
                "answers.judged.finding: must be one of conforming, nonconforming, not-applicable, not-checked, found the text 'ok'"
            ),
            (#"{"answers": {"judged": {"note": "x"}}}"#, "answers.judged: 'finding' is missing"),
            (
                #"{"answers": {"judged": {"finding": "conforming", "evidence": [1]}}}"#,
                "answers.judged.evidence[0]: must be a mapping (file, sha256), found the number 1"
            ),
            (
                #"{"answers": {"computed": {"finding": "conforming"}}}"#,
                "answers.computed: 'computed' is computed and cannot be answered"
            ),
            ("[]", "must be a mapping (name: value), found a list"),
        ])
    func misfits(json: String, message: String) throws {
        let error = try #require(throws: DabiaoError.self) { try read(json) }
        #expect(error.code == .invalid)
        #expect(error.message.en == "facts.json is not right:\n\(message)")
    }

    @Test("All misfits are told at once")
    func allAtOnce() throws {
        let error = try #require(throws: DabiaoError.self) {
            try read(#"{"facts": {"open_flame": 1, "people": "x"}, "lists": {"tanks": [{}]}}"#)
        }
        #expect(error.message.en.split(separator: "\n").count == 5)
        #expect(error.message.zh.contains("facts.open_flame：应为“true”或“false”"))
    }

    @Test(
        "What is not JSON is refused",
        arguments: [
            "", "{", "{\"facts\": {\"people\": 1e999}}", "{\"lists\": {\"tanks\": [{\"volume\": 1e999}]}}", "nul",
        ])
    func notJSON(text: String) throws {
        let error = try #require(throws: DabiaoError.self) { try read(text) }
        #expect(error.code == .invalid)
        #expect(error.message.en == "facts.json is not JSON")
        #expect(error.cause?.isEmpty == false)
    }

    @Test("What is written is read back", arguments: 0..<200)
    func roundTrip(index: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let telling = randomTelling(using: &random)
        let json = try TellingWriter.json(telling)
        #expect(try TellingReader(Sample.bundle()).read(json: json, name: "x") == telling, "seed \(seed)")
        #expect(try TellingWriter.json(telling) == json, "seed \(seed)")
    }

    private func randomTelling(using random: inout SeededGenerator) -> Telling {
        let day = CivilDate.earliest.adding(days: .random(in: 0...100_000, using: &random))
        let words = ["fire", "dust", "gas"].filter { _ in Bool.random(using: &random) }
        let all: [String: Value?] = [
            "open_flame": .boolean(.random(using: &random)), "code": .text("GB 1"), "region": .text("东城"),
            "mass_kg": .number(.random(in: 0...100, using: &random)), "tested_on": day.map(Value.date),
            "people": .number(Double(Int.random(in: -9_007_199_254_740_991...9_007_199_254_740_991, using: &random))),
            "remark": .text(["", "\"引号\"\\/\n行", "4.10", "null"].randomElement(using: &random) ?? ""),
            "risks": .set(words), "interval": .period(Period(months: 3, days: .random(in: 0...9, using: &random))),
        ]
        let facts = all.compactMapValues { $0 }.filter { _ in Bool.random(using: &random) }
        let rows = (1...3).map {
            ["serial": Value.text("T-\($0)"), "volume": .number(.random(in: -1...1, using: &random))]
        }
        let answer = Answer(
            finding: Finding.allCases.randomElement(using: &random) ?? .conforming, note: "说明",
            evidence: [Evidence(file: "a"), Evidence(file: "b", sha256: String(repeating: "0a", count: 32))])
        return Telling(
            facts: facts, lists: Bool.random(using: &random) ? ["tanks": rows] : [:],
            answers: Bool.random(using: &random) ? ["judged": answer] : [:])
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
