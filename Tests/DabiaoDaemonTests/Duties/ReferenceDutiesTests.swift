import Dabiao
import DabiaoStore
import SectorKit
import Testing

@testable import DabiaoDaemon

/// One duty of each kind that the standards of the five sectors and the regime know: read, linted and planned.
@Suite("Every kind of periodic duty", .timeLimit(.minutes(2)))
struct ReferenceDutiesTests {
    /// The days of what is open or done of each, on 24 November 2026.
    static let expected: [(duty: String, occurrences: [String])] = [
        ("topical-training", ["open 2027-03-10"]),
        ("site-plan-drill", ["done 2026-09-10", "open 2027-02-28"]),
        ("drill-review", ["open 2026-09-14"]),
        ("lead-group", ["open 2027-06-30"]),
        ("quarterly-report", ["open 2027-01-15", "open 2027-04-15"]),
        ("yearly-report", ["open 2027-01-31", "open 2028-01-31"]),
        ("mid-year-report", ["open 2027-06-30"]),
        ("plan-filing", ["open 2026-12-18"]),
        ("hazard-filing", ["open 2026-12-07"]),
        ("sis-proof-test", ["open 2027-07-31"]),
        ("lightning-test", ["open 2026-12-30"]),
        ("earthing-test", ["open 2027-01-15", "open 2027-07-15"]),
        ("licence", ["open 2028-05-20"]),
        ("vessel-inspection", ["A open 2029-05-01", "B open 2032-05-01"]),
        ("appointed-training", ["A open 2027-03-01"]),
        ("yearly-hours", ["done 2026-12-31", "open 2027-12-31"]),
        ("re-assessment", ["open 2026-12-21"]),
        ("contract-notice", ["open 2026-11-30"]),
        ("weekly-check", ["open 2026-12-01"]),
        ("daily-pledge", ["open 2026-11-24", "open 2026-11-25", "open 2026-11-26"]),
        ("five-year-review", ["open 2027-01-04"]),
    ]

    @Test("The YAML of each is read, linted and planned to its day")
    func planned() async throws {
        let (town, _) = try await Self.town()
        for (duty, wanted) in Self.expected {
            // What had to be asked for before it was told is over.
            let all = try await town.occurrences("kinds", duty).filter { $0.terms.missing == nil }
            let found = all.map { occurrence in
                let row = occurrence.identity.rowKey
                let day = occurrence.terms.due?.description ?? "?"
                return "\(row.isEmpty ? "" : row + " ")\(occurrence.state.rawValue) \(day)"
            }
            #expect(found.sorted() == wanted.sorted(), "\(duty)")
        }
        let duties = try await town.occurrences("kinds").map(\.identity.obligation)
        #expect(Set(duties) == Set(Self.expected.map(\.duty)))
    }

    @Test("A fact that is missing is asked for by its name, in whatever expression it stands")
    func missing() async throws {
        let (town, _) = try await Self.town(facts: "{}", history: [])
        let asked = try await town.occurrences("kinds").filter { $0.state == .undetermined }
        let names = Dictionary(asked.map { ($0.identity.obligation, $0.terms.missing ?? []) }) { $0 + $1 }
        #expect(names["sis-proof-test"] == ["proof_test_months", "sis_tested_on"])
        #expect(names["lightning-test"] == ["explosive", "lightning_tested_on"])
        #expect(names["vessel-inspection"] == ["vessels"])
        #expect(names["licence"] == ["licence_expires_on"])
        #expect(names.values.allSatisfy { !$0.isEmpty && !$0.contains("?") })
        // What has not happened is not missing.
        #expect(names["drill-review"] == nil && names["contract-notice"] == nil && names["re-assessment"] == nil)
    }

    @Test(
        "What returns within a day is no duty with a deadline, and lint says where it belongs",
        arguments: [
            ("every: shift", "'shift' is shorter than a day"),  // cleaning in each shift
            ("every: PT15M", "'PT15M' is shorter than a day"),  // a reading every 15 minutes
            ("every: PT2H", "'PT2H' is shorter than a day"),  // a record every two hours
            ("within: PT1H", "'within' must be a period (as P30D)"),  // an accident is told within the hour
            ("within: PT30M", "'within' must be a period (as P30D)"),  // a gas test before entry
        ])
    func tooShort(key: String, message: String) throws {
        let yaml = """
            obligations:
              - id: short
                title: 一项
                \(key)
                start: trained_on
                \(key.hasPrefix("every") ? "anchor: fixed" : "")
                discharge: {fact: trained_on}
                remind: P1D
                basis: [{standard: 试验标准, certainty: recalled, force: law}]
            """
        let folder = try PluginFolder()
        try folder.write("short", ["facts.yaml": Self.facts, "obligations.yaml": yaml])
        let source = try BundleSource(directory: folder.path + "/short")
        let texts = BundleReader.read(source).diagnostics.map { $0.text(.english) }
        #expect(texts.contains { $0.contains(message) }, "\(texts)")
    }

    // MARK: - The town

    static func town(facts: String? = nil, history: [(String, String)]? = nil) async throws -> (Town, PluginFolder) {
        let folder = try PluginFolder()
        try folder.writeCommon()
        try folder.write("kinds", ["facts.yaml": Self.facts, "obligations.yaml": obligations])
        let town = try await Town(at: "2026-11-24T12:00:00", plugins: [folder.path])
        let found = town.office.catalogue.found.flatMap(\.diagnostics).map { $0.text(.english) }
        try #require(found.isEmpty, "\(found)")
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        for (date, telling) in history ?? [
            ("2026-11-01", #"{"facts": {"hazard_level": 3, "drilled_on": "2026-03-10"}}"#)
        ] {
            try await town.submit("kinds", telling, kind: "spot-check", on: date)
        }
        if history == nil {
            let contracted = try #require(DutyEvent.Name("contracted"))
            try await town.office.store.write { transaction in
                let id = try transaction.enterprise(named: Town.code).id
                let event = DutyEvent(date: CivilDate(2026, 11, 23), source: "application:1")
                try transaction.append(event, named: contracted, of: id, at: 0)
            }
            // What has changed since is known for an earlier day than the rest.
            try await town.submit("kinds", #"{"facts": {"hazard_level": 2}}"#, kind: "spot-check", on: "2026-11-20")
        }
        try await town.submit("kinds", facts ?? told, kind: "spot-check", on: "2026-11-24")
        return (town, folder)
    }

    static let told = """
        {"facts": {"trained_on": "2026-03-10", "drilled_on": "2026-08-31", "published_on": "2026-11-20",
          "reported_on": "2026-11-21", "proof_test_months": 18, "sis_tested_on": "2026-01-31", "explosive": true,
          "lightning_tested_on": "2026-06-30", "earthing_from": "2026-07-15", "licence_expires_on": "2028-05-20",
          "checked_on": "2026-11-24", "pledging_from": "2026-11-23", "standard_effective_on": "2022-01-01"},
         "lists": {
          "vessels": [{"serial": "A", "months": 36, "inspected_on": "2026-05-01"},
            {"serial": "B", "months": 72, "inspected_on": "2026-05-01"}],
          "people": [{"number": "A", "appointed_on": "2026-08-30"}],
          "trainings": [{"number": "1", "date": "2026-02-01", "hours": 8}, {"number": "2", "date": "2026-06-05", "hours": 4.5}]}}
        """

    static let facts = """
        parameters:
          - {name: earthing_every, title: 静电接地检测间隔, type: duration, value: P6M, basis: [{standard: 试验标准, certainty: unconfirmed, force: recommended}]}
          - {name: earthing_anchor, title: 起算方式, type: choice, of: [calendar, fixed, discharge], value: fixed, basis: [{standard: 试验标准, certainty: unconfirmed, force: recommended}]}
          - {name: yearly_hours, title: 每年再培训学时, type: integer, value: 12, basis: [{standard: 试验标准, certainty: recalled, force: law}]}
        facts:
          - {name: trained_on, title: 培训日, type: date}
          - {name: drilled_on, title: 演练日, type: date}
          - {name: reviewed_on, title: 评估日, type: date}
          - {name: met_on, title: 会议日, type: date}
          - {name: published_on, title: 预案公布日, type: date}
          - {name: filed_on, title: 备案日, type: date}
          - {name: reported_on, title: 报告完成日, type: date}
          - {name: proof_test_months, title: 测试间隔（月）, type: integer, min: 1}
          - {name: sis_tested_on, title: 测试日, type: date}
          - {name: explosive, title: 爆炸危险场所, type: boolean}
          - {name: lightning_tested_on, title: 防雷检测日, type: date}
          - {name: earthing_from, title: 接地检测起算日, type: date}
          - {name: earthed_on, title: 接地检测日, type: date}
          - {name: licence_expires_on, title: 许可证有效期, type: date}
          - {name: hazard_level, title: 重大危险源级别, type: integer}
          - {name: assessed_on, title: 评估日, type: date}
          - {name: noticed_on, title: 通报日, type: date}
          - {name: checked_on, title: 排查日, type: date}
          - {name: pledging_from, title: 承诺起始日, type: date}
          - {name: pledged_on, title: 承诺日, type: date}
          - {name: standard_effective_on, title: 标准实施日, type: date}
        lists:
          - name: vessels
            title: 容器
            key: serial
            columns:
              - {name: serial, title: 编号, type: text}
              - {name: months, title: 检验周期（月）, type: integer}
              - {name: inspected_on, title: 上次检验日, type: date}
          - name: people
            title: 人员
            key: number
            columns:
              - {name: number, title: 编号, type: text}
              - {name: appointed_on, title: 任职日, type: date}
              - {name: passed_on, title: 考核合格日, type: date}
          - name: trainings
            title: 培训记录
            key: number
            columns:
              - {name: number, title: 编号, type: text}
              - {name: date, title: 日期, type: date}
              - {name: hours, title: 学时, type: decimal}
        """

    private static func duty(_ id: String, _ keys: String) -> String {
        "  - id: \(id)\n    title: \(id)\n"
            + keys.split(separator: "\n").map { "    \($0.trimmingPrefix { $0 == " " })\n" }.joined()
            + "    remind: [P30D, {after: P7D, to: district}]\n    overdue: [P1D, {after: P7D, to: [district, city-department]}]\n"
            + "    basis: [{standard: 试验标准, certainty: recalled, force: law}]\n"
    }

    static let obligations =
        "obligations:\n"
        + [
            ("topical-training", "every: P1Y\nanchor: discharge\nstart: trained_on\ndischarge: {fact: trained_on}"),
            ("site-plan-drill", "every: P6M\nanchor: discharge\nstart: drilled_on\ndischarge: {fact: drilled_on}"),
            (
                "drill-review",
                "start: {event: site-plan-drill.discharged}\nwithin: 10 workdays\ndischarge: {fact: reviewed_on}"
            ),
            ("lead-group", "every: P6M\nanchor: calendar\ndischarge: {fact: met_on}"),
            (
                "quarterly-report",
                "every: P3M\nanchor: calendar\nfirst: running\ndue: period_end + P15D\ndischarge: {fact: filed_on}"
            ),
            (
                "yearly-report",
                "every: P1Y\nanchor: calendar\nfirst: running\ndue: period_end + P31D\ndischarge: {fact: filed_on}"
            ),
            (
                "mid-year-report",
                "every: P1Y\nanchor: calendar\ndue: period_start + P6M - P1D\nroll: previous-workday\ndischarge: {fact: filed_on}"
            ),
            ("plan-filing", "start: published_on\nwithin: 20 workdays\ndischarge: {fact: filed_on}"),
            ("hazard-filing", "start: reported_on\nwithin: P15D\ndischarge: {fact: filed_on}"),
            (
                "sis-proof-test",
                "every: proof_test_months * P1M\nanchor: discharge\nstart: sis_tested_on\ndischarge: {fact: sis_tested_on}"
            ),
            (
                "lightning-test",
                "every: if(explosive, P6M, P1Y)\nanchor: discharge\nstart: lightning_tested_on\ndischarge: {fact: lightning_tested_on}"
            ),
            (
                "earthing-test",
                "every: earthing_every\nanchor: earthing_anchor\nstart: earthing_from\ndischarge: {fact: earthed_on}"
            ),
            ("licence", "due: licence_expires_on\nopens: licence_expires_on - P3M"),
            (
                "vessel-inspection",
                "for: vessels\nevery: months * P1M\nanchor: discharge\nstart: inspected_on\ndischarge: {column: inspected_on}"
            ),
            ("appointed-training", "for: people\nstart: appointed_on\nwithin: P6M\ndischarge: {column: passed_on}"),
            (
                "yearly-hours",
                "every: P1Y\nanchor: calendar\nfirst: running\ndischarge: {register: trainings, sum: hours, reaches: yearly_hours}"
            ),
            ("re-assessment", "start: {change: [hazard_level]}\nwithin: P30D\ndischarge: {fact: assessed_on}"),
            (
                "contract-notice",
                "start: {event: contracted}\nwithin: 5 workdays\ndischarge: {fact: noticed_on}\nby: review-body\nto: [district]"
            ),
            ("weekly-check", "every: P1W\nanchor: discharge\nstart: checked_on\ndischarge: {fact: checked_on}"),
            (
                "daily-pledge",
                "every: P1D\nanchor: fixed\nstart: pledging_from\nlate: misses\ndischarge: {fact: pledged_on}"
            ),
            ("five-year-review", "start: standard_effective_on\nwithin: P5Y\ndischarge: {fact: reviewed_on}"),
        ].map { duty($0.0, $0.1) }.joined()
}
