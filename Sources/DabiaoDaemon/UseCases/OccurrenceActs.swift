import Dabiao
import DabiaoControl
import DabiaoStore
import Varlink

/// What users do to single occurrences: put off, acknowledge, enter as done. Each is one transaction and one audit entry.
struct OccurrenceActs: Sendable {
    let office: Office

    /// Puts the due day off, as the obligation allows.
    func extend(_ request: ObligationInterface.ExtendRequest, _ call: Call) async throws
        -> ObligationInterface.OccurrenceReply
    {
        try await change(request.occurrence, request.reason, call) { one in
            guard let extending = one.obligation.terms.extending else { throw Self.notExtensible(one.obligation) }
            let acts = try one.transaction.acts(ofOccurrence: one.occurrence.id)
            guard acts.count(where: { $0.what == .extended }) < extending.times else {
                throw Self.extendedOut(one.obligation, extending)
            }
            guard let due = one.occurrence.terms.due else { throw Self.undated }
            try one.append(.extended, on: one.desk.today, span: extending.span, reason: request.reason)
            try one.desk.plan(one.obligation, of: [one.subject])
            try one.extendKept(due, by: extending.span)
        }
    }

    /// Silences the reminders through a day; the day after it the ladder goes on.
    func acknowledge(_ request: ObligationInterface.AcknowledgeRequest, _ call: Call) async throws
        -> ObligationInterface.OccurrenceReply
    {
        try await change(request.occurrence, request.reason, call, ["until": request.until]) { one in
            let until = try DateQuestion.date(request.until)
            guard until >= one.desk.today else {
                throw DabiaoError(
                    .invalid,
                    Phrase("“\(until)”已经过去，今天是 \(one.desk.today)", "\(until) has passed, today is \(one.desk.today)"),
                    remedy: Phrase("请写今天或以后的日期", "write today or a later day"))
            }
            try one.append(.acknowledged, on: until, reason: request.reason)
            try one.silence(through: until)
        }
    }

    /// Enters that it was done on a day.
    func discharge(_ request: ObligationInterface.DischargeRequest, _ call: Call) async throws
        -> ObligationInterface.OccurrenceReply
    {
        let detail = ["on": request.on, "evidence": request.evidence ?? ""]
        return try await change(request.occurrence, request.reason, call, detail) { one in
            let day = try DateQuestion.date(request.on)
            guard day <= one.desk.today else {
                throw DabiaoError(
                    .invalid, Phrase("“\(day)”还没有到", "\(day) has not come yet"),
                    remedy: Phrase("请填写实际完成的日期", "tell the day on which it was done"))
            }
            if one.obligation.schedule.isExpiry { throw Self.isRenewed(one.obligation) }
            guard let opens = one.occurrence.terms.opens, one.occurrence.terms.due != nil, opens <= day else {
                throw DabiaoError(
                    .refused,
                    Phrase(
                        "这一期从 \(one.occurrence.terms.opens?.description ?? "（待定）") 起才能履行",
                        "it can be done from \(one.occurrence.terms.opens?.description ?? "(undetermined)") on"),
                    remedy: Phrase("请核对期次和日期", "check the occurrence and the day"))
            }
            let evidence = request.evidence.flatMap { $0.isEmpty ? nil : $0 }
            try one.append(.discharged, on: day, reason: request.reason, evidence: evidence)
            try one.desk.plan(one.obligation, of: [one.subject])
        }
    }

    // MARK: - One occurrence

    /// Runs a command about one open occurrence.
    private func change(
        _ id: Int, _ reason: String, _ call: Call, _ detail: [String: String] = [:],
        _ body: @Sendable (OccurrenceCase) throws -> Void
    ) async throws -> ObligationInterface.OccurrenceReply {
        let detail = detail.merging(["occurrence": "\(id)", "reason": reason]) { $1 }
        return try await office.change(call, target: "occurrence/\(id)", detail: detail) { [office] transaction in
            guard !reason.allSatisfy(\.isWhitespace) else {
                throw DabiaoError(
                    .invalid, Phrase("没有写理由", "no reason was given"),
                    remedy: Phrase("请用 --reason 写明理由，它会进入审计", "give one with --reason: it is audited"))
            }
            let found = try OccurrenceCase(Int64(id), office: office, transaction: transaction, uid: call.peer.uid)
            try body(found)
            let items = try transaction.agenda(AgendaFilter(states: [], occurrence: Int64(id)))
            guard let item = items.first else { throw OccurrenceCase.notFound(Int64(id)) }
            return ObligationInterface.OccurrenceReply(
                occurrence: office.occurrence(item, today: office.clock.today()))
        }
    }

    private static func notExtensible(_ obligation: Obligation) -> DabiaoError {
        DabiaoError(
            .refused,
            Phrase(
                "“\(obligation.title)”没有规定可以延期，任何人不得免除法定义务",
                "\(obligation.id) declares no extension: nobody may waive a statutory duty"),
            remedy: Phrase(
                "可用 obligation acknowledge 在一段时间内停止提醒，报表中仍按逾期计",
                "obligation acknowledge silences its reminders for a while; it stays overdue in every report"))
    }

    private static func extendedOut(_ obligation: Obligation, _ extending: Obligation.Extending) -> DabiaoError {
        DabiaoError(
            .refused,
            Phrase(
                "“\(obligation.title)”最多延期 \(extending.times) 次，已经用完",
                "\(obligation.id) is extended \(extending.times) time(s) at most, and was"),
            remedy: Phrase("请在现有期限内完成", "do it by its due day"))
    }

    private static func isRenewed(_ obligation: Obligation) -> DabiaoError {
        DabiaoError(
            .refused,
            Phrase(
                "“\(obligation.title)”以载明的到期日为准，不能单独登记履行",
                "\(obligation.id) follows the date that is told: it is renewed by a later one"),
            remedy: Phrase("请填报新的到期日", "tell the new date"))
    }

    private static let undated = DabiaoError(
        .refused, Phrase("这一期还没有期限，不能延期", "it has no due day yet that could be put off"),
        remedy: Phrase("请先填报缺少的事实", "tell the missing facts first"))
}

/// One open occurrence with everything that is needed to change it.
struct OccurrenceCase {
    let occurrence: Occurrence
    let obligation: Obligation
    let subject: Subject
    let desk: DutyDesk
    let transaction: Transaction
    private let uid: UInt32

    init(_ id: Int64, office: Office, transaction: Transaction, uid: UInt32) throws {
        guard let occurrence = try transaction.occurrence(id: id) else { throw Self.notFound(id) }
        let identity = occurrence.identity
        try transaction.require(identity.subject, bundle: identity.bundle)
        guard
            let (entry, obligation) = office.catalogue.obligation(
                identity.obligation, of: identity.bundle, on: office.clock.today()),
            let subject = try transaction.subject(id: identity.subject)
        else {
            throw DabiaoError(
                .notFound,
                Phrase(
                    "插件“\(identity.bundle)”中已没有义务“\(identity.obligation)”",
                    "the plugin \(identity.bundle) has no obligation \(identity.obligation) now"))
        }
        self.occurrence = occurrence
        self.obligation = obligation
        self.subject = subject
        self.transaction = transaction
        self.uid = uid
        desk = DutyDesk(office: office, entry: entry, transaction: transaction)
    }

    static func notFound(_ id: Int64) -> DabiaoError {
        DabiaoError(
            .notFound, Phrase("没有编号为 \(id) 的期次", "there is no occurrence \(id)"),
            remedy: Phrase("可用 dabiaoctl obligation list 查编号", "dabiaoctl obligation list shows the numbers"))
    }

    func append(
        _ what: OccurrenceAct.What, on day: CivilDate, span: TimeSpan? = nil, reason: String, evidence: String? = nil
    ) throws {
        try transaction.append(
            OccurrenceAct(
                occurrence: occurrence.id, at: desk.now.seconds, what: what, day: day, span: span, uid: uid,
                reason: reason, evidence: evidence))
    }

    /// Treats the ladder through a day as handled, and looks again the morning after.
    func silence(through day: CivilDate) throws {
        let end = day.adding(days: 1).map { Instant($0, hour: Reminder.hour, minute: 0).seconds }
        let next = desk.nextAction(
            obligation, occurrence.identity.period, occurrence.terms, handledThrough: day,
            isPaused: try desk.isPaused(occurrence))
        try transaction.schedule(
            occurrence.id, nextAt: [next, end].compactMap { $0 }.min(), handledThrough: day)
    }

    /// Puts the day off that an older version of the obligation gave: planning leaves it as it was.
    func extendKept(_ due: CivilDate, by span: TimeSpan) throws {
        guard let now = try transaction.occurrence(id: occurrence.id), now.state == .open, now.terms.due == due else {
            return
        }
        let day = ReckonedDay(due, isProvisional: now.terms.isProvisional)
        let moved = desk.office.calendar.moved(day, by: .extended(by: span), in: obligation.schedule)
        var terms = now.terms
        (terms.due, terms.isProvisional) = (moved.date, moved.isProvisional)
        try transaction.revise(
            now.id, to: terms, bundleHash: now.bundleHash,
            nextAt: desk.nextAction(obligation, now.identity.period, terms, handledThrough: now.handledThrough),
            at: desk.now.seconds, reason: DutyReason.extended.rawValue)
    }
}
