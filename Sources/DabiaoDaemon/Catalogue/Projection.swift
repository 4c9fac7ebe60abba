import Dabiao
import DabiaoStore
import Foundation
import RuleEngine
import SectorKit

/// Folds what was told of a subject into the fact tables of a plugin: the truth is the submissions, the tables follow.
struct Projection {
    let compiled: CompiledBundle
    let snapshot: Snapshot
    let toldUnits: ToldUnitsByVersion

    init(_ compiled: CompiledBundle, _ snapshot: Snapshot, in office: Office) {
        self.compiled = compiled
        self.snapshot = snapshot
        toldUnits = office.toldUnits
    }

    /// Everything that was told of a subject, by the names and types of the plugin.
    func history(of subject: Int64) throws -> History {
        let bundle = compiled.bundle
        let reader = TellingReader(bundle)
        let testimonies = try snapshot.submissions(of: subject, bundle: bundle.id).map { submission in
            let units =
                submission.bundleHash == bundle.contentHash
                ? nil : try toldUnits.units(of: submission.bundleHash, in: snapshot)
            let (telling, misfits) = try reader.readStored(json: Data(submission.body.utf8), units: units)
            return Testimony(submission.source, telling, misfits: misfits)
        }
        return History(testimonies, of: bundle)
    }

    /// What is known of a subject on a day, as it is known now.
    func known(of subject: Int64, on day: CivilDate) throws -> Known {
        try history(of: subject).known(on: day)
    }

    /// Writes a subject's row anew as of today, derives its values, and notes when something of it expires.
    @discardableResult
    func project(_ subject: Int64, on today: CivilDate, in transaction: Transaction) throws -> Known {
        let known = try known(of: subject, on: today)
        try compiled.tables.write(known.telling, of: subject, in: transaction.database)
        try compiled.derive(subject, in: transaction.database)
        try transaction.replaceExpiries(of: subject, bundle: compiled.bundle.id, by: known.expiries)
        return known
    }
}

extension Submission {
    /// Who told it, and when.
    var source: Testimony.Source {
        Testimony.Source(id: id, kind: kind, date: date, recordedAt: recordedAt)
    }
}
