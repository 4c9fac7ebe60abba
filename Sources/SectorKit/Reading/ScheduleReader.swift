import Dabiao

/// Reads the keys that make the deadlines of a duty, and which of them go together.
struct ScheduleReader {
    let fields: Fields
    let log: DiagnosticLog

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
        return fields.expression("due").map {
            .expiry(due: $0, opens: fields.expression("opens"), roll: fields.word("roll"))
        }
    }

    private func once() -> Schedule? {
        refuse(["anchor", "due", "opens", "first"], with: "within")
        require("start", with: "within")
        guard let start = fields.expression("start"), let within = fields.text("within").flatMap(Scalar.timeSpan)
        else { return nil }
        if case .workdays = within, fields.has("roll") {
            log.error(at: fields.location(of: "roll"), "按工作日计的期限不顺延", "a count of workdays never rolls")
        }
        return .once(start: start, within: within, roll: fields.word("roll"))
    }

    private func recurring() -> Schedule? {
        refuse(["within"], with: "every")
        require("anchor", with: "every")
        guard let every = fields.period("every"), let anchor: Schedule.Recurrence.Anchor = fields.word("anchor")
        else { return nil }
        switch anchor {
        case .calendar:
            refuse(["start"], with: "anchor: calendar")
            if !NominalPeriods.divideTheYear(every) {
                log.error(
                    at: fields.location(of: "every"), "按日历的周期应为 P1M、P2M、P3M、P4M、P6M 或 P1Y",
                    "periods of the calendar are P1M, P2M, P3M, P4M, P6M or P1Y")
            }
        case .fixed, .discharge:
            require("start", with: "anchor: \(anchor.rawValue)")
        }
        return .recurring(
            Schedule.Recurrence(
                every: every, anchor: anchor, start: fields.expression("start"), due: fields.expression("due"),
                opens: fields.expression("opens"), first: fields.word("first") ?? .next, roll: fields.word("roll")))
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
