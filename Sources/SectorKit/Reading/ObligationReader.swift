import Dabiao
import RuleEngine

/// Reads `obligations.yaml`: duties with their schedules.
struct ObligationReader {
    private let draft: BundleDraft
    private var log: DiagnosticLog { draft.log }

    /// The registers that a duty may be discharged by.
    private static let registers = Registers.all.filter { $0.date != nil }.map(\.name)

    static func read(into draft: inout BundleDraft) {
        guard let root = draft.root(of: "obligations.yaml", .obligations) else { return }
        let reader = ObligationReader(draft: draft)
        draft.bundle.obligations = root.mappings("obligations").compactMap(reader.obligation)
        draft.log.refuseOverlaps(
            draft.bundle.obligations.map { ($0.id, $0.span, $0.location) }, Phrase("义务", "obligation"))
    }

    private init(draft: BundleDraft) {
        self.draft = draft
    }

    private func obligation(_ fields: Fields) -> Obligation? {
        let common = CommonKeys(fields: fields, log: log)
        let (basis, span, list) = (common.basis, common.span, common.list(in: draft))
        let schedule = ScheduleReader(fields: fields, log: log).schedule()
        let discharge = fields.mappings("discharge").compactMap { self.discharge($0, list: list) }
        guard let id = fields.text("id"), let title = fields.text("title"), let schedule else { return nil }
        if case .expiry = schedule {
        } else if !fields.has("discharge") {
            log.error(
                at: fields.location, "没有写怎样算履行（discharge）", "nothing says what discharges it (discharge)")
        }
        return Obligation(
            id: id, title: title, list: list, when: fields.expression("when"), schedule: schedule,
            discharge: discharge, ladder: Ladder(remind: fields.periods("remind"), overdue: fields.periods("overdue")),
            basis: basis, span: span, cases: cases(of: fields), location: fields.location)
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

    private func discharge(_ fields: Fields, list: String?) -> Discharge? {
        if let fact = fields.text("fact") {
            let facts = draft.bundle.facts
            checkDate(
                fact, type: facts.first { $0.name == fact }?.type, among: facts.map(\.name), Phrase("事实", "fact"),
                at: fields.location(of: "fact"))
            return .fact(fact)
        }
        if let column = fields.text("column") {
            checkColumn(column, of: list, at: fields.location(of: "column"))
            return .column(column)
        }
        guard let register = fields.text("register") else { return nil }
        if !Self.registers.contains(register) {
            let kind = Phrase("登记", "register")
            log.error(at: fields.location(of: "register"), .unknown(kind, register, among: Self.registers))
        }
        return .register(register, where: fields.expression("where"))
    }

    private func checkColumn(_ name: String, of list: String?, at location: SourceLocation) {
        guard let list else {
            log.error(at: location, "按列履行的义务要写“for”", "a duty discharged by a column needs 'for'")
            return
        }
        if Registers.named(list) != nil {
            log.error(
                at: location, "按列履行只用于清单，登记请写“register”",
                "a column discharges the duties of a list; of a register write 'register'")
        }
        guard let columns = draft.bundle.lists.first(where: { $0.name == list })?.columns,
            !draft.excusal.covers("\(list).\(name)")
        else { return }
        checkDate(
            name, type: columns.first { $0.name == name }?.type, among: columns.map(\.name), Phrase("列", "column"),
            at: location)
    }

    private func checkDate(
        _ name: String, type: ValueType?, among known: [String], _ kind: Phrase, at location: SourceLocation
    ) {
        guard let type else {
            if !draft.excusal.covers(name) { log.error(at: location, .unknown(kind, name, among: known)) }
            return
        }
        if type != .date {
            log.error(
                at: location, "“\(name)”应为日期类型，实为 \(type.name)", "'\(name)' must be of type date, it is \(type.name)")
        }
    }
}
