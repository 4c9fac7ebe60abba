import Dabiao
import RuleEngine

/// Reads one form of `discharge:`.
struct DischargeReader {
    let draft: BundleDraft
    /// The list whose rows owe the duty.
    let list: String?
    private var log: DiagnosticLog { draft.log }

    /// The registers that the daemon keeps and a duty may be discharged by.
    private static let registers = Registers.all.filter { $0.date != nil }.map(\.name)

    init(draft: BundleDraft, list: String?) {
        self.draft = draft
        self.list = list
    }

    func read(_ fields: Fields) -> Discharge? {
        if let fact = fields.text("fact") {
            // One of another bundle is looked up where the bundles that this one requires are known.
            if fact.contains(".") { return .fact(fact) }
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
        if fields.has("event") { return EventReader(draft: draft).name(fields).map { .event($0) } }
        guard let register = fields.text("register") else { return nil }
        checkRegister(register, at: fields.location(of: "register"))
        return .register(register, where: fields.expression("where"), sum: sum(fields))
    }

    private func sum(_ fields: Fields) -> Discharge.Sum? {
        let (of, reaches) = (fields.expression("sum"), fields.expression("reaches"))
        if let of, let reaches { return Discharge.Sum(of: of, reaches: reaches) }
        if of != nil || reaches != nil {
            log.error(at: fields.location, "“sum”和“reaches”要同时写", "'sum' and 'reaches' go together")
        }
        return nil
    }

    /// Entries have a day: a register of the daemon's, or a list with a key and a column `date`.
    private func checkRegister(_ name: String, at location: SourceLocation) {
        guard !Self.registers.contains(name), !draft.excusal.covers(name) else { return }
        guard let list = draft.bundle.lists.first(where: { $0.name == name }) else {
            let known = Self.registers + draft.bundle.lists.map(\.name)
            log.error(at: location, .unknown(Phrase("登记", "register"), name, among: known))
            return
        }
        if list.key.isEmpty || list.columns.first(where: { $0.name == "date" })?.type != .date {
            log.error(
                at: location, "以清单“\(name)”履行，它要有主键（key）和日期列“date”",
                "the list '\(name)' can discharge where it has a key and a column 'date' of type date")
        }
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
