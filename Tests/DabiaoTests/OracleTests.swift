import Dabiao
import Foundation
import Testing

/// Date rules against programs that others wrote: `dateutil` and `chinesecalendar` from PyPI, and systemd.
@Suite("Oracles", .timeLimit(.minutes(2)))
struct OracleTests {
    private static let years = 2020...2080

    private static func dates(_ count: Int, _ name: String, _ years: ClosedRange<Int> = years) -> [CivilDate] {
        let given = ProcessInfo.processInfo.environment["DABIAO_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("\(name): DABIAO_SEED=\(seed)")
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in generator.date(years) }
    }

    @Test(
        "Months and the n-th date of a row are those of dateutil.relativedelta",
        .enabled(if: Oracle.has("dateutil"), "DABIAO_PYTHON names no interpreter that has python-dateutil"))
    func months() throws {
        let periods = ["P1M", "P3M", "P6M", "P1Y", "P18M", "P30D", "P1M15D", "P5Y"].compactMap { Period($0) }
        let questions = Self.dates(2000, "months").enumerated().map { index, start in
            (start: start, period: periods[index % periods.count], times: index % 23 + 1)
        }
        let answers = try Oracle.python(
            """
            import sys, datetime
            from dateutil.relativedelta import relativedelta
            for line in sys.stdin:
                day, months, days, times = line.split()
                step = relativedelta(months=int(months) * int(times), days=int(days) * int(times))
                print(datetime.date.fromisoformat(day) + step)
            """,
            questions.map { "\($0.start) \($0.period.months) \($0.period.days) \($0.times)" })
        try #require(answers.count == questions.count)
        for (question, answer) in zip(questions, answers) {
            let ours = question.start.adding(question.period, times: question.times)
            #expect(ours?.description == answer, "\(question)")
        }
    }

    @Test(
        "Workdays of the published years are those of chinesecalendar",
        .enabled(if: Oracle.has("chinese_calendar"), "DABIAO_PYTHON names no interpreter that has chinesecalendar"))
    func workdays() throws {
        let calendar = try Shipped.calendar(2024...2026)
        let days = (CivilDate(2024, 1, 1).dayNumber...CivilDate(2026, 12, 31).dayNumber)
            .compactMap { CivilDate(dayNumber: $0) }
        let answers = try Oracle.python(
            """
            import sys, datetime, chinese_calendar
            for line in sys.stdin:
                print(chinese_calendar.is_workday(datetime.date.fromisoformat(line.strip())))
            """, days.map(\.description))
        try #require(answers.count == days.count)
        for (day, answer) in zip(days, answers) {
            #expect(calendar.isWorkday(day) == (answer == "True"), "\(day)")
        }
    }

    @Test(
        "Counts of workdays and rolled days are those of chinesecalendar",
        .enabled(if: Oracle.has("chinese_calendar"), "DABIAO_PYTHON names no interpreter that has chinesecalendar"))
    func counts() throws {
        let calendar = try Shipped.calendar(2024...2026)
        let questions = Self.dates(400, "counts", 2024...2025).enumerated().map { ($1, $0 % 45 + 1) }
        let answers = try Oracle.python(
            """
            import sys, datetime, chinese_calendar
            one = datetime.timedelta(days=1)
            for line in sys.stdin:
                start, count = line.split()
                start = datetime.date.fromisoformat(start)
                day, left = start, int(count)
                while left:
                    day += one
                    left -= chinese_calendar.is_workday(day)
                rolled = start
                while not chinese_calendar.is_workday(rolled):
                    rolled += one
                print(day, rolled)
            """, questions.map { "\($0.0) \($0.1)" })
        try #require(answers.count == questions.count)
        for ((start, count), answer) in zip(questions, answers) {
            let day = calendar.adding(workdays: count, to: start)?.date.description ?? "-"
            let rolled = calendar.roll(start, .nextWorkday).date.description
            #expect("\(day) \(rolled)" == answer, "\(start) \(count)")
        }
    }

    /// A schedule of ours, and the same as systemd writes it.
    private static let recurrences: [(every: String, calendar: String)] = [
        ("P1M", "*-*-01"), ("P3M", "*-01,04,07,10-01"), ("P6M", "*-01,07-01"), ("P1Y", "*-01-01"),
    ]

    @Test(
        "The periods of the calendar begin when systemd-analyze says",
        .enabled(if: Oracle.systemd != nil, "there is no systemd-analyze"), arguments: recurrences)
    func recurrence(every: String, calendar: String) throws {
        let period = try #require(Period(every))
        let periods = try #require(NominalPeriods(every: period, anchor: .calendar, origin: nil))
        for start in Self.dates(3, "recurrence \(every)", 2000...2090) {
            let before = try #require(start.adding(days: -1))
            let first = try #require(periods.first(from: start, .next))
            let ours = (0..<40).compactMap { periods.period(number: first.number + $0)?.start.description }
            #expect(try Oracle.elapses(calendar, count: 40, after: before) == ours, "\(start)")
        }
    }

    @Test(
        "Days of the year come when systemd-analyze says",
        .enabled(if: Oracle.systemd != nil, "there is no systemd-analyze"),
        arguments: ["06-30", "12-31", "02-28"])
    func daysOfTheYear(text: String) throws {
        let day = try #require(MonthDay(text))
        for start in Self.dates(3, "days of the year \(text)", 2000...2090) {
            let answer = try CalendarQuestion(start: start, rule: .days([day], count: 10)).answer(by: .empty)
            #expect(
                try Oracle.elapses("*-\(text)", count: 10, after: start) == answer.due.map(\.description), "\(start)")
        }
    }
}

/// Runs the programs that know.
private enum Oracle {
    private static let interpreter = ProcessInfo.processInfo.environment["DABIAO_PYTHON"]

    static let systemd = ["/usr/bin/systemd-analyze", "/bin/systemd-analyze"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Whether the interpreter that `DABIAO_PYTHON` names has a module.
    static func has(_ module: String) -> Bool {
        guard let interpreter else { return false }
        return (try? run(interpreter, ["-c", "import \(module)"]))?.status == 0
    }

    /// A line of answer for each line of question.
    static func python(_ script: String, _ questions: [String]) throws -> [String] {
        let outcome = try run(
            try #require(interpreter), ["-c", script], input: questions.joined(separator: "\n") + "\n")
        #expect(outcome.status == 0)
        return outcome.output.split(separator: "\n").map(String.init)
    }

    /// The next days, after the end of one, on which a calendar expression elapses.
    static func elapses(_ calendar: String, count: Int, after day: CivilDate) throws -> [String] {
        let outcome = try run(
            try #require(systemd),
            ["calendar", "--iterations=\(count)", "--base-time=\(day) 23:59:59", calendar], environment: ["TZ": "UTC"])
        #expect(outcome.status == 0)
        return outcome.output.split(separator: "\n").compactMap { line in
            guard line.contains("Next elapse:") || line.contains("Iter. #") else { return nil }
            return line.split(separator: " ").first { CivilDate($0) != nil }.map(String.init)
        }
    }

    private static func run(
        _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dabiao-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (question, answer) = (folder.appending(path: "question"), folder.appending(path: "answer"))
        try Data(input.utf8).write(to: question)
        try Data().write(to: answer)
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ["LC_ALL": "C.UTF-8"].merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: question)
        process.standardOutput = try FileHandle(forWritingTo: answer)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: try Data(contentsOf: answer), as: UTF8.self))
    }
}
