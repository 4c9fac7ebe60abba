import Dabiao

/// A duty of the plugin that ``Life`` makes up: its YAML, and the numbers in it that ``ToldModel`` and ``PeriodModel``
/// reckon by themselves.
struct LifeDuty {
    let id: String
    let keys: [String]
    /// Days before the due day, and after it; the last of these repeats. Empty: nothing is told of what is overdue.
    let remind: [Int]
    let overdue: [Int]
    /// The day from which this version of it holds; nil is always.
    var effective: CivilDate?

    var yaml: String {
        let overdue = overdue.isEmpty ? [] : ["overdue: [\(overdue.map { "P\($0)D" }.joined(separator: ", "))]"]
        let basis = "basis: [{standard: 试验标准, certainty: recalled, force: law}]"
        let rungs = ["remind: [\(remind.map { "P\($0)D" }.joined(separator: ", "))]"] + overdue
        return "  - id: \(id)\n" + (["title: \(id)"] + keys + rungs + [basis]).map { "    \($0)\n" }.joined()
    }
}

/// What every version of the plugin has in common.
struct LifeSchedule {
    /// Months between meetings, by the calendar, and between tests, from the day on which the first began.
    let meeting: Int
    let test: Int
    /// The year from whose middle on drills are held more often.
    let turn: Int
    /// The duties that enterprises have in this life.
    private let kept: Set<String>

    private static let all = [
        "meeting", "test", "report", "training", "rectify", "review", "licence", "hours", "measure", "local", "barred",
        "plan", "drill",
    ]

    /// - Parameter count: how many duties enterprises have.
    init(keeping count: Int, _ seed: inout Seed) {
        let some = Self.all.shuffled(using: &seed).prefix(count)
        // One waits for the other.
        kept = Set(some).union(some.contains("review") ? ["rectify"] : [])
        meeting = seed.pick([3, 4, 6, 12])
        test = seed.pick([5, 6, 7, 9, 12, 18])
        turn = seed.number(2030..<2050)
    }

    /// The duties of enterprises, with whatever a new version may change in them.
    func duties(_ seed: inout Seed) -> [LifeDuty] {
        var duties: [LifeDuty] = []
        func add(_ id: String, bare: Bool = false, from: CivilDate? = nil, _ keys: String...) {
            let remind = seed.pick([[30], [7], [60, 14], [90]])
            let overdue = bare ? [] : seed.pick([[250], [1, 300], [7, 200], [300]])
            let moves = seed.once(in: 3) ? ["open: recompute"] : []
            duties.append(LifeDuty(id: id, keys: keys + moves, remind: remind, overdue: overdue, effective: from))
        }
        func period() -> String { seed.pick(["P3M", "P4M", "P6M", "P1Y"]) }
        let visits = "discharge: {register: assessments, where: \"kind = 'recheck'\"}"
        add("meeting", "every: P\(meeting)M", "anchor: calendar", "first: running", visits)
        add(
            "test", "every: P\(test)M", "anchor: fixed", "start: began_on", "pause: stopped",
            "discharge: {fact: tested_on}")
        add(
            "report", "every: \(period())", "anchor: calendar", "late: misses",
            "due: period_end + P\(seed.number(5..<40))D",
            "roll: \(seed.pick(["none", "next-workday", "previous-workday"]))", "discharge: {fact: filed_on}")
        add(
            "training", "every: if(large, \(period()), P1Y)", "anchor: discharge", "start: trained_on",
            "when: NOT closed", "pause: stopped", "discharge: {fact: trained_on}")
        add(
            "rectify", "start: found_on", "within: \(seed.number(10..<40)) workdays", "pause: stopped",
            "extend: {by: 20 workdays, times: 2, who: review-organizer}", "discharge: {fact: mended_on}")
        add(
            "review", "start: {event: rectify.discharged}", "within: P\(seed.number(20..<90))D",
            "discharge: {fact: reviewed_on}")
        add(
            "licence", "due: licence_until", "opens: licence_until - P3M",
            "roll: \(seed.pick(["none", "previous-workday"]))")
        add(
            "hours", "every: P1Y", "anchor: calendar", "first: running",
            "discharge: {register: trainings, sum: hours, reaches: 12}")
        add("measure", "when: NOT known(ohm)", "every: \(period())", "anchor: calendar", "first: running", visits)
        add("local", "when: enterprise.district = '东区'", "every: \(period())", "anchor: calendar", visits)
        add(
            "barred", "when: any(verdicts WHERE rule = 'too-many' AND hit)", "every: P6M", "anchor: fixed",
            "start: began_on", visits)
        add("plan", bare: true, "every: P1Y", "anchor: calendar", "extend: {by: P30D, times: 1, who: district}", visits)
        add(
            "drill", "until: \(turn)-07-01", "every: P1Y", "anchor: fixed", "start: began_on",
            "discharge: {fact: drilled_on}")
        add(
            "drill", from: CivilDate(turn, 7, 1), "effective: \(turn)-07-01", "every: \(period())", "anchor: fixed",
            "start: began_on",
            "discharge: {fact: drilled_on}")
        return duties.filter { kept.contains($0.id) }
    }

    /// Months of the periods of those that keep them for good.
    var steady: [(id: String, months: Int, isByCalendar: Bool)] {
        [("meeting", meeting, true), ("test", test, false)].filter { kept.contains($0.0) }
    }

    /// The duty of everybody, which is counted from changes.
    func commonDuties(_ seed: inout Seed) -> [LifeDuty] {
        [
            LifeDuty(
                id: "reassess",
                keys: ["start: {change: [workers]}", "within: P3M", "discharge: {fact: assessed_on}"],
                remind: seed.pick([[30], [60, 14]]), overdue: seed.pick([[150], [1, 200]]))
        ]
    }

    /// The duties of sites, one a row of their list or for the site itself.
    func siteDuties(_ seed: inout Seed) -> [LifeDuty] {
        var duties: [LifeDuty] = []
        func add(_ id: String, _ keys: String...) {
            duties.append(
                LifeDuty(
                    id: id, keys: keys, remind: seed.pick([[30], [60, 14], [7, 1]]),
                    overdue: seed.pick([[150], [1, 200], [30, 180]])))
        }
        add(
            "inspection", "for: vessels", "every: months * P1M", "anchor: discharge", "start: inspected_on",
            "discharge: {column: inspected_on}")
        add(
            "check", "for: vessels", "every: P\(seed.pick([4, 6, 8]))M", "anchor: fixed", "start: from_on",
            "late: misses", "pause: resting", "discharge: {column: checked_on}")
        add("yard-report", "every: P\(seed.pick([3, 6]))M", "anchor: calendar", "discharge: {fact: reported_on}")
        return duties
    }
}
