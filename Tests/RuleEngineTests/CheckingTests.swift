import Dabiao
import RuleEngine
import Testing

@Suite("What lint refuses")
struct CheckingTests {
    @Test(
        "An error names its column and the nearest name",
        arguments: [
            ("", 1, "表达式是空的"), ("a AND", 6, "没有写完"), ("a b", 3, "运算符"), ("(a", 3, "“)”"), ("a = = b", 5, "不应在这里"),
            ("x < y < 3", 7, "不能连写"), ("x", 1, "应为是非"), ("a + 1", 3, "不能用“+”"), ("x = 'y'", 3, "不能比较"),
            ("wrod = 'x'", 1, "“word”"), ("code = 'GB 50515'", 8, "“GB 50516”"), ("kg > m3", 4, "单位不同"),
            ("kg + m3 > 1", 4, "单位不同"), ("d > '2026-02-30'", 5, "不是日期"), ("d - e > 3", 3, "days_between"),
            ("today", 1, "today 只能"), ("days_between(d, today) > 3", 17, "today 只能"),
            ("today + P1D > d", 1, "today 只能"),
            ("word < 'a'", 6, "没有大小之分"), ("a > b", 3, "没有大小之分"), ("count(vesels) > 1", 1, "“vessels”"),
            ("count(vessels, capacity) > 1", 1, "count 只数行"), ("max(vessels) > 1", 1, "每行的值"),
            ("any(vessels WHERE capcity > 1)", 19, "“capacity”"), ("sqr(x) > 1", 1, "“sqrt”"), ("if(a, b)", 1, "3 个参数"),
            ("d + P1 < e", 5, "不是期间"), ("d + P999999999Y < e", 5, "不是期间"), ("d + x * P1M < e", 7, "整数"),
            ("x > 1e5", 5, "不是数"), ("word = 'open", 8, "没有结束"), ("a AND a; b", 8, "不能有字符“;”"), ("NOT x", 5, "应为是非"),
            ("d + x workdays > e", 5, "应为整数"), ("x IN (1, 'a')", 10, "不能比较"), ("grade.x > 1", 1, "没有名为"),
            ("enterprise.grde = '二级'", 1, "“enterprise.grade”"),
            ("count(grades WHERE x > 1 AND high > rank) > 0", 0, ""),
            ("count(vessels WHERE capacity = max(vessels, capacity)) = 1", 45, "vessels.capacity"),
        ])
    func refused(_ rule: String, _ column: Int, _ words: String) throws {
        let (compiled, diagnostics) = CompiledBundle.compile(Bench.bundle(rule: rule))
        guard column > 0 else {
            #expect(compiled != nil)
            return
        }
        #expect(compiled == nil)
        let first = try #require(diagnostics.first)
        #expect(first.location.column == column, "\(first)")
        #expect(first.message.zh.contains(words), "\(first)")
        #expect(!first.message.en.isEmpty)
    }

    @Test(
        "No author's text reaches SQLite unparsed",
        arguments: [
            "1; DROP TABLE facts", "a -- b", "a /* b */", "\"a\"", "`a`", "[a]", "a || b", "load_extension('x')",
            "randomblob(1000000000) = x", "sqlite_version() = 'x'", "count(sqlite_master) > 0",
            "sqlite_master.name = 'x'",
            "f.a", "r1.serial = 'A'", "x COLLATE nocase", "CASE WHEN a THEN b END", "x LIKE 'a%'", "x GLOB 'a'",
            "?1 = x",
            ":today < d", "$x", "@x", "x = 0x10", "x IS NULL", "(SELECT 1) = x", "a\u{0}b", "x = 'a\u{0}'", "ａ", "é",
            "ß", "a AND é", "½ > x", "達", ";--", "a;--", "a --", "a /*", "*/ a", "'a' || 'b' = word", "a' OR '1' = '1",
            "x = 1) OR (1 = 1", "pragma_table_info('facts') = 'x'", "count(pragma_database_list) > 0",
            "any(sqlite_schema WHERE true)", "lookup(sqlite_master WHERE true, sql) = 'x'",
            "sqlite_temp_master.sql = 'x'", "zeroblob(1000000000) = word", "readfile('/etc/passwd') = word",
            "writefile('x', 'y') = 1", "fts3_tokenizer('x') = word", "printf('%s', word) = word", "hex(word) = word",
            "changes() > 0", "last_insert_rowid() = 1", "rowid = 1", "_rowid_ = 1", "oid = 1", "main.facts = 1",
            "x -> 'y' = word", "x = 1 UNION SELECT 1", "x = 1 LIMIT 1", "EXISTS (SELECT 1)", "CAST(x AS TEXT) = word",
            "x & 1 = 1", "x << 1 = 2", "~x = 1", "x % 2 = 1", "x == 1", "x IS NOT NULL", "word REGEXP 'a'",
            "word MATCH 'a'", "x'00' = word", "ATTACH 'x' AS y", "PRAGMA user_version", "VACUUM",
            "count(calendar) > 0", "count(coreFact) > 0", "coreFact.subject = 1", "d + 'P1M; --' < e",
            "strftime('%s', d) = word", "substr(word, 1) = 'x'", "instr(word, 'a') > 0",
        ])
    func walls(_ rule: String) {
        let (compiled, diagnostics) = CompiledBundle.compile(Bench.bundle(rule: rule))
        #expect(compiled == nil)
        #expect(!diagnostics.isEmpty)
    }

    @Test("Words of the language and names of registers are no names", arguments: ["today", "and", "workdays", "in"])
    func reserved(_ name: String) {
        var bundle = Bench.bundle()
        bundle.facts.append(Bench.fact(name, .boolean))
        #expect(CompiledBundle.compile(bundle).1.first?.message.en.contains("word of the language") == true)
        bundle = Bench.bundle()
        bundle.lists.append(
            ListDeclaration(
                name: "verdicts", title: "x", key: [], columns: [Bench.column("b", .text)], location: Bench.here))
        #expect(CompiledBundle.compile(bundle).1.first?.message.en.contains("name of a register") == true)
    }

    @Test("Two spellings of one unit are seen")
    func units() {
        var bundle = Bench.bundle(rule: "kg > kgs")
        bundle.facts.append(Bench.fact("kgs", .decimal, unit: "kgs"))
        #expect(CompiledBundle.compile(bundle).1.first?.message.zh.contains("写法不一") == true)
    }

    @Test("A quote in a text stays a text")
    func quotes() throws {
        let telling = Telling(facts: ["word": .text("'; DROP TABLE x; --")])
        #expect(try Bench.verdict("word = '''; DROP TABLE x; --'", telling)?.verdict == .triggered)
    }

    @Test("Depth and size are refused before any recursion")
    func bombs() {
        let bombs = [
            String(repeating: "(", count: 1_000_000), String(repeating: "1+", count: 500_000) + "1",
            String(repeating: "NOT ", count: 4000) + "a", String(repeating: "-", count: 5000) + "1 > x",
            String(repeating: "(", count: 8000) + "a", "1" + String(repeating: "+1", count: 200) + " > x",
            String(repeating: "if(a,", count: 200) + "a",
        ]
        for bomb in bombs {
            let (compiled, diagnostics) = CompiledBundle.compile(Bench.bundle(rule: bomb))
            #expect(compiled == nil)
            #expect(diagnostics.count == 1)
        }
    }

    @Test("Long conjunctions and deep expressions within the limits run")
    func withinLimits() throws {
        let long = Array(repeating: "a", count: 2000).joined(separator: " AND ")
        #expect(try Bench.verdict(long, Telling(facts: ["a": .boolean(true)]))?.verdict == .triggered)
        let deep = String(repeating: "NOT (", count: 30) + "a" + String(repeating: ")", count: 30)
        #expect(try Bench.verdict(deep, Telling(facts: ["a": .boolean(true)]))?.verdict == .triggered)
        let shifts = "d" + String(repeating: " + P1M", count: 5) + " > d"
        #expect(try Bench.verdict(shifts, Telling(facts: ["d": .date(CivilDate(2026, 1, 31))]))?.verdict == .triggered)
    }

    @Test("What SQLite's parser cannot hold is refused by lint, not by the daemon")
    func tooDeepForSQLite() {
        let deep = String(repeating: "NOT (", count: 49) + "a" + String(repeating: ")", count: 49)
        let (compiled, diagnostics) = CompiledBundle.compile(Bench.bundle(rule: deep))
        #expect(compiled == nil)
        #expect(diagnostics.first?.message.zh.contains("嵌套过深") == true)
    }

    @Test("All errors of a bundle are told at once, and circles are refused")
    func allAtOnce() {
        var bundle = Bench.bundle(rule: "nothing AND nobody")
        bundle.derived = [("p", "q + 1"), ("q", "p + 1")].map { name, text in
            DerivedDeclaration(
                name: name, title: name, type: .decimal, unit: nil, derivation: .expression(Bench.source(text)),
                location: Bench.here
            )
        }
        let (_, diagnostics) = CompiledBundle.compile(bundle)
        #expect(diagnostics.count == 4)
        #expect(diagnostics.filter { $0.message.zh.contains("互相依赖") }.count == 2)
    }
}

@Suite("A veto does no more than its figures support")
struct EffectCeilingTests {
    static func citation(_ certainty: Citation.Certainty, _ force: Citation.Force) -> Citation {
        Citation(standard: "GB 1", edition: nil, clause: nil, certainty: certainty, force: force)
    }

    @Test(
        "Rows of every table reached count, through derived facts, and parameters too",
        arguments: [
            (Citation.Certainty.recalled, Citation.Force.mandatory, Effect.block, true),
            (.unconfirmed, .mandatory, .block, false), (.unconfirmed, .mandatory, .review, true),
            (.verified, .draft, .review, false), (.verified, .draft, .advise, true),
        ])
    func ceiling(_ certainty: Citation.Certainty, _ force: Citation.Force, _ effect: Effect, _ isAllowed: Bool) throws {
        let weak = [Self.citation(certainty, force)]
        for rule in ["grade = 1", "x > limit"] {
            var bundle = Bench.bundle(rule: rule)
            bundle.parameters = [
                ParameterDeclaration(
                    name: "limit", title: "上限", type: .decimal, unit: nil, value: .number(1), basis: weak,
                    location: Bench.here)
            ]
            bundle.derived = [
                DerivedDeclaration(
                    name: "grade", title: "等级", type: .integer, unit: nil,
                    derivation: .expression(Bench.source("lookup(grades WHERE low > x, rank)")), location: Bench.here)
            ]
            let table = bundle.tables[0]
            let rows = table.rows.enumerated().map { index, row in
                let basis = index == 1 ? weak : [Self.citation(.verified, .law)]
                return TableRow(cells: row.cells, basis: basis, location: row.location)
            }
            bundle.tables = [
                TableDeclaration(
                    name: table.name, title: table.title, key: table.key, columns: table.columns, rows: rows,
                    location: table.location)
            ]
            let plain = bundle.vetoRules[0]
            bundle.vetoRules = [
                VetoRule(
                    id: plain.id, title: plain.title, rule: plain.rule, basis: [Self.citation(.verified, .law)],
                    effect: effect, hazard: .none, remedy: "", span: plain.span, cases: [], location: plain.location)
            ]
            let (compiled, diagnostics) = CompiledBundle.compile(bundle)
            #expect((compiled != nil) == isAllowed, "\(rule): \(diagnostics.map { $0.text(.english) })")
        }
    }
}
