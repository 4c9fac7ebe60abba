import Dabiao
import DabiaoControl
import DabiaoStore
import RuleEngine

/// Applies the rows of an enterprise list inside one transaction.
struct EnterpriseImport {
    let office: Office
    let transaction: Transaction
    let today: CivilDate

    /// The role of the one whom the list's contact columns name.
    private static let contactRole = "safety-manager"

    func apply(_ rows: [ImportedRow]) throws -> EnterpriseInterface.ImportReply {
        var reply = EnterpriseInterface.ImportReply()
        var subjects: [Int64] = []
        var seen = Set<Int64>()
        for row in rows {
            let before = try transaction.enterprise(creditCode: row.enterprise.creditCode)
            let enterprise = try transaction.upsert(row.enterprise, recordedOn: today).id
            let site = try transaction.upsert(row.site, of: enterprise, recordedOn: today)
            if row.email != nil || row.webhook != nil {
                try transaction.set(
                    Contact(subject: enterprise, role: Self.contactRole, email: row.email, webhook: row.webhook))
            }
            if let certificate = row.certificate {
                try transaction.upsert(
                    Certificate(
                        enterprise: enterprise, site: row.site.name == nil ? nil : site.id, grade: certificate.grade,
                        number: certificate.number, certifiedOn: certificate.certifiedOn,
                        expiresOn: certificate.expiresOn))
                reply.certificates += 1
            }
            let after = try transaction.enterprise(creditCode: row.enterprise.creditCode)
            switch before {
            case nil: reply.added += 1
            case after: reply.unchanged += 1
            default: reply.changed += 1
            }
            subjects += [enterprise, site.id].filter { seen.insert($0).inserted }
        }
        // Duties may follow from the verdicts about any of them.
        for subject in subjects { try judge(subject) }
        for subject in subjects { reply.occurrences += try plan(subject) }
        return reply
    }

    /// Gives a subject its rows in the fact tables and its verdicts.
    private func judge(_ id: Int64) throws {
        guard let subject = try transaction.subject(id: id) else { return }
        let entries = try transaction.entries(for: subject, in: office.catalogue)
        for entry in office.catalogue.entries where entry.bundle.subject == subject.kind {
            guard !entries.contains(where: { $0.bundle.id == entry.bundle.id }) else { continue }
            try DutyDesk(office: office, entry: entry, transaction: transaction).lapse(subject)
            try StandingVerdicts(entry: entry, transaction: transaction, today: today).withdraw(id)
        }
        for entry in entries {
            try project(entry, id)
            try StandingVerdicts(entry: entry, transaction: transaction, today: today).refresh(id)
        }
    }

    /// How many duties were opened.
    private func plan(_ id: Int64) throws -> Int {
        guard let subject = try transaction.subject(id: id) else { return 0 }
        return try transaction.entries(for: subject, in: office.catalogue).reduce(0) { opened, entry in
            opened + (try DutyDesk(office: office, entry: entry, transaction: transaction).plan(subject).opened)
        }
    }

    /// Gives a subject its row: of one that was in the sector before, what was told then counts again.
    private func project(_ entry: Catalogue.Entry, _ id: Int64) throws {
        guard try transaction.submissions(of: id, bundle: entry.bundle.id).isEmpty else {
            try Projection(entry.compiled, transaction, in: office).project(id, on: today, in: transaction)
            return
        }
        try entry.compiled.tables.ensureRow(of: id, in: transaction.database)
        try entry.compiled.derive(id, in: transaction.database)
    }
}

extension Snapshot {
    /// The plugins that are about a subject: by its own sectors, or for an enterprise by those of its sites.
    func entries(for subject: Subject, in catalogue: Catalogue) throws -> [Catalogue.Entry] {
        let sites =
            try subject.kind == .enterprise
            ? self.sites(of: subject.id) : [site(id: subject.id)].compactMap { $0 }
        return catalogue.entries(for: subject.kind, sectors: Set(sites.flatMap(\.record.sectors)))
    }
}
