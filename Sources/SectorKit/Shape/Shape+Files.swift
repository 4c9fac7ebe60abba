import Dabiao

// The tables of keys: what each file of a bundle may say (design.md, section 3).

extension Shape {
    static let plugin = Shape(
        "plugin.yaml", "plugin.yaml",
        [
            .required("format", .word(["1"])), .required("id", .id), .required("version", .version),
            .required("title", .text), .required("subject", .word(SubjectKind.self)), .optional("sector", .id),
            .required("department", .text), .optional("requires", .dictionary(.leastVersion)),
        ])

    // MARK: facts.yaml

    static let facts = Shape(
        "facts.yaml", "facts.yaml",
        [
            .optional("facts", .list(.mapping(.fact))), .optional("tables", .list(.mapping(.table))),
            .optional("lists", .list(.mapping(.list))), .optional("derived", .list(.mapping(.derived))),
            .optional("parameters", .list(.mapping(.parameter))),
        ])

    static let parameter = Shape(
        "参数", "a parameter",
        typed + [
            .required("title", .text), .optional("min", .decimal), .optional("max", .decimal),
            .required("value", .told), .required("basis", .oneOrMore(.mapping(.citation))),
        ] + days)

    static let band = Shape(
        "分档", "a band",
        [
            .required("when", .expression), .required("value", .expression),
            .optional("basis", .oneOrMore(.mapping(.citation))),
        ] + days)

    static let types = Form.word([
        "boolean", "integer", "decimal", "text", "date", "duration", "choice", "set", "datetime", "ref",
    ])

    private static let typed: [Key] = [
        .required("name", .name), .required("type", types), .optional("of", .oneOrMore(.text)),
        .optional("unit", .text),
    ]

    static let fact = Shape(
        "事实", "a fact",
        typed + [
            .required("title", .text), .optional("min", .decimal), .optional("max", .decimal),
            .optional("when", .expression), .optional("basis", .oneOrMore(.mapping(.citation))),
            .optional("valid_for", .period), .optional("was", .oneOrMore(.name)), .optional("for", .refused(perRow)),
        ] + days)

    private static let perRow = Phrase(
        "事实只关于插件的对象本身：逐行的内容请写成清单的列", "a fact is about the subject itself: what differs by row is a column of a list")

    static let column = Shape(
        "列", "a column",
        typed + [
            .optional("title", .text), .optional("min", .decimal), .optional("max", .decimal),
            .optional("required", .boolean), .optional("is", .expression), .optional("bands", .list(.mapping(.band))),
            .optional("when", .expression), .optional("blank", .word(["never"])), .optional("was", .oneOrMore(.name)),
        ])

    static let tableColumn = Shape(
        "查询表的列", "a column of a table",
        typed + [.optional("title", .text), .optional("min", .decimal), .optional("max", .decimal)])

    static let table = Shape(
        "查询表", "a table",
        [
            .required("name", .name), .optional("title", .text), .required("key", .oneOrMore(.name)),
            .required("columns", .list(.mapping(.tableColumn))),
        ])

    static let list = Shape(
        "清单", "a list",
        [
            .required("name", .name), .required("title", .text), .optional("key", .oneOrMore(.name)),
            .optional("min_rows", .integer), .optional("from", .name), .optional("per", .oneOrMore(.name)),
            .required("columns", .list(.mapping(.column))), .optional("when", .expression),
            .optional("basis", .oneOrMore(.mapping(.citation))), .optional("valid_for", .period),
            .optional("was", .oneOrMore(.name)),
        ] + days + .notYet("for"))

    static let derived = Shape(
        "派生值", "a derived value",
        typed + [
            .optional("title", .text), .optional("is", .expression), .optional("bands", .list(.mapping(.band))),
            .optional("when", .expression), .optional("for", .refused(perRow)),
            .optional("basis", .oneOrMore(.mapping(.citation))), .optional("was", .oneOrMore(.name)),
        ] + days)

    // MARK: Common keys

    static let citation = Shape(
        "依据", "a basis",
        [
            .required("standard", .text), .optional("edition", .text), .optional("clause", .text),
            .required("certainty", .word(Citation.Certainty.self)), .required("force", .word(Citation.Force.self)),
            .optional("of", .word(Citation.Part.self)),
        ])

    /// The days in force, half-open.
    private static let days: [Key] = [.optional("effective", .date), .optional("until", .date)]

    private static let common: [Key] =
        [
            .required("id", .id), .required("title", .text), .required("basis", .oneOrMore(.mapping(.citation))),
            .optional("when", .expression),
        ] + days

    // MARK: checklist/*.yaml

    static let element = Shape(
        "检查表文件", "a checklist file",
        [.required("elements", .dictionary(.text)), .required("items", .list(.mapping(.item)))])

    static let item = Shape(
        "检查项", "a check item",
        common + [
            .required("points", .decimal), .optional("award", .expression), .optional("conforms", .expression),
            .optional("hazard", .word(HazardSeverity.self)), .optional("for", .name),
        ])

    // MARK: veto-rules/*.yaml

    static let vetoRule = Shape(
        "达标否决项", "a veto rule",
        common + [
            .required("rule", .expression), .optional("for", .name), .optional("effect", .word(Effect.self)),
            .optional("hazard", .word(HazardSeverity.self)), .required("remedy", .text),
            .optional("elements", .dictionary(.text)), .optional("warn", .date),
            .optional("cases", .list(.mapping(.ruleCase))),
        ])

    private static let told: [Key] = [
        .optional("name", .text), .optional("on", .date), .optional("facts", .dictionary(.told)),
        .optional("lists", .dictionary(.list(.dictionary(.told)))),
    ]

    static let ruleCase = Shape(
        "否决项用例", "a case of a veto rule", told + [.required("expect", .word(Verdict.self))])

    // MARK: cases/*.yaml

    static let caseFile = Shape(
        "用例文件", "a case file", [.required("cases", .list(.mapping(.bundleCase)))])

    static let bundleCase = Shape(
        "整包用例", "a whole-bundle case",
        [
            .required("name", .text), .required("on", .date), .optional("facts", .dictionary(.told)),
            .optional("lists", .dictionary(.list(.dictionary(.told)))), .optional("answers", .dictionary(.told)),
            .required("expect", .mapping(.expectation)),
        ])

    static let expectation = Shape(
        "预期结果", "what a case expects",
        [
            .optional("derived", .dictionary(.told)), .optional("vetoes", .dictionary(.word(Verdict.self))),
            .optional("score", .decimal), .optional("deadlines", .dictionary(.told)),
        ])

    static let answer = Shape(
        "检查结果", "an answer",
        [
            .required("finding", .word(Finding.self)), .optional("note", .text),
            .optional("evidence", .list(.told)),
        ])

    static let evidence = Shape("佐证材料", "evidence", [.required("file", .text), .optional("sha256", .text)])

    // MARK: obligations.yaml

    static let obligations = Shape(
        "obligations.yaml", "obligations.yaml", [.required("obligations", .list(.mapping(.obligation)))])

    static let obligation = Shape(
        "周期性义务", "an obligation",
        common + [
            .optional("for", .name), .optional("every", .expression), .optional("anchor", .text),
            .optional("start", .scalarOr(.expression, start)), .optional("within", .timeSpan),
            .optional("due", .expression), .optional("opens", .expression),
            .optional("first", .word(Schedule.Recurrence.First.self)), .optional("roll", .word(Roll.self)),
            .optional("discharge", .oneOrMore(discharge)), .required("remind", .oneOrMore(rung)),
            .optional("overdue", .oneOrMore(rung)), .optional("by", .text), .optional("to", .oneOrMore(.text)),
            .optional("late", .word(Obligation.Lateness.self)), .optional("pause", .expression),
            .optional("extend", .mapping(extending)), .optional("open", .word(["recompute"])),
            .optional("cases", .list(.mapping(.dutyCase))), .optional("warn", .refused(announced)),
        ])

    private static let announced = Phrase(
        "预告只用于否决项；义务从“effective”起开立，由自己的提醒阶梯告知",
        "a veto rule is announced before it is in force; an obligation opens on its 'effective' day, and its own ladder tells"
    )

    static let dutyCase = Shape(
        "义务用例", "a case of an obligation",
        [
            .optional("name", .text), .required("on", .date), .optional("facts", .dictionary(.told)),
            .optional("lists", .dictionary(.list(.dictionary(.told)))), .required("expect", .told),
        ])

    static let start = Form.either([
        ("event", Shape("按事件起算", "a start by an event", [.required("event", .text)])),
        ("change", Shape("按变化起算", "a start by a change", [.required("change", .oneOrMore(.name))])),
    ])

    static let rung = Form.scalarOr(
        .period,
        .mapping(
            Shape(
                "一档提醒", "a rung of a ladder", [.required("after", .period), .required("to", .oneOrMore(.text))])))

    static let extending = Shape(
        "延期", "an extension",
        [.required("by", .timeSpan), .required("times", .integer), .required("who", .text)])

    static let discharge = Form.either([
        ("fact", Shape("按事实履行", "a discharge by a fact", [.required("fact", .reference)])),
        ("column", Shape("按列履行", "a discharge by a column", [.required("column", .name)])),
        (
            "register",
            Shape(
                "按登记履行", "a discharge by a register",
                [
                    .required("register", .name), .optional("where", .expression), .optional("sum", .expression),
                    .optional("reaches", .expression),
                ])
        ),
        ("event", Shape("按事件履行", "a discharge by an event", [.required("event", .text)])),
    ])
}
