import Dabiao

/// Reads the keys that make the deadlines of a duty, and which of them go together.
struct ScheduleReader {
    let fields: Fields
    let draft: BundleDraft
    private var log: DiagnosticLog { draft.log }

    init(fields: Fields, draft: BundleDraft) {
        self.fields = fields
        self.draft = draft
    }

    /// The schedule; nil, with a diagnostic, where the keys make none.
    func schedule() -> Schedule? {
        if fields.has("every") { return recurring() }
        if fields.has("within") { return once() }
        guard fields.has("due") else {
            log.error(
                at: fields.location, "没有写期限：every、within 或 due", "nothing makes a deadline: write every, within or due")
            return nil
        }
        refuse(["anchor", "start", "first"], with: "due")
        // A date that stands on a paper is neither stopped nor put off, and what is done about it is another date.
        refuse(["pause", "extend", "discharge", "late"], with: "due")
        return fields.expression("due").map {
            .expiry(due: $0, opens: fields.expression("opens"), roll: fields.word("roll"))
        }
    }

    private func once() -> Schedule? {
        refuse(["anchor", "due", "opens", "first"], with: "within")
        require("start", with: "within")
        guard let start = start(), let within = fields.text("within").flatMap(Scalar.timeSpan) else { return nil }
        if case .workdays = within, fields.has("roll") {
            log.error(at: fields.location(of: "roll"), "按工作日计的期限不顺延", "a count of workdays never rolls")
        }
        return .once(start: start, within: within, roll: fields.word("roll"))
    }

    private func recurring() -> Schedule? {
        refuse(["within"], with: "every")
        require("anchor", with: "every")
        guard let every = every(), let anchor = anchor() else { return nil }
        switch anchor.value {
        case .calendar:
            refuse(["start"], with: "anchor: calendar")
            if let every = every.value, !NominalPeriods.divideTheYear(every) {
                log.error(
                    at: fields.location(of: "every"), "按日历的周期应为 P1M、P2M、P3M、P4M、P6M 或 P1Y",
                    "periods of the calendar are P1M, P2M, P3M, P4M, P6M or P1Y")
            }
        case .fixed, .discharge, nil:
            require("start", with: "anchor: \(fields.text("anchor") ?? "")")
        }
        if anchor.value == .discharge || anchor.value == nil, fields.text("late") == Obligation.Lateness.misses.rawValue
        {
            log.error(
                at: fields.location(of: "late"), "“late: misses”只用于按日历或固定起算的周期：错过后没有下一期的起点",
                "'late: misses' is for calendar and fixed periods: nothing would start the next one")
        }
        return .recurring(
            Schedule.Recurrence(
                every: every, anchor: anchor, start: start(), due: fields.expression("due"),
                opens: fields.expression("opens"), first: fields.word("first") ?? .next, roll: fields.word("roll")))
    }

    private func every() -> Given<Period>? {
        guard let text = fields.text("every"), let source = fields.expression("every") else { return nil }
        if let period = Scalar.period(text) { return .value(period) }
        if let shorter = Self.shorterThanADay(text) {
            log.error(
                at: fields.location(of: "every"),
                "周期“\(text)”短于一天（\(shorter)），不是有期限的义务：日期是民用日，作业中的检测、交接班等记在台账或检查表里",
                "the period '\(text)' is shorter than a day: deadlines are civil days. What returns within a shift "
                    + "belongs into a ledger or the checklist")
            return nil
        }
        return .expression(source)
    }

    /// What ISO 8601 says of hours, minutes and seconds, and what people call shifts; nil for anything else.
    private static func shorterThanADay(_ text: String) -> String? {
        let words = ["shift", "hour", "hours", "minute", "minutes", "hourly"]
        if words.contains(where: { text.split(separator: " ").map(String.init).contains($0) }) { return text }
        return text.hasPrefix("PT") && text.dropFirst(2).contains(where: \.isNumber) ? text : nil
    }

    private func anchor() -> Given<Schedule.Recurrence.Anchor>? {
        guard let text = fields.text("anchor"), let source = fields.expression("anchor") else { return nil }
        if let anchor = Schedule.Recurrence.Anchor(rawValue: text) { return .value(anchor) }
        let words = Schedule.Recurrence.Anchor.allCases.map(\.rawValue)
        let parameters = draft.bundle.parameters.map(\.name)
        if text.contains(".") || draft.excusal.covers(text) { return .expression(source) }
        guard let parameter = draft.bundle.parameters.first(where: { $0.name == text }) else {
            log.error(
                at: fields.location(of: "anchor"),
                .unknown(Phrase("起算方式或参数", "anchor or parameter"), text, among: words + parameters))
            return nil
        }
        guard case .choice(let values) = parameter.type, Set(values).isSubset(of: words) else {
            log.error(
                at: fields.location(of: "anchor"), "参数“\(text)”应为选项类型，取值只能是 \(words.joined(separator: "、"))",
                "the parameter '\(text)' must be a choice of \(words.joined(separator: ", "))")
            return nil
        }
        return .expression(source)
    }

    // MARK: - Start

    private func start() -> Schedule.Start? {
        guard let node = fields.node["start"] else { return nil }
        guard case .mapping = node.content else { return fields.expression("start").map { .date($0) } }
        let fields = Fields(node: node)
        if fields.has("event") { return EventReader(draft: draft).name(fields).map { .event($0) } }
        let names = fields.elements("change").compactMap { change($0) }
        return names.isEmpty ? nil : .change(names)
    }

    /// A told fact or list; derived values change with what they are derived from.
    private func change(_ node: YAMLNode) -> String? {
        guard let name = node.text else { return nil }
        let bundle = draft.bundle
        let known = bundle.facts.map(\.name) + bundle.lists.filter { $0.from == nil }.map(\.name)
        if known.contains(name) || draft.excusal.covers(name) { return name }
        if bundle.derived.contains(where: { $0.name == name }) || bundle.lists.contains(where: { $0.name == name }) {
            log.error(
                at: node.location, "“\(name)”是推算的，它的变化不单独记录：请写它所依据的填报事实或清单",
                "'\(name)' is derived and no change of it is told: write the told facts or lists that it rests on")
        } else {
            log.error(at: node.location, .unknown(Phrase("事实或清单", "fact or list"), name, among: known))
        }
        return nil
    }

    private func refuse(_ keys: [String], with other: String) {
        for key in keys where fields.has(key) {
            log.error(at: fields.location(of: key), "“\(other)”不与“\(key)”同写", "'\(key)' does not go with '\(other)'")
        }
    }

    private func require(_ key: String, with other: String) {
        guard !fields.has(key) else { return }
        log.error(at: fields.location, "“\(other)”还要写“\(key)”", "'\(other)' needs '\(key)'")
    }
}

/// Reads what happens and starts or discharges duties.
struct EventReader {
    let draft: BundleDraft

    /// The name under `event:`; nil, with a diagnostic, where it is none.
    func name(_ fields: Fields) -> DutyEvent.Name? {
        guard let text = fields.text("event") else { return nil }
        if let name = DutyEvent.Name(text) { return name }
        draft.log.error(
            at: fields.location(of: "event"), "事件应写成一个名字，或“义务标识.discharged”，写的是“\(text)”",
            "an event is a name, or 'OBLIGATION.discharged'; found '\(text)'")
        return nil
    }
}
