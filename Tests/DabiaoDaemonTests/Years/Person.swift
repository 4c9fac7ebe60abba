import Dabiao

/// An enterprise of a life: what its life has told so far.
struct Person {
    let code: String
    /// Its own subject, and that of its site.
    let subjects: (enterprise: Int64, site: Int64)
    private(set) var sectors = "shops"
    private(set) var district = "东区"
    /// The day since which it is in the sector of works without a break; nil while it is not.
    private(set) var memberSince: CivilDate?
    let beganOn: CivilDate
    private var isClosed = false
    private var isStopped = false
    private var isResting = false
    private var trainings: [String] = []
    private var vessels: [String: (months: Int, from: CivilDate)] = [:]

    init(code: String, number: Int64, today: CivilDate, _ seed: inout Seed) {
        self.code = code
        subjects = (number * 2 - 1, number * 2)
        memberSince = today
        beganOn = today.adding(days: -seed.number(0..<400)) ?? today
    }

    /// So many credit codes whose check characters are right.
    static func codes(_ count: Int) -> [String] {
        (0..<count).compactMap { number in
            let body = "91110108\(100_000_000 + number)"
            return "0123456789ABCDEFGHJKLMNPQRTUWXY".lazy.map { body + String($0) }
                .first { !CreditCode.findings(in: $0).contains(where: \.isRefusal) }
        }
    }

    /// Whether any of its clocks stands still: each such day has its look.
    var isStill: Bool { isStopped || isResting && isInYards }

    var isInYards: Bool { sectors.contains("yards") }

    var row: String { "\(code),某公司\(code.suffix(3)),\(district),\(sectors)," }

    var beginning: Deed { tell("works", ["\"began_on\": \"\(beganOn)\"", "\"stopped\": false"], on: beganOn) }

    /// Moves district, joins or leaves a sector.
    mutating func move(on today: CivilDate, _ seed: inout Seed) -> Deed {
        if seed.once(in: 2) {
            district = seed.pick(["东区", "西区"])
        } else {
            sectors = seed.pick(["shops", "shops;yards", "shops;yards", "yards", "others"])
            memberSince = sectors.contains("shops") ? memberSince ?? today : nil
        }
        return .list([row])
    }

    /// Tells something of what it does or is.
    mutating func tell(on today: CivilDate, _ seed: inout Seed) -> Deed {
        let date = max(today.adding(days: -seed.number(0..<15)) ?? today, beganOn)
        switch isStopped && seed.once(in: 2) ? 9 : seed.number(0..<10) {
        case 0:
            let assessed = seed.once(in: 2) ? ["\"assessed_on\": \"\(past(date, &seed))\""] : []
            return tell("common", ["\"workers\": \(seed.number(0..<9))"] + assessed, on: date)
        case 1, 2, 3: return tell("works", [], kind: "recheck", on: date)
        case 4, 5:
            guard isInYards else { return tell("works", facts(date, &seed), on: date) }
            let lists = #""vessels": [\#(vessels(on: date, &seed))]"#
            if isResting ? seed.once(in: 2) : seed.once(in: 8) { isResting.toggle() }
            let resting = ["\"resting\": \(isResting)"]
            return tell("yards", resting + ["\"reported_on\": \"\(past(date, &seed))\""], lists: lists, on: date)
        case 6:
            trainings.append(
                #"{"number": "\#(trainings.count)", "date": "\#(past(date, &seed))", "hours": \#(seed.number(1..<13))}"#
            )
            return tell(
                "works", [], lists: "\"trainings\": [\(trainings.suffix(30).joined(separator: ", "))]", on: date)
        default: return tell("works", facts(date, &seed), on: date)
        }
    }

    private mutating func facts(_ date: CivilDate, _ seed: inout Seed) -> [String] {
        let done = [
            "tested_on", "filed_on", "trained_on", "found_on", "mended_on", "reviewed_on", "drilled_on",
        ]
        var facts: [String: String] = [:]
        for _ in 0..<seed.number(1..<4) { facts[seed.pick(done)] = "\"\(past(date, &seed))\"" }
        if seed.once(in: 6) { facts["licence_until"] = "\"\(date.adding(days: seed.number(40..<1500)) ?? date)\"" }
        if isStopped ? seed.once(in: 2) : seed.once(in: 20) {
            isStopped.toggle()
            facts["stopped"] = "\(isStopped)"
        }
        if seed.once(in: 6) { facts["ohm"] = "\(seed.number(1..<20))" }
        if seed.once(in: 6) { facts["large"] = "\(seed.once(in: 2))" }
        if isClosed || seed.once(in: 15) {
            isClosed.toggle()
            facts["closed"] = "\(isClosed)"
        }
        return facts.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }
    }

    /// A day of the month before another one, or that day.
    private func past(_ date: CivilDate, _ seed: inout Seed) -> CivilDate {
        date.adding(days: -seed.number(0..<30)) ?? date
    }

    /// Its vessels: some come, some go, some are inspected.
    private mutating func vessels(on date: CivilDate, _ seed: inout Seed) -> String {
        for serial in ["A", "B", "C"] where seed.once(in: 3) {
            vessels[serial] =
                vessels[serial] == nil ? (seed.pick([6, 12, 24, 36]), date) : seed.once(in: 4) ? nil : vessels[serial]
        }
        return vessels.sorted { $0.key < $1.key }.map { serial, vessel in
            let done = date.adding(days: -seed.number(0..<60)) ?? date
            let inspected = seed.once(in: 4) ? ", \"inspected_on\": \"\(done)\"" : ""
            let checked = seed.once(in: 3) ? ", \"checked_on\": \"\(done)\"" : ""
            return
                "{\"serial\": \"\(serial)\", \"months\": \(vessel.months), \"from_on\": \"\(vessel.from)\"\(inspected)\(checked)}"
        }.joined(separator: ", ")
    }

    private func tell(
        _ bundle: String, _ facts: [String], lists: String = "", kind: String = "spot-check",
        on date: CivilDate
    ) -> Deed {
        let json = "{\"facts\": {\(facts.joined(separator: ", "))}, \"lists\": {\(lists)}}"
        return .tell(bundle: bundle, enterprise: code, site: nil, facts: json, kind: kind, date: date)
    }
}
