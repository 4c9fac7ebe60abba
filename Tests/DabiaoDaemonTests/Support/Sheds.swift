import DabiaoControl
import Foundation

@testable import DabiaoDaemon

/// A town with a plugin of its own about enterprises: facts that expire, a list, a derived value and a duty.
struct Sheds {
    let plugins: PluginFolder
    let town: Town

    static let usual = """
        facts:
          - {name: workers, title: 人数, type: integer, min: 0}
          - {name: measured_ohm, title: 接地电阻, type: decimal, unit: ohm, valid_for: P6M}
        lists:
          - name: tanks
            title: 罐
            key: serial
            columns: [{name: serial, title: 编号, type: text}, {name: volume, title: 容积, type: decimal, unit: m3}]
        derived:
          - {name: too_high, title: 电阻过大, type: boolean, is: measured_ohm > 10}
          - {name: total_m3, title: 总容积, type: decimal, unit: m3, is: "sum(tanks WHERE volume > 1, volume)"}
        """

    init(_ facts: String = usual, at time: String = "2026-01-10T12:00:00") async throws {
        plugins = try PluginFolder()
        try plugins.writeCommon()
        try Self.write(facts, version: "1.0.0", to: plugins)
        town = try await Town(at: time, plugins: [plugins.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
    }

    /// Puts another version of the plugin in force.
    func upgrade(_ facts: String, version: String, rules: [String: String]? = nil) async throws {
        try Self.write(facts, version: version, to: plugins, rules: rules)
        try await town.host.load()
    }

    private static func write(
        _ facts: String, version: String, to plugins: PluginFolder, rules: [String: String]? = nil
    )
        throws
    {
        let files = ["facts.yaml": facts, "obligations.yaml": duty].merging(rules ?? self.rules) { $1 }
        try plugins.write("sheds", version: version, requires: "common", sector: "shops", files)
        try plugins.write("sheds-reader", requires: "sheds", sector: "shops", reader)
    }

    static let rules = ["veto-rules/earth.yaml": rule("earth", "too_high", cases: "measured_ohm: 11")]

    /// Reads the other plugin's derived value.
    private static let reader = [
        "veto-rules/far.yaml": rule("far", "sheds.too_high", cases: nil)
    ]

    static func rule(_ id: String, _ condition: String, cases: String?) -> String {
        """
        id: \(id)
        title: 试验
        rule: \(condition)
        basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
        hazard: none
        remedy: 整改
        \(cases.map { "cases: [{name: 用例, facts: {\($0)}, expect: triggered}]" } ?? "")
        """
    }

    static let duty = """
        obligations:
          - id: measure-again
            title: 重测接地电阻
            when: NOT known(measured_ohm)
            every: P1Y
            anchor: calendar
            first: running
            discharge: [{register: assessments, where: "kind = 'recheck'"}]
            remind: [P30D]
            overdue: [P7D]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
        """

    // MARK: - What is asked

    @discardableResult
    func tell(_ facts: String, _ kind: String = "self-review", on date: String) async throws
        -> AssessmentInterface.SubmitReply
    {
        try await town.submit("sheds", facts, kind: kind, on: date)
    }

    func verdict(_ rule: String = "earth", on: String? = nil, known: String? = nil) async throws
        -> VetoInterface.Verdict?
    {
        let request = VetoInterface.EvaluateRequest(
            enterprise: Town.code, site: nil, bundle: nil, on: on, known: known)
        return try await Vetoes(office: town.office).evaluate(request).vetoes.first { $0.id == rule }
    }

    func explanation(_ rule: String = "earth", on: String? = nil, known: String? = nil) async throws
        -> VetoInterface.Explanation?
    {
        let request = VetoInterface.ExplainRequest(
            enterprise: Town.code, site: nil, bundle: nil, rule: rule, on: on, known: known)
        return try await Vetoes(office: town.office).explain(request).explanations.first
    }

    func value(_ name: String, on: String? = nil, known: String? = nil) async throws -> VetoInterface.Value? {
        let request = VetoInterface.ExplainValueRequest(
            enterprise: Town.code, site: nil, bundle: "sheds", name: name, on: on, known: known)
        return try await Values(office: town.office).explain(request).values.first
    }

    func show(_ id: Int, on: String? = nil, known: String? = nil) async throws -> AssessmentInterface.ShowReply {
        let request = AssessmentInterface.ShowRequest(id: id, on: on, known: known)
        return try await AssessmentRegister(office: town.office).show(request)
    }
}
