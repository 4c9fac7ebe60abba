/// Everything that was told of a subject for a bundle: what is known on a day, as it was known at a moment.
///
/// Statements count in the order of the days they are true of, and on one day as they were recorded.
/// - A key that is absent was not told; what was told before stays.
/// - What the enterprise tells (a self-review) never changes what somebody else (review, recheck, verification, spot
///   check, import, collector) found: while it differs it is a ``Claim``. So everybody's last finding stands, and only
///   where there is none the enterprise's own last word.
/// - `valid_for` ends each testimony for that fact or list after the period: the last valid day is the testimony's day
///   plus the period. What is no longer valid counts for nothing: a claim that still is takes its place.
public struct History: Sendable {
    /// In the order in which they count.
    public let testimonies: [Testimony]
    let lists: [String: ListDeclaration]
    private let validity: [String: Period]

    /// - Parameter bundle: says by which columns rows are told apart, and how long what is valid.
    public init(_ testimonies: [Testimony], of bundle: Bundle) {
        self.testimonies = testimonies.sorted { $0.source < $1.source }
        lists = Dictionary(bundle.lists.map { ($0.name, $0) }) { first, _ in first }
        let periods =
            bundle.facts.map { ($0.name, $0.validFor) } + bundle.lists.map { ($0.name, $0.validFor) }
        validity = Dictionary(periods.compactMap { name, period in period.map { (name, $0) } }) { first, _ in first }
    }

    /// What is known on a day.
    ///
    /// - Parameter instant: as it was known then (unix seconds); nil is now.
    public func known(on day: CivilDate, at instant: Int64? = nil) -> Known {
        let told = testimonies.filter { $0.source.date <= day && $0.source.recordedAt <= instant ?? .max }
        var known = Known()
        for (name, cells) in Self.facts(told) {
            let standing = standing(name, cells, on: day, in: &known)
            known.facts[name] = standing.cell
            if let claim = standing.claim, let value = claim.value {
                known.claims.append(
                    Claim(name: name, row: nil, column: nil, content: .value(value), source: claim.source))
            }
        }
        for (id, cells) in Self.answers(told) {
            let standing = standing(id, cells, on: day, in: &known)
            known.answers[id] = standing.cell
            if let claim = standing.claim?.value, let source = standing.claim?.source,
                claim.finding != standing.cell?.value?.finding
            {
                known.claims.append(
                    Claim(name: id, row: nil, column: nil, content: .finding(claim.finding), source: source))
            }
        }
        for list in lists.values { fold(list, told, on: day, into: &known) }
        known.claims.sort { ($0.name, $0.row ?? "", $0.column ?? "") < ($1.name, $1.row ?? "", $1.column ?? "") }
        return known
    }

    // MARK: - One value

    private static func facts(_ testimonies: [Testimony]) -> [String: [Known.Cell<Value>]] {
        var cells: [String: [Known.Cell<Value>]] = [:]
        for testimony in testimonies {
            for (name, value) in testimony.telling.facts {
                cells[name, default: []].append(Known.Cell(value: value, source: testimony.source))
            }
            for name in testimony.misfits.facts {
                cells[name, default: []].append(Known.Cell(value: nil, source: testimony.source))
            }
        }
        return cells
    }

    private static func answers(_ testimonies: [Testimony]) -> [String: [Known.Cell<Answer>]] {
        var cells: [String: [Known.Cell<Answer>]] = [:]
        for testimony in testimonies {
            for (id, answer) in testimony.telling.answers {
                cells[id, default: []].append(Known.Cell(value: answer, source: testimony.source))
            }
        }
        return cells
    }

    /// The cell that stands, and what the enterprise claims against it; notes the days of expiry.
    private func standing<Content>(
        _ name: String, _ cells: [Known.Cell<Content>], on day: CivilDate, in known: inout Known
    ) -> (cell: Known.Cell<Content>?, claim: Known.Cell<Content>?) {
        let valid = cells.filter { isValid($0.source, name, on: day) }
        let (found, own) = (valid.last { !$0.source.kind.isOwn }, valid.last { $0.source.kind.isOwn })
        guard let standing = found ?? own else {
            known.expired[name] = cells.compactMap { lastDay(of: $0.source, name) }.max()
            return (nil, nil)
        }
        known.expiries[name] = expiry(of: standing.source, name)
        let isClaim =
            found.flatMap { found in own.map { $0.source > found.source && $0.value != found.value } } ?? false
        return (standing, isClaim ? own : nil)
    }

    // MARK: - How long it is valid

    /// The last day on which what a source told of a name is valid; nil is for good.
    func lastDay(of source: Testimony.Source, _ name: String) -> CivilDate? {
        validity[name].map { source.date.adding($0) ?? .latest }
    }

    func isValid(_ source: Testimony.Source, _ name: String, on day: CivilDate) -> Bool {
        lastDay(of: source, name).map { day <= $0 } ?? true
    }

    /// The first day on which it is valid no more; nil is never.
    func expiry(of source: Testimony.Source, _ name: String) -> CivilDate? {
        lastDay(of: source, name).flatMap { $0.adding(days: 1) }
    }
}
