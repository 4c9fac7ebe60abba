import Dabiao
import DabiaoStore
import RuleEngine

/// What follows where something else is known of a subject than before: its verdicts, what other plugins derive and say
/// of it, its duties and those of the enterprise.
struct Consequences {
    let office: Office
    let transaction: Transaction

    /// An occurrence that was discharged.
    struct Discharged {
        let entry: Catalogue.Entry
        let identity: OccurrenceIdentity
        let state: OccurrenceState
    }

    /// Judges and plans anew after the fact tables of a plugin about a subject were written.
    ///
    /// - Parameter submission: what changed them; nil where it was the day.
    @discardableResult
    func follow(_ entry: Catalogue.Entry, about subject: Subject, submission: Int64? = nil) throws -> [Discharged] {
        if try transaction.entries(for: subject, in: office.catalogue).contains(where: {
            $0.bundle.id == entry.bundle.id
        }) {
            try standing(entry).refresh(subject.id, submission: submission)
        }
        // The enterprise and its sites: whoever may read what was told.
        let sites = try transaction.sites(of: subject.enterprise).map(\.id)
        let related = try ([subject.enterprise] + sites).compactMap { try transaction.subject(id: $0) }
        for subject in related { try read(entry, subject) }
        return try related.flatMap { try plan($0) }
    }

    /// Plans anew what is owed because of verdicts, after those about a subject may have become others.
    func followVerdicts(about subject: Subject) throws {
        let readers = office.catalogue.entries.filter { $0.compiled.registersOfDuties.contains("verdicts") }
        guard !readers.isEmpty else { return }
        // An enterprise sees the verdicts about its sites.
        let enterprise = subject.id == subject.enterprise ? nil : try transaction.subject(id: subject.enterprise)
        for subject in [subject, enterprise].compactMap({ $0 }) {
            let ids = Set(try transaction.entries(for: subject, in: office.catalogue).map(\.bundle.id))
            for entry in readers where ids.contains(entry.bundle.id) {
                try DutyDesk(office: office, entry: entry, transaction: transaction).plan(subject)
            }
        }
    }

    /// Derives and judges anew what plugins say of a subject that read this one, or which assessments there are.
    private func read(_ entry: Catalogue.Entry, _ subject: Subject) throws {
        for reader in try transaction.entries(for: subject, in: office.catalogue) {
            if office.catalogue.requirements(of: reader).contains(entry.bundle.id) {
                try reader.compiled.derive(subject.id, in: transaction.database)
            } else if !reader.compiled.registersOfRules.contains("assessments") {
                continue
            }
            try standing(reader).refresh(subject.id)
        }
    }

    /// Plans the duties of a subject: an assessment of a site may discharge the enterprise's too.
    private func plan(_ subject: Subject) throws -> [Discharged] {
        try transaction.entries(for: subject, in: office.catalogue).flatMap { entry in
            try DutyDesk(office: office, entry: entry, transaction: transaction).plan(subject).discharged
                .map { Discharged(entry: entry, identity: $0.identity, state: $0.state) }
        }
    }

    private func standing(_ entry: Catalogue.Entry) -> StandingVerdicts {
        StandingVerdicts(entry: entry, transaction: transaction, today: office.clock.today())
    }
}
