import Dabiao

/// The plugins of a life: one that stands in for Common, one about enterprises, and one of another sector about sites.
struct LifePlugins {
    let folder: PluginFolder
    private let schedule: LifeSchedule
    private var version = 0
    /// The duties in force, by plugin.
    private(set) var duties: [String: [LifeDuty]] = [:]

    init(keeping count: Int, _ seed: inout Seed) throws {
        folder = try PluginFolder()
        schedule = LifeSchedule(keeping: count, &seed)
        let common = schedule.commonDuties(&seed)
        duties = ["common": common]
        let files = [
            "facts.yaml": Self.common, "veto-rules/too-many.yaml": Self.tooMany,
            "obligations.yaml": Self.yaml(common),
        ]
        try folder.write("common", files.merging(Self.tables) { $1 })
        try upgrade(&seed)
    }

    /// Months of the periods of duties that keep them for good.
    var steady: [(id: String, months: Int, isByCalendar: Bool)] { schedule.steady }

    /// The version of a duty that holds on a day.
    func duty(_ id: String, of bundle: String, on today: CivilDate) -> LifeDuty? {
        duties[bundle]?.last { $0.id == id && $0.effective ?? .earliest <= today }
    }

    /// Whether another version of a duty begins after one day and by another.
    func turns(between day: CivilDate, and today: CivilDate) -> Bool {
        duties.values.joined().compactMap(\.effective).contains { $0 > day && $0 <= today }
    }

    /// Writes the next version of both plugins.
    mutating func upgrade(_ seed: inout Seed) throws {
        version += 1
        duties["works"] = schedule.duties(&seed)
        duties["yards"] = schedule.siteDuties(&seed)
        try folder.write(
            "works", version: "1.\(version).0", requires: "common", sector: "shops",
            ["facts.yaml": Self.works, "obligations.yaml": Self.yaml(duties["works"] ?? [])])
        try folder.write(
            "yards", version: "1.\(version).0", subject: "site", requires: "common", sector: "yards",
            ["facts.yaml": Self.yards, "obligations.yaml": Self.yaml(duties["yards"] ?? [])])
    }

    private static func yaml(_ duties: [LifeDuty]) -> String {
        "obligations:\n" + duties.map(\.yaml).joined()
    }

    private static let common = """
        facts:
          - {name: workers, title: 人数, type: integer, min: 0}
          - {name: assessed_on, title: 评估日, type: date}
        tables:
          - name: districts
            title: 区
            key: [name]
            columns: [{name: name, title: 名称, type: text}, {name: code, title: 代码, type: text}, {name: alias, title: 别名, type: text}]
          - name: sectors
            title: 行业
            key: [id]
            columns: [{name: id, title: 标识, type: text}, {name: title, title: 名称, type: text}]
        """

    private static let tables = [
        "tables/districts.csv": """
        name,code,alias,standard,edition,clause,certainty,force
        东区,,,试验标准,,,recalled,recommended
        西区,,,试验标准,,,recalled,recommended
        """,
        "tables/sectors.csv": """
        id,title,standard,edition,clause,certainty,force
        shops,商店,试验标准,,,recalled,recommended
        yards,场站,试验标准,,,recalled,recommended
        others,其他,试验标准,,,recalled,recommended
        """,
    ]

    private static let tooMany = """
        id: too-many
        title: 人太多
        rule: workers > 5
        basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
        hazard: none
        remedy: 减少人数
        """

    private static let works =
        "facts:\n"
        + [
            "began_on", "tested_on", "filed_on", "trained_on", "found_on", "mended_on", "reviewed_on", "drilled_on",
            "licence_until",
        ]
        .map { "  - {name: \($0), title: \($0), type: date}\n" }.joined()
        + ["large", "closed", "stopped"].map { "  - {name: \($0), title: \($0), type: boolean}\n" }.joined()
            + """
              - {name: ohm, title: 电阻, type: decimal, unit: ohm, valid_for: P10M}
            lists:
              - name: trainings
                title: 培训记录
                key: number
                columns: [{name: number, title: 编号, type: text}, {name: date, title: 日期, type: date}, {name: hours, title: 学时, type: decimal}]
            """

    private static let yards = """
        facts:
          - {name: resting, title: 停用, type: boolean}
          - {name: reported_on, title: 报告日, type: date}
        lists:
          - name: vessels
            title: 容器
            key: serial
            columns:
              - {name: serial, title: 编号, type: text}
              - {name: months, title: 周期, type: integer}
              - {name: inspected_on, title: 检验日, type: date}
              - {name: from_on, title: 启用日, type: date}
              - {name: checked_on, title: 检查日, type: date}
        """
}
