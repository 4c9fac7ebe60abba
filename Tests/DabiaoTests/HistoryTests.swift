import Dabiao
import Testing

/// Tellings of one subject, by hand.
enum Tale {
    static let here = SourceLocation(file: "facts.yaml", line: 1, column: 1)

    static func bundle(validFor: Period? = nil, key: [String] = ["serial"]) -> Bundle {
        guard let version = BundleVersion("1.0.0") else { preconditionFailure("1.0.0 is a version") }
        var bundle = Bundle(
            id: "tale", version: version, title: "tale", subject: .site, sector: nil, department: "", requires: [:])
        var fact = FactDeclaration(name: "x", title: "x", type: .decimal, location: here)
        fact.validFor = validFor
        bundle.facts = [fact, FactDeclaration(name: "y", title: "y", type: .decimal, location: here)]
        var list = ListDeclaration(
            name: "tanks", title: "tanks", key: key,
            columns: ["serial", "a", "b"].map { ColumnDeclaration(name: $0, title: $0, type: .text, location: here) },
            location: here)
        list.validFor = validFor
        bundle.lists = [list]
        return bundle
    }

    static func source(_ id: Int64, _ kind: AssessmentKind, _ date: String) -> Testimony.Source {
        Testimony.Source(id: id, kind: .assessment(kind), date: day(date), recordedAt: id * 100)
    }

    static func x(_ id: Int64, _ kind: AssessmentKind, _ date: String, _ value: Double) -> Testimony {
        Testimony(source(id, kind, date), Telling(facts: ["x": .number(value)]))
    }

    /// Rows as `serial a b`; a dash is not told.
    static func tanks(_ id: Int64, _ kind: AssessmentKind, _ date: String, _ rows: String...) -> Testimony {
        let told = rows.map { row -> [String: Value] in
            let cells = row.split(separator: " ").map(String.init)
            let pairs = zip(["serial", "a", "b"], cells).filter { $0.1 != "-" }.map { ($0.0, Value.text($0.1)) }
            return Dictionary(pairs) { first, _ in first }
        }
        return Testimony(source(id, kind, date), Telling(lists: ["tanks": told]))
    }

    static func shown(_ known: Known) -> [String]? {
        known.lists["tanks"]?.map { row in
            ["serial", "a", "b"].map { row.cells[$0]?.value?.description ?? "-" }.joined(separator: " ")
        }
    }
}

@Suite("What is known of a subject")
struct HistoryTests {
    @Test(
        "Of a fact the last word stands, but what somebody else found only somebody else changes",
        arguments: [
            ([Tale.x(1, .selfReview, "2026-01-01", 1)], 1.0, nil),
            ([Tale.x(1, .selfReview, "2026-02-01", 1), Tale.x(2, .selfReview, "2026-01-01", 2)], 1, nil),
            ([Tale.x(1, .selfReview, "2026-01-01", 1), Tale.x(2, .selfReview, "2026-01-01", 2)], 2, nil),
            ([Tale.x(1, .selfReview, "2026-01-01", 1), Tale.x(2, .review, "2026-02-01", 2)], 2, nil),
            ([Tale.x(1, .review, "2026-01-01", 1), Tale.x(2, .selfReview, "2026-02-01", 2)], 1, 2),
            ([Tale.x(1, .review, "2026-01-01", 1), Tale.x(2, .selfReview, "2026-02-01", 1)], 1, nil),
            ([Tale.x(1, .spotCheck, "2026-01-01", 1), Tale.x(2, .recheck, "2026-02-01", 2)], 2, nil),
            (
                [
                    Tale.x(1, .review, "2026-01-01", 1), Tale.x(2, .selfReview, "2026-02-01", 2),
                    Tale.x(3, .onSiteVerification, "2026-03-01", 3),
                ], 3, nil
            ),
            ([Tale.x(1, .review, "2026-03-01", 1), Tale.x(2, .selfReview, "2026-02-01", 2)], 1, nil),
        ] as [([Testimony], Double, Double?)])
    func fact(_ testimonies: [Testimony], value: Double, claim: Double?) {
        let known = History(testimonies, of: Tale.bundle()).known(on: day("2026-12-31"))
        #expect(known.telling.facts["x"] == .number(value))
        #expect(known.claims.map(\.content) == (claim.map { [.value(.number($0))] } ?? []))
    }

    @Test(
        "A list is replaced by complete ones and merged by others; what was found stays",
        arguments: [
            (
                [
                    Tale.tanks(1, .selfReview, "2026-01-01", "A 1 1", "B 1 1"),
                    Tale.tanks(2, .selfReview, "2026-02-01", "B 2"),
                ],
                ["B 2 -"], []
            ),
            (
                [
                    Tale.tanks(1, .selfReview, "2026-01-01", "A 1 1"),
                    Tale.tanks(2, .recheck, "2026-02-01", "A 2", "B 2"),
                ],
                ["A 2 1", "B 2 -"], []
            ),
            // Single rows were found: the rest of the list is the enterprise's.
            (
                [
                    Tale.tanks(1, .recheck, "2026-01-01", "A 1"),
                    Tale.tanks(2, .selfReview, "2026-02-01", "A 2 2", "C 2"),
                ],
                ["A 1 2", "C 2 -"], [.value(.text("2"))]
            ),
            (
                [Tale.tanks(1, .recheck, "2026-01-01", "A 1"), Tale.tanks(2, .selfReview, "2026-02-01", "C 2")],
                ["C 2 -", "A 1 -"], [.missingRow]
            ),
            // The whole list was found.
            (
                [
                    Tale.tanks(1, .review, "2026-01-01", "A 1"),
                    Tale.tanks(2, .selfReview, "2026-02-01", "A 1 2", "C 2"),
                ],
                ["A 1 2"], [.additionalRow]
            ),
            (
                [Tale.tanks(1, .review, "2026-01-01", "A 1", "B 1"), Tale.tanks(2, .selfReview, "2026-02-01")],
                ["A 1 -", "B 1 -"], [.missingRow, .missingRow]
            ),
            (
                [Tale.tanks(1, .selfReview, "2026-01-01", "A 1 1"), Tale.tanks(2, .review, "2026-02-01", "B 2")],
                ["B 2 -"], []
            ),
        ] as [([Testimony], [String], [Claim.Content])])
    func list(_ testimonies: [Testimony], rows: [String], claims: [Claim.Content]) {
        let known = History(testimonies, of: Tale.bundle()).known(on: day("2026-12-31"))
        #expect(Tale.shown(known) == rows)
        #expect(known.claims.map(\.content) == claims)
    }

    @Test("A list without a key is one thing: told whole, found whole")
    func keyless() {
        let review = Tale.tanks(1, .recheck, "2026-01-01", "A 1")
        let history = History([review, Tale.tanks(2, .selfReview, "2026-02-01", "A 2")], of: Tale.bundle(key: []))
        let known = history.known(on: day("2026-12-31"))
        #expect(Tale.shown(known) == ["A 1 -"])
        #expect(known.claims.map(\.content) == [.otherRows])
    }

    @Test(
        "What is valid for six months is known to the last day of them, and unknown from the next",
        arguments: [("2026-07-31", true), ("2026-08-01", false)])
    func expiry(on date: String, isKnown: Bool) {
        let testimonies = [
            Tale.x(1, .selfReview, "2026-01-31", 1), Tale.tanks(2, .selfReview, "2026-01-31", "A 1"),
        ]
        let known = History(testimonies, of: Tale.bundle(validFor: period("P6M"))).known(on: day(date))
        #expect((known.facts["x"] != nil) == isKnown)
        #expect((known.lists["tanks"] != nil) == isKnown)
        #expect(known.expiries == (isKnown ? ["x": day("2026-08-01"), "tanks": day("2026-08-01")] : [:]))
        #expect(known.expired == (isKnown ? [:] : ["x": day("2026-07-31"), "tanks": day("2026-07-31")]))
    }

    @Test("Rows told singly never pass for a list whose complete telling has expired")
    func partialExpiry() {
        let testimonies = [
            Tale.tanks(1, .selfReview, "2026-01-01", "A 1", "B 1"), Tale.tanks(2, .recheck, "2026-05-01", "B 2"),
        ]
        let history = History(testimonies, of: Tale.bundle(validFor: period("P6M")))
        #expect(Tale.shown(history.known(on: day("2026-07-01"))) == ["A 1 -", "B 2 -"])
        #expect(Tale.shown(history.known(on: day("2026-07-02"))) == nil)
    }

    @Test("A claim takes the place of a finding that has expired, while it is valid itself")
    func claimAfterExpiry() {
        let testimonies = [Tale.x(1, .review, "2026-01-01", 1), Tale.x(2, .selfReview, "2026-05-01", 2)]
        let history = History(testimonies, of: Tale.bundle(validFor: period("P6M")))
        #expect(history.known(on: day("2026-07-01")).telling.facts["x"] == .number(1))
        #expect(history.known(on: day("2026-07-02")).telling.facts["x"] == .number(2))
        #expect(history.known(on: day("2026-11-02")).telling.facts["x"] == nil)
        #expect(history.changes().map(\.day) == [day("2026-07-02")])
    }

    @Test("What was told and fits no type any more is unknown, and hides what was told before")
    func misfits() {
        var misfits = Misfits()
        misfits.facts = ["x"]
        misfits.cells = ["tanks": [0: ["a"]]]
        let later = Testimony(
            Tale.source(2, .selfReview, "2026-02-01"), Telling(lists: ["tanks": [["serial": .text("A")]]]),
            misfits: misfits)
        let history = History(
            [Tale.x(1, .selfReview, "2026-01-01", 1), Tale.tanks(3, .selfReview, "2026-01-01", "A 1"), later],
            of: Tale.bundle())
        let known = history.known(on: day("2026-02-01"))
        #expect(known.telling.facts["x"] == nil)
        #expect(known.isMisfit("x") && known.isMisfit("tanks.a") && !known.isMisfit("tanks.b") && !known.isMisfit("y"))
        #expect(Tale.shown(known) == ["A - -"])
        #expect(history.known(on: day("2026-01-31")).telling.facts["x"] == .number(1))
    }

    @Test(
        "A change is a known value replaced by another with a later date",
        arguments: [
            ([Tale.x(1, .selfReview, "2026-01-01", 1)], []),
            ([Tale.x(1, .selfReview, "2026-01-01", 1), Tale.x(2, .selfReview, "2026-01-01", 2)], []),
            ([Tale.x(1, .selfReview, "2026-01-01", 1), Tale.x(2, .selfReview, "2026-02-01", 1)], []),
            ([Tale.x(1, .selfReview, "2026-01-01", 1), Tale.x(2, .selfReview, "2026-02-01", 2)], ["2026-02-01"]),
            ([Tale.x(1, .review, "2026-01-01", 1), Tale.x(2, .selfReview, "2026-02-01", 2)], []),
            (
                [
                    Tale.tanks(1, .selfReview, "2026-01-01", "A 1", "B 1"),
                    Tale.tanks(2, .selfReview, "2026-02-01", "B 2", "C 1"),
                ],
                ["2026-02-01"]
            ),
        ] as [([Testimony], [String])])
    func changes(_ testimonies: [Testimony], days: [String]) {
        #expect(History(testimonies, of: Tale.bundle()).changes().map(\.day) == days.map(day))
    }
}
