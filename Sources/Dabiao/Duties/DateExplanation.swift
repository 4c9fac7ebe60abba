/// One step on the way to a due day.
public struct DateStep: Hashable, Sendable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// What it counts from.
        case start
        /// The nominal period.
        case period
        /// The day that the schedule gives.
        case due
        /// The days that are not worked, and where the day went.
        case roll
        case pause
        case extended
        /// An older version of the obligation gave another day, which stays.
        case kept
        /// The calendar of that year is not published.
        case provisional
        /// What must be told before there is a day.
        case missing
    }

    public let kind: Kind
    /// The day reached; nil where there is none yet.
    public let day: CivilDate?
    public let text: Phrase

    init(_ kind: Kind, _ day: CivilDate?, _ zh: String, _ en: String) {
        self.kind = kind
        self.day = day
        text = Phrase(zh, en)
    }
}

/// How an occurrence came by its due day, step by step.
public struct DateExplanation {
    private let obligation: Obligation
    private let facts: DutyFacts
    private let calendar: WorkCalendar
    private let occurrence: RecordedOccurrence
    private(set) var steps: [DateStep] = []

    /// - Parameter deadline: what the obligation's own `due:` and `opens:` give for a period.
    public static func steps(
        of occurrence: RecordedOccurrence, _ obligation: Obligation, facts: DutyFacts, calendar: WorkCalendar,
        deadline: (NominalPeriod) throws -> DutyDeadline
    ) rethrows -> [DateStep] {
        var explanation = DateExplanation(
            obligation: obligation, facts: facts, calendar: calendar, occurrence: occurrence)
        try explanation.explain(deadline)
        return explanation.steps
    }

    private init(
        obligation: Obligation, facts: DutyFacts, calendar: WorkCalendar, occurrence: RecordedOccurrence
    ) {
        self.obligation = obligation
        self.facts = facts
        self.calendar = calendar
        self.occurrence = occurrence
    }

    private mutating func explain(_ deadline: (NominalPeriod) throws -> DutyDeadline) rethrows {
        if let missing = occurrence.terms.missing {
            let names = missing.joined(separator: ", ")
            return add(.missing, nil, "缺少 \(names)，期限无法确定", "\(names) must be told before there is a due day")
        }
        let nominal: NominalOccurrence? =
            switch (obligation.schedule, occurrence.key) {
            case (.recurring(let recurrence), .starting(let start)):
                try period(recurrence, from: start, deadline)
            case (.once(let start, let span, _), .starting(let day)): once(start, span, from: day)
            case (.expiry(let source, _, _), .numbered(let number)): expiry(source, number)
            default: nil
            }
        guard let nominal else { return keep() }
        roll(nominal)
        var due = ReckonedDay(nominal.due, isProvisional: nominal.isProvisional)
        for move in occurrence.moves { due = moved(due, by: move) }
        if due.date != occurrence.terms.due { return keep() }
        if due.isProvisional {
            add(.provisional, due.date, "该年放假安排尚未公布，日期暂定", "that year's calendar is not published: the day may move")
        }
    }

    private mutating func add(_ kind: DateStep.Kind, _ day: CivilDate?, _ zh: String, _ en: String) {
        steps.append(DateStep(kind, day, zh, en))
    }

    private mutating func keep() {
        let day = occurrence.terms.due
        let text = day?.description ?? ""
        add(
            .kept, day, "开立或结束时的期限是 \(text)，此后的版本、事实或日历没有再改动它",
            "its due day was \(text) when it was opened or ended; what came later left it as it was")
    }
}

// MARK: - What the schedule gives

extension DateExplanation {
    private mutating func period(
        _ recurrence: Schedule.Recurrence, from start: CivilDate, _ deadline: (NominalPeriod) throws -> DutyDeadline
    ) rethrows -> NominalOccurrence? {
        guard let every = recurrence.every.value ?? facts.every,
            let anchor = recurrence.anchor.value ?? facts.anchor
        else { return nil }
        // Every period from a discharge is the first from that day.
        let origin = anchor == .fixed ? facts.start ?? facts.starts?.max() : start
        guard let periods = NominalPeriods(every: every, anchor: anchor, origin: origin),
            let period = periods.first(from: start, .running), period.start == start
        else { return nil }
        if anchor != .calendar, let origin {
            let source = sentence(of: recurrence.start)
            add(
                .start, origin, "从 \(origin) 起算\(source.zh)，当日不计",
                "counted from \(origin)\(source.en), that day not counted")
        }
        add(
            .period, period.end, "本期 \(period.start) 至 \(period.end)（每 \(every) 一期）",
            "the period from \(period.start) to \(period.end), one every \(every)")
        let given = try deadline(period)
        if let due = given.due, let source = recurrence.due {
            add(.due, due, "期限 \(source.text)：\(due)", "due \(source.text): \(due)")
        }
        return NominalOccurrence(
            in: period, opens: given.opens, due: given.due, roll: obligation.schedule.effectiveRoll, calendar: calendar)
    }

    private mutating func once(_ start: Schedule.Start, _ span: TimeSpan, from day: CivilDate) -> NominalOccurrence? {
        let source = sentence(of: start)
        add(.start, day, "从 \(day) 起算\(source.zh)，当日不计", "counted from \(day)\(source.en), that day not counted")
        let nominal = NominalOccurrence(
            after: day, within: span, roll: obligation.schedule.effectiveRoll, calendar: calendar)
        guard let nominal else { return nil }
        switch span {
        case .period(let period):
            add(
                .due, nominal.nominalDue, "\(period) 内：\(nominal.nominalDue)", "within \(period): \(nominal.nominalDue)"
            )
        case .workdays(let count):
            let days = arranged(after: day, through: nominal.due)
            add(
                .due, nominal.due, "\(count) 个工作日内：\(nominal.due)\(days.zh)",
                "within \(count) workdays: \(nominal.due)\(days.en)")
        }
        return nominal
    }

    private mutating func expiry(_ source: ExpressionSource, _ number: Int) -> NominalOccurrence? {
        guard let due = facts.due else { return nil }
        add(
            .due, due, "\(source.text) 载明的日期：\(due)（第 \(number) 次）",
            "the day that \(source.text) gives: \(due) (#\(number))")
        return NominalOccurrence(
            expiry: due, number: number, opens: facts.opens ?? due, roll: obligation.schedule.effectiveRoll,
            calendar: calendar)
    }

    private func sentence(of start: Schedule.Start?) -> Phrase {
        switch start {
        case .date(let source): Phrase("（\(source.text)）", " (\(source.text))")
        case .event(let name): Phrase("（事件 \(name)）", " (event \(name))")
        case .change(let names):
            Phrase("（\(names.joined(separator: "、")) 发生变化）", " (a change of \(names.joined(separator: ", ")))")
        case nil: Phrase("", "")
        }
    }
}

// MARK: - What moved it

extension DateExplanation {
    private mutating func roll(_ nominal: NominalOccurrence) {
        let (first, last) = (min(nominal.nominalDue, nominal.due), max(nominal.nominalDue, nominal.due))
        guard first < last else { return }
        let rest = days(first, last).compactMap { calendar.day($0) }.filter { $0.kind != .workday }
        let names = rest.map { day in "\(day.date)\(day.name.map { "（\($0)）" } ?? "")" }.joined(separator: "、")
        let isLater = nominal.due > nominal.nominalDue
        add(
            .roll, nominal.due, "\(names)不是工作日，\(isLater ? "顺延" : "提前")到 \(nominal.due)",
            "\(names): not worked, so \(isLater ? "the next" : "the last") workday, \(nominal.due)")
    }

    /// The days between two that are not what their weekday says: holidays, and worked weekends.
    private func arranged(after start: CivilDate, through end: CivilDate) -> Phrase {
        let found = days(start, end).dropFirst().compactMap { calendar.day($0) }
        let off = found.filter { $0.kind == .holiday && !$0.date.isWeekend }.map { "\($0.date)" }
        let on = found.filter { $0.kind == .workday && $0.date.isWeekend }.map { "\($0.date)" }
        let (zhOff, enOff) = off.isEmpty ? ("", "") : ("，放假不计 ", ", not counting ")
        let (zhOn, enOn) = on.isEmpty ? ("", "") : ("，调休上班计入 ", ", counting ")
        return Phrase(
            zhOff + off.joined(separator: "、") + zhOn + on.joined(separator: "、"),
            enOff + off.joined(separator: ", ") + enOn + on.joined(separator: ", "))
    }

    private func days(_ first: CivilDate, _ last: CivilDate) -> [CivilDate] {
        (first.dayNumber...max(first, last).dayNumber).compactMap { CivilDate(dayNumber: $0) }
    }

    private mutating func moved(_ due: ReckonedDay, by move: ClockMove) -> ReckonedDay {
        let end = calendar.moved(due, by: move, in: obligation.schedule)
        switch move {
        case .extended(let span):
            add(.extended, end.date, "批准延期 \(span)，到 \(end.date)", "extended by \(span), to \(end.date)")
        case .pause(let since, until: nil):
            add(.pause, nil, "\(since) 起暂停，恢复后期限顺延", "its clock stands still since \(since)")
        case .pause(let since, until: let until?):
            add(
                .pause, end.date, "\(since) 至 \(until) 暂停，顺延到 \(end.date)",
                "its clock stood still from \(since) to \(until), so \(end.date)")
        }
        return end
    }
}
