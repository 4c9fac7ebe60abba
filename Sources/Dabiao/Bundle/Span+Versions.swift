// Spans as the versions of one thing have them: disjoint, with gaps allowed.
extension Span {
    /// The days that lie in both; nil where there is none.
    public func overlap(with other: Span) -> Span? {
        let start = [effective, other.effective].compactMap { $0 }.max()
        let end = [until, other.until].compactMap { $0 }.min()
        guard let start, let end, end <= start else { return Span(effective: start, until: end) }
        return nil
    }

    /// True where no day lies in it.
    public var isEmpty: Bool { overlap(with: self) == nil }

    /// True where some day lies in both.
    public func overlaps(_ other: Span) -> Bool { overlap(with: other) != nil }

    /// True where it lies wholly before a day.
    public func hasEnded(by day: CivilDate) -> Bool { until.map { $0 <= day } ?? false }

    /// True where it has begun on a day, whether it lasts or not.
    public func hasBegun(by day: CivilDate) -> Bool { effective.map { $0 <= day } ?? true }

    /// The days on which it begins, and holds no more.
    public var turns: [CivilDate] { [effective, until].compactMap { $0 } }

    /// A day in it: the first, else the last, else any.
    public var someDay: CivilDate {
        effective ?? until?.adding(days: -1) ?? CivilDate(2026, 1, 1)
    }

    /// For people: from when until when, the last day included.
    public var phrase: Phrase {
        let last = until?.adding(days: -1)
        return switch (effective, last) {
        case (nil, nil): Phrase("每一天", "every day")
        case (let start?, nil): Phrase("\(start) 起", "from \(start) on")
        case (nil, let end?): Phrase("截至 \(end)", "up to \(end)")
        case (let start?, let end?): Phrase("\(start) 至 \(end)", "from \(start) to \(end)")
        }
    }
}
