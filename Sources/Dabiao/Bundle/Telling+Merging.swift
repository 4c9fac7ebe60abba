/// How an assessment came about (自评、现场核验、评审、复核、核查).
public enum AssessmentKind: String, Sendable, Codable, CaseIterable {
    case selfReview = "self-review"
    case onSiteVerification = "on-site-verification"
    case review
    case recheck
    case spotCheck = "spot-check"

    /// Whether its lists are complete and replace what was told before; the others merge row by row.
    public var replacesLists: Bool { self == .selfReview || self == .review }
}

extension Telling {
    /// What is known after a later telling: its facts and answers replace the same ones, absent ones stay.
    ///
    /// - Parameters:
    ///   - keys: the key columns of each list; a list without a key is always replaced whole.
    ///   - replacingLists: whether a told list replaces the one before; otherwise its rows merge by key.
    public func updated(by later: Telling, keys: [String: [String]], replacingLists: Bool) -> Telling {
        var merged = self
        merged.facts.merge(later.facts) { _, new in new }
        merged.answers.merge(later.answers) { _, new in new }
        for (list, rows) in later.lists {
            let key = keys[list] ?? []
            if replacingLists || key.isEmpty {
                merged.lists[list] = rows
            } else {
                merged.lists[list] = Self.merge(merged.lists[list] ?? [], rows, key: key)
            }
        }
        return merged
    }

    private static func merge(_ rows: [[String: Value]], _ later: [[String: Value]], key: [String]) -> [[String:
        Value]]
    {
        var merged = rows
        for row in later {
            let identity = key.map { row[$0] }
            if let index = merged.firstIndex(where: { known in key.map { known[$0] } == identity }) {
                merged[index].merge(row) { _, new in new }
            } else {
                merged.append(row)
            }
        }
        return merged
    }
}
