import Dabiao
import RuleEngine

/// The vocabulary that both evaluators speak: a bundle whose derived facts are the trees to compare.
enum Stage {
    /// A tree with the type that it gives.
    struct Claim: Hashable, Sendable {
        let tree: Tree
        let type: ValueType

        init(_ tree: Tree, _ type: ValueType = .boolean) {
            self.tree = tree
            self.type = type
        }
    }

    static let codes = ["A", "B"]
    static let risks = ["fire", "dust", "fire dust"]

    private static func located(_ line: Int) -> SourceLocation { SourceLocation(file: "claim", line: line, column: 1) }

    /// - Parameter rules: whether each claim is a veto rule too.
    static func bundle(_ claims: [Claim], rules: Bool = false) -> Bundle {
        var bundle = Bundle(
            id: "stage", version: Bench.fallback, title: "stage", subject: .site, sector: "stage", department: "test",
            requires: [:])
        bundle.facts =
            ["a", "b", "c"].map { Bench.fact($0, .boolean) } + ["x", "y"].map { Bench.fact($0, .decimal) }
            + ["d", "e"].map { Bench.fact($0, .date) } + ["t", "u"].map { Bench.fact($0, .datetime) }
            + ["span", "term"].map { Bench.fact($0, .duration) }
            + [
                Bench.fact("i", .integer), Bench.fact("word", .text), Bench.fact("code", .choice(codes)),
                Bench.fact("risks", .set(risks)), Bench.fact("oil", .decimal, when: "a"),
                Bench.fact("chief", .reference("crew")), Bench.fact("deputy", .reference("crew")),
            ]
        bundle.lists = [
            list(
                "vessels",
                [
                    Bench.column("sound", .boolean), Bench.column("n", .decimal), Bench.column("m", .integer),
                    Bench.column("next", .date), Bench.column("part", .decimal, is: part.text),
                ]), list("crew", [Bench.column("person", .text), Bench.column("trained", .date)], key: ["person"]),
            list("pumps", [Bench.column("spare", .boolean), Bench.column("q", .decimal)]),
        ]
        bundle.tables = [grid, empty]
        bundle.derived =
            [derived("third", .decimal, .expression(Bench.source(third.text)))]
            + [derived("later", .date, .expression(Bench.source(later.text)))]
            + [
                derived(
                    "grade", .decimal,
                    .bands(
                        bands.map { band in
                            Derivation.Band(
                                when: Bench.source(band.when.text), value: Bench.source(band.value.text), basis: [])
                        }))
            ]
        let sources = claims.enumerated().map { index, claim in
            ExpressionSource(claim.tree.text, at: located(index + 1))
        }
        bundle.derived += zip(claims, sources).enumerated().map { index, pair in
            derived("v\(index)", pair.0.type, .expression(pair.1), at: located(index + 1))
        }
        if rules {
            bundle.vetoRules = sources.enumerated().map { index, source in
                VetoRule(
                    id: "v\(index)", title: "v", rule: source, basis: [], effect: .advise, hazard: .none, remedy: "",
                    span: Span(), cases: [], location: located(index + 1))
            }
        }
        return bundle
    }

    private static func derived(
        _ name: String, _ type: ValueType, _ derivation: Derivation, at location: SourceLocation = located(0)
    ) -> DerivedDeclaration {
        DerivedDeclaration(
            name: name, title: name, type: type, unit: nil, derivation: derivation, location: location)
    }

    private static func list(_ name: String, _ columns: [ColumnDeclaration], key: [String] = []) -> ListDeclaration {
        ListDeclaration(name: name, title: name, key: key, columns: columns, location: located(0))
    }

    // MARK: - What every situation has

    private static let third = Tree.arithmetic("/", .name("x"), .literal(.number(3)))
    private static let later = Tree.shift(.name("d"), isBack: false, Period(months: 1), times: nil)
    private static let part = Tree.arithmetic("/", .name("n"), .literal(.number(3)))
    private static let bands: [(when: Tree, value: Tree)] = [
        (.compare("<", .name("x"), .literal(.number(0))), .name("third")),
        (.compare(">=", .name("y"), .name("x")), .literal(.number(0.5))), (.name("c"), .name("i")),
    ]

    private static let cells: [[String: Value]] = [
        ("A", 1, 0, 0.3, CivilDate(2026, 1, 1), true), ("A", 2, 0.3, 1, CivilDate(2026, 1, 31), false),
        ("B", 1, 0, 3, CivilDate(2026, 2, 28), false), ("B", 3, 3, 7, CivilDate(2024, 2, 29), true),
    ].map { label, rank, low, high, since, strict in
        [
            "label": .text(label), "rank": .number(rank), "low": .number(low), "high": .number(high),
            "since": .date(since), "strict": .boolean(strict),
        ]
    }

    private static let grid = TableDeclaration(
        name: "grid", title: "grid", key: ["label", "rank"],
        columns: [
            Bench.column("label", .text), Bench.column("rank", .integer), Bench.column("low", .decimal),
            Bench.column("high", .decimal), Bench.column("since", .date), Bench.column("strict", .boolean),
        ], rows: cells.map { TableRow(cells: $0, basis: [], location: located(0)) }, location: located(0))

    /// A table without a row.
    private static let empty = TableDeclaration(
        name: "void", title: "void", key: ["rank"],
        columns: [Bench.column("rank", .integer), Bench.column("since", .date)], rows: [], location: located(0))

    /// A quarter that begins with holidays, with a make-up Sunday; then, after a gap, one month of the next year.
    static let days: [(day: CivilDate, isWorkday: Bool)] =
        ((0..<90).compactMap { CivilDate(2026, 1, 1).adding(days: $0) }
        + (0..<31).compactMap { CivilDate(2027, 1, 1).adding(days: $0) }).map { day in
            (day, day == CivilDate(2026, 1, 4) || !day.isWeekend && !(day.month == 1 && day.day <= 3))
        }

    private static let calendar = Dictionary(days.map { ($0.day, $0.isWorkday) }) { first, _ in first }

    /// A number is told at nine decimals.
    private static func told(_ value: Value) -> Value {
        guard case .number(let number) = value, abs(number) < 1e6 else { return value }
        return .number((number * 1e9).rounded() / 1e9)
    }

    /// What a telling leads to, found by the naive evaluator alone.
    static func situation(_ telling: Telling) -> Situation {
        var situation = Situation(
            facts: telling.facts.mapValues(told),
            lists: telling.lists.mapValues { rows in rows.map { $0.mapValues(told) } },
            tables: ["grid": cells, "void": []],
            calendar: calendar)
        if situation.facts["a"] == .boolean(false) { situation.facts["oil"] = nil }
        situation.facts["third"] = Naive(situation).value(third)
        situation.facts["later"] = Naive(situation).value(later)
        situation.facts["grade"] = Naive(situation).value(ofBands: bands)
        situation.lists["vessels"] = situation.lists["vessels"]?.map { row in
            var row = row
            row["part"] = Naive(situation, row: row).value(part)
            return row
        }
        return situation
    }
}
