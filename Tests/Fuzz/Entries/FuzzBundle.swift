import Dabiao

/// The vocabulary of the expressions: a fact of every type, a list, a table.
enum FuzzBundle {
    private static let here = SourceLocation(file: "fuzz.yaml", line: 1, column: 1)

    static let telling = Telling(
        facts: ["a": .boolean(true), "x": .number(2), "d": .date(CivilDate(2026, 1, 31)), "code": .text("A")],
        lists: ["rows": [["n": .number(1), "day": .date(CivilDate(2026, 2, 1))], [:]]])

    static func bundle(rule: String) -> Bundle {
        guard let version = BundleVersion("1.0.0") else { preconditionFailure("1.0.0 is a version") }
        var bundle = Bundle(
            id: "fuzz", version: version, title: "fuzz", subject: .site, sector: "fuzz", department: "fuzz",
            requires: [:])
        bundle.facts = [
            fact("a", .boolean), fact("b", .boolean), fact("x", .decimal, unit: "kg"), fact("i", .integer),
            fact("d", .date), fact("e", .date), fact("word", .text), fact("code", .choice(["A", "B"])),
            fact("risks", .set(["fire", "dust"])),
        ]
        bundle.lists = [
            ListDeclaration(
                name: "rows", title: "rows", key: [], columns: [column("n", .decimal), column("day", .date)],
                location: here)
        ]
        let cells: [String: Value] = ["label": .text("A"), "low": .number(0)]
        bundle.tables = [
            TableDeclaration(
                name: "grid", title: "grid", key: ["label"],
                columns: [column("label", .text), column("low", .decimal)],
                rows: [TableRow(cells: cells, basis: [], location: here)], location: here)
        ]
        bundle.vetoRules = [
            VetoRule(
                id: "rule", title: "rule", rule: ExpressionSource(rule, at: here), basis: [], effect: .advise,
                hazard: .none, remedy: "", span: Span(), cases: [], location: here)
        ]
        return bundle
    }

    private static func fact(_ name: String, _ type: ValueType, unit: String? = nil) -> FactDeclaration {
        FactDeclaration(name: name, title: name, type: type, unit: unit, location: here)
    }

    private static func column(_ name: String, _ type: ValueType) -> ColumnDeclaration {
        ColumnDeclaration(name: name, title: name, type: type, location: here)
    }
}
