import Dabiao
import DabiaoStore

/// Evaluates anew what a new day may have changed, some subjects a transaction; what is wrong with one stops no other.
struct DayChange {
    let office: Office

    /// How many subjects one transaction handles.
    private static let batch = 50
    /// How many occurrences one transaction rewinds.
    private static let rewound = 10_000
    /// The setting that tells the last day handled.
    private static let lastDay = "day"

    /// - Returns: the enterprises that it could do nothing for; they are tried again the next time.
    func run() async throws -> Failures {
        let today = office.clock.today()
        var failures = try await DueChanges(office: office).run()
        for bundle in office.catalogue.entries.map(\.bundle.id) {
            failures.merge(try await expire(bundle, on: today)) { first, _ in first }
        }
        failures.merge(try await turn(to: today)) { first, _ in first }
        for bundle in office.catalogue.entries.map(\.bundle.id) {
            failures.merge(
                try await forEachSubject { transaction, after in
                    // As it is in force in this transaction: meanwhile it may have become another version.
                    guard let entry = office.catalogue[bundle] else { return ([], { _ in }) }
                    let standing = StandingVerdicts(entry: entry, transaction: transaction, today: today)
                    let consequences = Consequences(office: office, transaction: transaction)
                    return (
                        try transaction.subjectsWithVerdictsChanging(
                            by: today, bundle: bundle, after: after, limit: Self.batch),
                        { subject in
                            try standing.refresh(subject.id)
                            try consequences.followVerdicts(about: subject)
                        }
                    )
                }
            ) { first, _ in first }
        }
        return failures
    }

    /// On another day than the last one handled: where a rule or an obligation began or ended in between, judges and
    /// plans for every subject. If the clock was set back, rewinds, and does so for all plugins: what expired, and what
    /// changed by itself, did so on days that are still to come.
    private func turn(to today: CivilDate) async throws -> Failures {
        let last = try await office.store.read { try $0.setting(Self.lastDay).flatMap { CivilDate($0[...]) } }
        guard last != today else { return [:] }
        var failures: Failures = [:]
        if let last {
            let isBack = last > today
            if isBack {
                try await rewind()
                for bundle in office.catalogue.entries.map(\.bundle.id) {
                    failures.merge(try await project(bundle, on: today)) { first, _ in first }
                }
            }
            let turning = isBack ? office.catalogue.entries : office.catalogue.entries(turningBetween: last, and: today)
            for bundle in turning.map(\.bundle.id) {
                failures.merge(try await settle(bundle, on: today)) { first, _ in first }
            }
        }
        guard !office.bell.isSilent, failures.isEmpty else { return failures }
        try await office.store.write { try $0.set(Self.lastDay, to: today.description) }
        return [:]
    }

    /// Takes back what was done for days that come once more.
    private func rewind() async throws {
        let now = office.clock.now()
        var page: Int64? = 0
        while let after = page, !office.bell.isSilent {
            page = try await office.store.write { transaction in
                try transaction.rewind(
                    after: after, limit: Self.rewound, yesterday: now.date.adding(days: -1) ?? now.date,
                    now: now.seconds, morning: now.nextMorning.seconds)
            }
        }
    }

    /// Folds what was told of every subject of a plugin anew.
    private func project(_ bundle: String, on today: CivilDate) async throws -> Failures {
        try await forEachSubject { transaction, after in
            guard let entry = office.catalogue[bundle] else { return ([], { _ in }) }
            let projection = Projection(entry.compiled, transaction, in: office)
            return (
                try transaction.subjects(
                    entry.bundle.subject, sector: entry.bundle.sector, after: after, limit: Self.batch),
                { try projection.project($0.id, on: today, in: transaction) }
            )
        }
    }

    /// Lets go what is valid no more, and everything follow that hung on it.
    private func expire(_ bundle: String, on today: CivilDate) async throws -> Failures {
        try await forEachSubject { transaction, after in
            guard let entry = office.catalogue[bundle] else { return ([], { _ in }) }
            let projection = Projection(entry.compiled, transaction, in: office)
            return (
                try transaction.subjectsWithExpiries(by: today, bundle: bundle, after: after, limit: Self.batch),
                { subject in
                    try projection.project(subject.id, on: today, in: transaction)
                    try Consequences(office: office, transaction: transaction).follow(entry, about: subject)
                }
            )
        }
    }

    /// Judges and plans for every subject of a plugin; ladders that begin on a day hold from then on.
    private func settle(_ bundle: String, on today: CivilDate) async throws -> Failures {
        try await forEachSubject { transaction, after in
            guard let entry = office.catalogue[bundle] else { return ([], { _ in }) }
            let standing = StandingVerdicts(entry: entry, transaction: transaction, today: today)
            let replanning = Replanning(
                office: office, entry: entry, transaction: transaction, isOtherBundle: true, isOtherCalendar: false)
            let consequences = Consequences(office: office, transaction: transaction)
            return (
                try transaction.subjects(
                    entry.bundle.subject, sector: entry.bundle.sector, after: after, limit: Self.batch),
                { subject in
                    try standing.refresh(subject.id)
                    try replanning.plan(subject)
                    try consequences.followVerdicts(about: subject)
                }
            )
        }
    }

    /// Does something for subject after subject, a page a transaction.
    ///
    /// - Parameter page: gives the subjects after an id, and what to do for each.
    private func forEachSubject(
        _ page: @Sendable (Transaction, Int64) throws -> ([Subject], (Subject) throws -> Void)
    ) async throws -> Failures {
        var (failures, last): (Failures, Int64?) = ([:], 0)
        while let after = last, !office.bell.isSilent {
            let (end, failed): (Int64?, Failures) = try await office.store.write { transaction in
                let (subjects, body) = try page(transaction, after)
                var failed: Failures = [:]
                for subject in subjects {
                    if case .failure(let error) = try transaction.separately({ try body(subject) }) {
                        failed[subject.enterprise] = error
                    }
                }
                return (subjects.last?.id, failed)
            }
            last = end
            failures.merge(failed) { first, _ in first }
        }
        return failures
    }
}
