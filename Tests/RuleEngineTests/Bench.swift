import Dabiao
import RuleEngine

/// A small bundle in which an expression can stand as a derived fact or as a veto rule.
enum Bench {
    static let here = SourceLocation(file: "facts.yaml", line: 1, column: 1)

    static func source(_ text: String) -> ExpressionSource { ExpressionSource(text, at: here) }

    static func fact(_ name: String, _ type: ValueType, unit: String? = nil, when: String? = nil) -> FactDeclaration {
        FactDeclaration(name: name, title: name, type: type, unit: unit, when: when.map(source), location: here)
    }

    static func column(_ name: String, _ type: ValueType, unit: String? = nil, is derivation: String? = nil)
        -> ColumnDeclaration
    {
        ColumnDeclaration(
            name: name, title: name, type: type, unit: unit, derivation: derivation.map { .expression(source($0)) },
            location: here)
    }

    static func bundle() -> Bundle {
        var bundle = Bundle(
            id: "bench", version: BundleVersion("1.0.0") ?? fallback, title: "bench", subject: .site, sector: "bench",
            department: "test", requires: [:])
        bundle.facts = [
            fact("a", .boolean), fact("b", .boolean), fact("x", .decimal), fact("y", .decimal), fact("i", .integer),
            fact("kg", .decimal, unit: "kg"), fact("m3", .decimal, unit: "m3"), fact("d", .date), fact("e", .date),
            fact("code", .choice(["GB 50516", "GB 50156"])), fact("word", .text),
            fact("oil", .decimal, when: "code = 'GB 50156'"),
        ]
        bundle.lists = [
            ListDeclaration(
                name: "vessels", title: "储氢容器", key: ["serial"],
                columns: [
                    column("serial", .text), column("capacity", .decimal, unit: "kg"), column("next", .date),
                    column("double", .decimal, unit: "kg", is: "capacity * 2"),
                ], location: here)
        ]
        let columns = [
            column("standard", .text), column("rank", .integer), column("low", .decimal), column("high", .decimal),
        ]
        let rows = [("GB 50516", 1, 5000, 8000), ("GB 50516", 2, 3000, 5000), ("GB 50516", 3, 0, 3000)]
        bundle.tables = [
            TableDeclaration(
                name: "grades", title: "等级", key: ["standard", "rank"], columns: columns,
                rows: rows.map { standard, rank, low, high in
                    TableRow(
                        cells: [
                            "standard": .text(standard), "rank": .number(Double(rank)), "low": .number(Double(low)),
                            "high": .number(Double(high)),
                        ], basis: [], location: here)
                }, location: here)
        ]
        return bundle
    }

    static let fallback: BundleVersion = {
        guard let version = BundleVersion("0.0.0") else { preconditionFailure("0.0.0 is a version") }
        return version
    }()

    /// The bundle with one rule.
    static func bundle(rule: String, for list: String? = nil, when: String? = nil) -> Bundle {
        var bundle = bundle()
        bundle.vetoRules = [
            VetoRule(
                id: "rule", title: "规则", list: list, when: when.map(source), rule: source(rule), basis: [],
                effect: .advise, hazard: .none, remedy: "", span: Span(), cases: [], location: here)
        ]
        return bundle
    }

    static func compile(_ bundle: Bundle) throws -> CompiledBundle {
        let (compiled, diagnostics) = CompiledBundle.compile(bundle)
        guard let compiled else {
            throw DabiaoError(
                .invalid, Phrase("编译失败", "does not compile"),
                cause: diagnostics.map { $0.text(.english) }.joined(separator: "\n"))
        }
        return compiled
    }

    static func verdict(
        _ rule: String, for list: String? = nil, when: String? = nil, _ telling: Telling = Telling(),
        on today: CivilDate = CivilDate(2026, 11, 24)
    ) throws -> RuleVerdict? {
        let bench = try Workbench(compile(bundle(rule: rule, for: list, when: when)), days: days)
        return try bench.verdicts(telling, on: today).first
    }

    /// Two weeks with a holiday on Thursday 2026-10-01 and Friday, and a make-up Saturday 2026-10-10.
    static let days: [(day: CivilDate, isWorkday: Bool)] = (0..<20).compactMap { offset in
        CivilDate(2026, 9, 28).adding(days: offset).map { day in
            let isHoliday = (CivilDate(2026, 10, 1)...CivilDate(2026, 10, 7)).contains(day)
            return (day, day == CivilDate(2026, 10, 10) || (!day.isWeekend && !isHoliday))
        }
    }
}
