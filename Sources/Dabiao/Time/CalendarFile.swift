/// One year of the work calendar as its file tells it (`config/calendar/cn-YYYY.csv`).
///
/// ```
/// # year: 2026
/// # status: published
/// # source: 国务院办公厅关于2026年部分节假日安排的通知
/// date,kind,name
/// 2026-01-01,holiday,元旦
/// 2026-01-04,workday,元旦
/// ```
///
/// Only days that differ from Monday-to-Friday need a row. A `provisional` file holds what the statute fixes before
/// the State Council has published the year's arrangement. New Year's bridge may reach back, so that a file may also
/// arrange days in December of the year before.
struct CalendarFile: Hashable, Sendable {
    /// A day that the file arranges.
    struct Row: Hashable, Sendable {
        let date: CivilDate
        let isWorkday: Bool
        /// The holiday that it is, or that it makes up for.
        let name: String
        /// Where it stands, counted from 1.
        let line: Int
    }

    let name: String
    let year: Int
    let isProvisional: Bool
    /// The notice or statute that the rows come from.
    let source: String
    let rows: [Row]

    /// Reads the file's text; throws the first thing that is not of the form, with its line.
    init(name: String, text: String) throws(DabiaoError) {
        var reader = CalendarFileReader(name: name)
        let body = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
        for line in body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            try reader.read(line.trimmed)
        }
        self = try reader.finish()
    }

    fileprivate init(name: String, year: Int, isProvisional: Bool, source: String, rows: [Row]) {
        self.name = name
        self.year = year
        self.isProvisional = isProvisional
        self.source = source
        self.rows = rows
    }
}

/// Reads a calendar file line by line.
private struct CalendarFileReader {
    let name: String
    private var line = 0
    private var header: [Substring: Substring] = [:]
    private var year: Int?
    private var rows: [CivilDate: CalendarFile.Row] = [:]

    private static let keys: [Substring] = ["year", "status", "source", "note"]
    private static let columns = "date,kind,name"

    init(name: String) {
        self.name = name
    }

    mutating func read(_ text: Substring) throws(DabiaoError) {
        line += 1
        if text.isEmpty { return }
        if text.first == "#", year == nil {
            try readHeader(text.dropFirst())
        } else if year == nil {
            try endHeader(text)
        } else {
            try readRow(text)
        }
    }

    func finish() throws(DabiaoError) -> CalendarFile {
        guard let year, let source = header["source"] else {
            throw error(
                Phrase("没有表头“\(Self.columns)”", "there is no heading \"\(Self.columns)\""))
        }
        return CalendarFile(
            name: name, year: year, isProvisional: header["status"] == "provisional", source: String(source),
            rows: rows.values.sorted { $0.date < $1.date })
    }

    private mutating func readHeader(_ text: Substring) throws(DabiaoError) {
        let parts = text.split(separator: ":", maxSplits: 1).map(\.trimmed)
        guard parts.count == 2, Self.keys.contains(parts[0]), !parts[1].isEmpty, header[parts[0]] == nil else {
            throw error(
                Phrase(
                    "以 # 开头的行应写“键: 值”，键为 year、status、source、note，各一次",
                    "a line that begins with # reads \"key: value\" with the keys year, status, source, note, each once"
                ))
        }
        header[parts[0]] = parts[1]
    }

    private mutating func endHeader(_ text: Substring) throws(DabiaoError) {
        guard text == Self.columns else {
            throw error(Phrase("应为表头“\(Self.columns)”", "expected the heading \"\(Self.columns)\""))
        }
        guard let year = header["year"].flatMap({ Int($0) }), CivilDate.years.contains(year) else {
            throw error(Phrase("此前应有“# year: 四位年份”", "\"# year: YYYY\" should stand above"))
        }
        guard let status = header["status"], status == "published" || status == "provisional" else {
            throw error(
                Phrase(
                    "此前应有“# status: published”（已公布）或“# status: provisional”（暂定）",
                    "\"# status: published\" or \"# status: provisional\" should stand above"))
        }
        guard header["source"] != nil else {
            throw error(Phrase("此前应有“# source: 出处”", "\"# source: …\" should stand above"))
        }
        self.year = year
    }

    private mutating func readRow(_ text: Substring) throws(DabiaoError) {
        let cells = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
        guard cells.count == 3, !cells[2].isEmpty else {
            throw error(Phrase("应有日期、类别、名称三栏", "a row has three cells: date, kind, name"))
        }
        guard let date = CivilDate(cells[0]) else {
            throw error(Phrase("“\(cells[0])”不是日期 YYYY-MM-DD", "\"\(cells[0])\" is not a date YYYY-MM-DD"))
        }
        guard cells[1] == "holiday" || cells[1] == "workday" else {
            throw error(
                Phrase("“\(cells[1])”应为 holiday 或 workday", "\"\(cells[1])\" should be holiday or workday"))
        }
        try add(.init(date: date, isWorkday: cells[1] == "workday", name: String(cells[2]), line: line))
    }

    private mutating func add(_ row: CalendarFile.Row) throws(DabiaoError) {
        guard let year, row.date.year == year || row.date.year == year - 1 && row.date.month == 12 else {
            throw error(
                Phrase("\(row.date) 不在 \(header["year"] ?? "") 年", "\(row.date) is not in \(header["year"] ?? "")"))
        }
        guard rows[row.date] == nil else {
            throw error(Phrase("\(row.date) 重复", "\(row.date) stands here twice"))
        }
        guard !row.isWorkday || row.date.isWeekend else {
            throw error(
                Phrase(
                    "\(row.date) 不是周末，不需要调休上班，请核对日期",
                    "\(row.date) is no weekend day and needs no make-up work: check the date"))
        }
        rows[row.date] = row
    }

    private func error(_ what: Phrase) -> DabiaoError {
        DabiaoError(
            .invalid, Phrase("日历文件 \(name) 第 \(line) 行：\(what.zh)", "calendar file \(name), line \(line): \(what.en)"),
            remedy: Phrase("请按国务院办公厅的通知改正该文件", "Correct the file after the State Council's notice"))
    }
}

extension Substring {
    /// Without white space at its ends.
    fileprivate var trimmed: Substring {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
