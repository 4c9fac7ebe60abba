import Dabiao
import RuleEngine

/// Reads `obligations.yaml`: duties with their schedules.
struct ObligationReader {
    private let draft: BundleDraft
    private var log: DiagnosticLog { draft.log }

    static func read(into draft: inout BundleDraft) {
        guard let root = draft.root(of: "obligations.yaml", .obligations) else { return }
        let reader = ObligationReader(draft: draft)
        let mappings = root.mappings("obligations")
        draft.bundle.obligations = mappings.compactMap(reader.obligation)
        draft.bundle.partyNames = mappings.flatMap(reader.parties)
        reader.checkEvents(mappings)
        draft.log.refuseOverlaps(
            draft.bundle.obligations.map { ($0.id, $0.span, $0.location) }, Phrase("义务", "obligation"))
    }

    private init(draft: BundleDraft) {
        self.draft = draft
    }

    private func obligation(_ fields: Fields) -> Obligation? {
        let common = CommonKeys(fields: fields, log: log)
        let (basis, span, list) = (common.basis, common.span, common.list(in: draft))
        let schedule = ScheduleReader(fields: fields, draft: draft).schedule()
        let discharge = DischargeReader(draft: draft, list: list)
        let forms = fields.mappings("discharge").compactMap(discharge.read)
        let terms = terms(fields)
        guard let id = fields.text("id"), let title = fields.text("title"), let schedule else { return nil }
        if !schedule.isExpiry, !fields.has("discharge") {
            log.error(
                at: fields.location, "没有写怎样算履行（discharge）", "nothing says what discharges it (discharge)")
        }
        return Obligation(
            id: id, title: title, list: list, when: fields.expression("when"), schedule: schedule,
            discharge: forms, ladder: Ladder(remind: rungs("remind", fields), overdue: rungs("overdue", fields)),
            basis: basis, span: span, terms: terms, cases: cases(of: fields), location: fields.location)
    }

    private func cases(of fields: Fields) -> [DutyCase] {
        fields.mappings("cases").compactMap { fields in
            guard let date = fields.date("on"), let node = fields.node["expect"],
                let expected = CaseReader.deadline(node, log)
            else { return nil }
            return DutyCase(
                name: fields.text("name"), telling: CaseReader.telling(of: fields, on: date, draft), date: date,
                expected: expected, location: fields.location)
        }
    }

    private func parties(_ fields: Fields) -> [PartyName] {
        let list = fields.text("for")
        func names(_ key: String, in fields: Fields, isRole: Bool = false) -> [PartyName] {
            fields.elements(key).compactMap { node in
                node.text.map { PartyName($0, list: list, isRole: isRole, at: node.location) }
            }
        }
        return names("by", in: fields) + names("to", in: fields)
            + (fields.mappings("remind") + fields.mappings("overdue")).flatMap { names("to", in: $0) }
            + fields.mappings("extend").flatMap { names("who", in: $0, isRole: true) }
    }

    private func terms(_ fields: Fields) -> Obligation.Terms {
        var terms = Obligation.Terms()
        terms.lateness = fields.word("late") ?? .cures
        terms.pause = fields.expression("pause")
        terms.by = fields.text("by")
        terms.to = fields.texts("to")
        terms.recomputesOpen = fields.text("open") == "recompute"
        guard let extend = fields.mappings("extend").first,
            let span = extend.text("by").flatMap(Scalar.timeSpan), let times = extend.integer("times"),
            let who = extend.text("who")
        else { return terms }
        if times < 1 {
            log.error(at: extend.location(of: "times"), "延期次数至少为 1", "it is extended at least once")
        }
        terms.extending = Obligation.Extending(by: span, times: times, who: who)
        return terms
    }

    private func rungs(_ key: String, _ fields: Fields) -> [Ladder.Rung] {
        fields.elements(key).compactMap { node in
            guard case .mapping = node.content else {
                return node.text.flatMap(Scalar.period).map { Ladder.Rung($0) }
            }
            let rung = Fields(node: node)
            return rung.period("after").map { Ladder.Rung($0, to: rung.texts("to")) }
        }
    }

    /// An obligation that waits for another one names one of the bundle.
    private func checkEvents(_ mappings: [Fields]) {
        let known = mappings.compactMap { $0.text("id") }
        for fields in mappings {
            let places =
                [fields.node["start"].map { Fields(node: $0) }].compactMap { $0 } + fields.mappings("discharge")
            for place in places where !known.isEmpty {
                guard let obligation = place.text("event").flatMap(DutyEvent.Name.init)?.obligation,
                    !known.contains(obligation)
                else { continue }
                log.error(
                    at: place.location(of: "event"), .unknown(Phrase("义务", "obligation"), obligation, among: known))
            }
        }
    }
}
