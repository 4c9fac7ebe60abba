import Dabiao
import DabiaoStore
import RuleEngine

/// Lets everything follow from where a subject belongs and what is known of it: its rows in the fact tables, its verdicts,
/// its duties.
struct Settlement {
    let office: Office
    let transaction: Transaction
    let today: CivilDate

    /// - Parameter step: takes how many are done of how many steps.
    /// - Returns: how many duties were opened.
    func settle(_ subjects: [Int64], step: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Int {
        let total = 2 * subjects.count
        // Duties may follow from the verdicts about any of them.
        for (number, subject) in subjects.enumerated() {
            try judge(subject)
            step(number + 1, total)
        }
        var opened = 0
        for (number, subject) in subjects.enumerated() {
            opened += try plan(subject)
            step(subjects.count + number + 1, total)
        }
        return opened
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
    /// The plugins that are about a subject: by its own sectors, or for an enterprise by those of its sites. None is about
    /// an enterprise that went over into another.
    func entries(for subject: Subject, in catalogue: Catalogue) throws -> [Catalogue.Entry] {
        if subject.kind == .enterprise, try merger(of: subject.id)?.appliedOn != nil { return [] }
        let sites =
            try subject.kind == .enterprise
            ? self.sites(of: subject.enterprise) : [site(id: subject.id)].compactMap { $0 }
        return catalogue.entries(for: subject.kind, sectors: Set(sites.flatMap(\.record.sectors)))
    }
}
