import Dabiao
import Testing

@Suite("Calendar files")
struct CalendarFileTests {
    private static let head = "# year: 2026\n# status: published\n# source: 通知\ndate,kind,name\n"

    private func calendar(_ text: String) throws -> WorkCalendar {
        try WorkCalendar(files: [("cn-2026.csv", text)])
    }

    @Test("The form, with a byte order mark, CRLF, blanks and blank lines as office programs leave them")
    func lenient() throws {
        let text =
            "\u{FEFF}# year: 2026\r\n# status: provisional\r\n#source:  a: b \r\n# note: n\r\n\r\ndate,kind,name\r\n"
            + " 2026-01-01 , holiday, 元旦 \r\n2025-12-28,workday,元旦\r\n\r\n"
        let calendar = try calendar(text)
        #expect(calendar.kind(of: day("2026-01-01")) == .holiday)
        #expect(calendar.day(day("2026-01-01"))?.name == "元旦")
        #expect(calendar.isProvisional(2026))
        #expect(calendar.source(of: 2026) == "a: b")
        #expect(calendar.coveredYears == [2026])
        #expect(calendar.kind(of: day("2025-12-28")) == nil)  // arranged, but its year has no rows of its own
    }

    @Test("New Year's bridge arranges days of the December before")
    func bridge() throws {
        let before = "# year: 2025\n# status: published\n# source: 通知\ndate,kind,name\n"
        let calendar = try WorkCalendar(files: [
            ("cn-2026.csv", Self.head + "2025-12-28,workday,元旦\n2025-12-31,holiday,元旦\n"), ("cn-2025.csv", before),
        ])
        #expect(calendar.isWorkday(day("2025-12-28")) == true)
        #expect(calendar.isWorkday(day("2025-12-31")) == false)
    }

    @Test(
        "What is not of the form is refused with its line",
        arguments: [
            ("", 1, "date,kind,name"), ("date,kind,name\n", 1, "year"), ("# year: 26\n", 2, "date,kind,name"),
            ("# year: 1899\n# status: published\n# source: s\ndate,kind,name\n", 4, "year"),
            ("# year: 2026\n# source: s\ndate,kind,name\n", 3, "status"),
            ("# year: 2026\n# status: final\n# source: s\ndate,kind,name\n", 4, "status"),
            ("# year: 2026\n# status: published\ndate,kind,name\n", 3, "source"),
            ("# year: 2026\n# year: 2026\n", 2, "year"), ("# provisional\n", 1, "status"),
            ("# colour: red\n", 1, "status"), ("# year:\n", 1, "year"),
            (head + "2026-02-30,holiday,春节\n", 5, "2026-02-30"), (head + "2026-1-1,holiday,元旦\n", 5, "2026-1-1"),
            (head + "2026-01-01,rest,元旦\n", 5, "rest"), (head + "2026-01-01,holiday\n", 5, "三栏"),
            (head + "2026-01-01,holiday,\n", 5, "三栏"), (head + "2026-01-01,holiday,元旦,x\n", 5, "三栏"),
            (head + "2026-01-01,holiday,元旦\n2026-01-01,holiday,元旦\n", 6, "重复"),
            (head + "2027-01-01,holiday,元旦\n", 5, "2027-01-01"), (head + "2025-11-30,workday,元旦\n", 5, "2025-11-30"),
            (head + "2026-01-05,workday,元旦\n", 5, "周末"), (head + "# late: header\n", 5, "三栏"),
        ])
    func refused(text: String, line: Int, mention: String) throws {
        let error = try #require(throws: DabiaoError.self) { try calendar(text) }
        #expect(error.code == .invalid)
        #expect(error.message.zh.contains("cn-2026.csv 第 \(line) 行"), "\(error)")
        #expect(error.message.zh.contains(mention), "\(error)")
        #expect(error.message.en.contains("cn-2026.csv, line \(line)"), "\(error)")
    }

    @Test("A year or a day stands in one file only")
    func twice() throws {
        let years = try #require(throws: DabiaoError.self) {
            try WorkCalendar(files: [("a.csv", Self.head), ("b.csv", Self.head)])
        }
        #expect(years.message.en.contains("a.csv") && years.message.en.contains("b.csv"))
        let before = "# year: 2025\n# status: published\n# source: 通知\ndate,kind,name\n2025-12-28,workday,元旦\n"
        #expect(throws: DabiaoError.self) {
            try WorkCalendar(files: [("a.csv", before), ("b.csv", Self.head + "2025-12-28,workday,元旦\n")])
        }
    }

    @Test("The shipped years: published to 2026, then provisional with thirteen statutory days", arguments: 2024...2036)
    func shipped(year: Int) throws {
        let calendar = try Shipped.calendar(year...year)
        let isPublished = year <= 2026
        #expect(calendar.isProvisional(year) == !isPublished)
        guard !isPublished else { return }
        let holidays = try #require(calendar.days(of: year)).filter { $0.kind == .holiday }
        let names = holidays.flatMap { ($0.name ?? "").split(separator: "、") }
        #expect(names.count == 13)
        let counts = names.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        #expect(counts == ["元旦": 1, "春节": 4, "清明节": 1, "劳动节": 2, "端午节": 1, "中秋节": 1, "国庆节": 3])
    }

    /// The published years in full: name, kind, and first and last day, as the State Council arranged them.
    private static let arrangements: [(Int, Int, String)] = [
        (
            2024, 36,
            """
            元旦 holiday 01-01; 春节 workday 02-04; 春节 holiday 02-10..02-17; \
            春节 workday 02-18; 清明节 holiday 04-04..04-06; 清明节 workday 04-07; \
            劳动节 workday 04-28; 劳动节 holiday 05-01..05-05; 劳动节 workday 05-11; \
            端午节 holiday 06-10; 中秋节 workday 09-14; 中秋节 holiday 09-15..09-17; \
            国庆节 workday 09-29; 国庆节 holiday 10-01..10-07; 国庆节 workday 10-12
            """
        ),
        (
            2025, 33,
            """
            元旦 holiday 01-01; 春节 workday 01-26; 春节 holiday 01-28..02-04; \
            春节 workday 02-08; 清明节 holiday 04-04..04-06; 劳动节 workday 04-27; \
            劳动节 holiday 05-01..05-05; 端午节 holiday 05-31..06-02; 国庆节 workday 09-28; \
            国庆节 holiday 10-01..10-05; 中秋节 holiday 10-06; 国庆节 holiday 10-07..10-08; \
            国庆节 workday 10-11
            """
        ),
        (
            2026, 39,
            """
            元旦 holiday 01-01..01-03; 元旦 workday 01-04; 春节 workday 02-14; \
            春节 holiday 02-15..02-23; 春节 workday 02-28; 清明节 holiday 04-04..04-06; \
            劳动节 holiday 05-01..05-05; 劳动节 workday 05-09; 端午节 holiday 06-19..06-21; \
            国庆节 workday 09-20; 中秋节 holiday 09-25..09-27; 国庆节 holiday 10-01..10-07; \
            国庆节 workday 10-10
            """
        ),
    ]

    @Test("Every row of the published years is that of the reference, and there is no other", arguments: arrangements)
    func published(year: Int, count: Int, spans: String) throws {
        var expected: [String] = []
        for span in spans.split(separator: "; ") {
            let words = span.split(separator: " ")
            let ends = words[2].split(separator: "..")
            let (first, last) = (day("\(year)-\(ends[0])"), day("\(year)-\(ends[ends.count - 1])"))
            for number in first.dayNumber...last.dayNumber {
                expected.append("\(try #require(CivilDate(dayNumber: number))),\(words[1]),\(words[0])")
            }
        }
        #expect(expected.count == count)
        let rows = try Shipped.file(year).text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
        #expect(rows.map(String.init) == expected)
    }

    @Test("The statutory days of 2027 are those of the reference (regime.md 8.3)")
    func year2027() throws {
        let holidays = try #require(try Shipped.calendar().days(of: 2027)).filter { $0.kind == .holiday }.map(\.date)
        let expected = [
            "01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15", "10-01", "10-02",
            "10-03",
        ]
        #expect(holidays == expected.map { day("2027-" + $0) })
    }
}
