import Dabiao
import DabiaoControl
import DabiaoStore
import SectorKit

/// Applies the rows of an enterprise list inside one transaction, one after the other as they are read. Where any of them
/// is wrong, the transaction must not be kept.
struct EnterpriseImport {
    let office: Office
    let transaction: Transaction
    let today: CivilDate
    /// The file's name; nil where there is none.
    let file: String?
    /// Whether to tell what becomes of each row.
    let isTrial: Bool
    /// Whether enterprises that are recorded already are refused.
    let onlyNew: Bool
    /// Takes how far it is.
    let progress: ImportProgress

    private var reply = EnterpriseInterface.ImportReply()
    private var rows: [EnterpriseInterface.RowOutcome] = []
    private var left = 0
    private var touched: [Int64] = []
    private var seen: Set<Int64> = []

    init(
        office: Office, transaction: Transaction, today: CivilDate, file: String?, isTrial: Bool, onlyNew: Bool,
        progress: ImportProgress
    ) {
        self.progress = progress
        self.office = office
        self.transaction = transaction
        self.today = today
        self.file = file
        self.isTrial = isTrial
        self.onlyNew = onlyNew
    }

    /// The role of the one whom the list's contact columns name.
    static let contactRole = "safety-manager"
    /// How many rows are told of that change something, and how many of the others.
    private static let most = (told: 500, same: 100)

    mutating func apply(_ reader: inout ImportedRowReader) throws -> EnterpriseInterface.ImportReply {
        while let reading = reader.next() {
            progress.read(through: reading.line)
            switch reading {
            case .refused(let line): tell(EnterpriseInterface.RowOutcome(line: line, outcome: "refused"))
            case .row(let row): try apply(row, &reader)
            }
        }
        reply.errors = reader.errors
        reply.faults = reader.faults
        reply.encoding = reader.encoding?.rawValue
        if isTrial { (reply.rows, reply.left) = (rows, left) }
        // Whatever follows is of no use where nothing is kept.
        guard reply.errors.isEmpty else { return reply }
        reply.occurrences = try Settlement(office: office, transaction: transaction, today: today).settle(
            touched, step: progress.settled)
        return reply
    }

    private mutating func tell(_ row: EnterpriseInterface.RowOutcome) {
        guard isTrial else { return }
        let isSame = row.outcome == "same"
        let told = rows.count { ($0.outcome == "same") == isSame }
        if told < (isSame ? Self.most.same : Self.most.told) { rows.append(row) } else { left += 1 }
    }

    private mutating func apply(_ row: ImportedRow, _ reader: inout ImportedRowReader) throws {
        let before = try transaction.enterprise(creditCode: row.enterprise.creditCode)
        if let before { try transaction.require(before.id) }
        if let fault = try fault(of: row, before) {
            reader.fail(row.line, fault.column, fault.value, fault.rule, fault.message)
            tell(outcome(row, "refused"))
            return
        }
        // What is told must have been in the scope, and stay there.
        if let before, let site = try transaction.knownSite(of: before.id, row.site.name) {
            try transaction.require(site)
        }
        if row.certificate != nil { reply.certificates += 1 }
        let changes = try before.map { try self.changes(by: row, of: $0) }
        if changes?.isEmpty == true {
            reply.unchanged += 1
            tell(outcome(row, "same"))
            return
        }
        try write(row, before)
        if let before, let changes { try keep(changes, of: before) }
        if before == nil { reply.added += 1 } else { reply.changed += 1 }
        tell(outcome(row, before == nil ? "added" : "changed", changes ?? []))
    }

    private func outcome(
        _ row: ImportedRow, _ outcome: String, _ changes: [EnterpriseInterface.ColumnChange] = []
    ) -> EnterpriseInterface.RowOutcome {
        EnterpriseInterface.RowOutcome(
            line: row.line, code: row.enterprise.creditCode, name: row.enterprise.name, site: row.site.name,
            outcome: outcome, changes: changes)
    }

    // MARK: - What a row changes

    /// What is wrong with a row beside what is already recorded.
    private func fault(of row: ImportedRow, _ before: Enterprise?) throws -> (
        column: String, value: String?, rule: String, message: Phrase
    )? {
        guard let before else { return nil }
        let code = row.enterprise.creditCode
        if let merger = try transaction.merger(of: before.id), merger.appliedOn != nil {
            let successor = merger.new ?? ""
            return (
                "credit_code", code, "merged",
                Phrase(
                    "该企业已于 \(merger.effectiveOn) 并入 \(successor)，请写并入后的企业和场所",
                    "it went over into \(successor) on \(merger.effectiveOn): write that one and the site")
            )
        }
        if onlyNew {
            return (
                "credit_code", code, "recorded",
                Phrase(
                    "已登记为“\(before.record.name)”；更名、迁移、合并请用 enterprise change",
                    "it is recorded as \(before.record.name); use enterprise change")
            )
        }
        do {
            _ = try transaction.knownSite(of: before.id, row.site.name)
            return nil
        } catch let error as DabiaoError {
            let remedy = error.remedy ?? Phrase("", "")
            return (
                "site", row.site.name, "site",
                Phrase("\(error.message.zh)。\(remedy.zh)", "\(error.message.en). \(remedy.en)")
            )
        }
    }

    /// What a row changes of a known enterprise.
    private func changes(by row: ImportedRow, of before: Enterprise) throws -> [EnterpriseInterface.ColumnChange] {
        var changes = ColumnChanges()
        let told = row.record(of: before)
        for column in EnterpriseRecord.columns { changes.note(column, before.record[column], told[column]) }
        let id = try transaction.knownSite(of: before.id, row.site.name)
        let site = try id.flatMap { try transaction.site(id: $0)?.record }
        changes.note("site", site?.name, row.site.name ?? (site == nil ? "" : nil))
        changes.note("district", site?.district, row.site.district)
        changes.note("subdistrict", site?.subdistrict, row.site.subdistrict)
        changes.note("address", site?.address, row.site.address)
        changes.note(
            "sectors", site?.sectors.joined(separator: ";"), Set(row.site.sectors).sorted().joined(separator: ";"))
        if row.email != nil || row.webhook != nil {
            let contact = try contact(of: before.id)
            changes.note("email", contact?.email, row.email)
            changes.note("webhook", contact?.webhook, row.webhook)
        }
        if let told = row.certificate {
            let known = try transaction.certificate(
                of: before.id, site: row.site.name == nil ? nil : id ?? 0, certifiedOn: told.certifiedOn)
            changes.note("certified_on", known?.certifiedOn.description, told.certifiedOn.description)
            changes.note("grade", known?.grade, told.grade)
            changes.note("expires_on", known?.expiresOn?.description, told.expiresOn?.description)
            changes.note("certificate_no", known?.number, told.number)
        }
        return changes.changes
    }

    private func contact(of enterprise: Int64) throws -> Contact? {
        try transaction.contacts(of: enterprise).first { $0.role == Self.contactRole }
    }

    // MARK: - Writing

    private mutating func write(_ row: ImportedRow, _ before: Enterprise?) throws {
        let record = before.map { row.record(of: $0) } ?? row.enterprise
        let enterprise = try transaction.upsert(record, recordedOn: today).id
        let site = try transaction.upsert(row.site, of: enterprise, recordedOn: today).id
        try transaction.require(enterprise)
        try transaction.require(site)
        if row.email != nil || row.webhook != nil {
            let known = try before.flatMap { try contact(of: $0.id) }
            try transaction.set(
                Contact(
                    subject: enterprise, role: Self.contactRole, email: row.email ?? known?.email,
                    webhook: row.webhook ?? known?.webhook))
        }
        if let certificate = row.certificate {
            try transaction.upsert(
                Certificate(
                    enterprise: enterprise, site: row.site.name == nil ? nil : site, grade: certificate.grade,
                    number: certificate.number, certifiedOn: certificate.certifiedOn, expiresOn: certificate.expiresOn))
        }
        touched += [enterprise, site].filter { seen.insert($0).inserted }
    }

    /// Keeps what became another of an enterprise itself. What is told for the first time is no change; contacts are personal, sites and certificates have their own.
    private func keep(_ changes: [EnterpriseInterface.ColumnChange], of before: Enterprise) throws {
        let now = office.clock.now().seconds
        for change in changes
        where change.old != nil && EnterpriseRecord.columns.contains(change.column)
            && before.record[change.column] == change.old
        {
            try transaction.append(
                EnterpriseChange(
                    enterprise: before.id, what: change.column, old: change.old, new: change.new, effectiveOn: today,
                    appliedOn: today, recordedAt: now, reason: file.map { "导入 \($0)" } ?? "导入"))
        }
    }
}

extension ImportedRow {
    /// What it says of a known enterprise: where a named site is, is not where the enterprise is.
    func record(of known: Enterprise) -> EnterpriseRecord {
        guard site.name != nil else { return enterprise }
        var record = enterprise
        (record.district, record.subdistrict, record.address) = (known.record.district, nil, nil)
        return record
    }
}
