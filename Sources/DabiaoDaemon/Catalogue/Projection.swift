import Dabiao
import DabiaoStore
import Foundation
import RuleEngine
import SectorKit

/// Folds what was told of a subject into the fact tables of a plugin: the truth is the submissions, the tables follow.
struct Projection {
    let entry: Catalogue.Entry
    let transaction: Snapshot

    private var keys: [String: [String]] {
        Dictionary(entry.bundle.lists.map { ($0.name, $0.key) }) { first, _ in first }
    }

    /// Everything known of a subject, and which submission told it last.
    struct Known {
        var telling = Telling()
        /// The submission that told a fact or a list, by name.
        var sources: [String: Submission] = [:]
    }

    /// What is known of a subject after all submissions, by date and then as they came.
    func known(of subject: Int64) throws -> Known {
        let reader = TellingReader(entry.bundle)
        var known = Known()
        let submissions = try transaction.submissions(of: subject, bundle: entry.bundle.id)
        for submission in submissions.sorted(by: { ($0.date, $0.id) < ($1.date, $1.id) }) {
            let told = try reader.readKnown(json: Data(submission.body.utf8))
            known.telling = known.telling.updated(
                by: told, keys: keys, replacingLists: submission.kind.replacesLists)
            for name in told.facts.keys { known.sources[name] = submission }
            for name in told.lists.keys { known.sources[name] = submission }
        }
        return known
    }

    /// Writes a subject's row anew and derives its values.
    @discardableResult
    func project(_ subject: Int64) throws -> Known {
        let known = try known(of: subject)
        try entry.compiled.tables.write(known.telling, of: subject, in: transaction.database)
        try entry.compiled.derive(subject, in: transaction.database)
        return known
    }
}

extension SubmissionKind {
    /// Whether a list told in it is complete.
    var replacesLists: Bool {
        switch self {
        case .assessment(let kind): kind.replacesLists
        case .importation, .delivery: false
        }
    }
}
