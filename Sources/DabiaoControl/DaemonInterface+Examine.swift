public import Dabiao

extension DaemonInterface {
    public static let examine = Method<NoParameters, ExamineReply>(name, "Examine", needs: .verify)

    public enum Level: String, Codable, Hashable, Sendable, CaseIterable {
        /// `unchecked` is what could not be looked at.
        case ok, attention, failure, unchecked
    }

    /// What was looked at.
    public enum Check: String, Codable, Hashable, Sendable, CaseIterable {
        case socket, database, references, audit, calendar, plugins, spool, disk, clock, messages, troubles
    }

    /// A line of an examination.
    public struct Finding: Codable, Hashable, Sendable {
        public let check: Check
        public let level: Level
        public let message: Phrase
        /// What to do; nil where nothing is to be done.
        public let remedy: Phrase?

        public init(_ check: Check, _ level: Level, _ message: Phrase, remedy: Phrase? = nil) {
            self.check = check
            self.level = level
            self.message = message
            self.remedy = remedy
        }

        /// What failed, as its error tells it.
        public init(_ check: Check, _ level: Level, _ error: DabiaoError) {
            let cause = error.cause.map { "（\($0)）" } ?? ""
            let english = error.cause.map { " (\($0))" } ?? ""
            self.init(
                check, level, Phrase(error.message.zh + cause, error.message.en + english), remedy: error.remedy)
        }
    }

    public struct ExamineReply: Codable, Hashable, Sendable {
        public let findings: [Finding]

        public init(findings: [Finding]) {
            self.findings = findings
        }
    }
}

extension DaemonInterface.Finding {
    /// How well a work calendar covers the next weeks.
    ///
    /// - Parameter days: how far ahead what falls due needs it.
    public static func calendar(
        _ calendar: WorkCalendar, from today: CivilDate, days: Int = 60
    ) -> [DaemonInterface.Finding] {
        let last = today.adding(days: days) ?? today
        let years = today.year...last.year
        let found = years.compactMap { year -> DaemonInterface.Finding? in
            guard calendar.isProvisional(year) else { return nil }
            guard calendar.coveredYears.contains(year) else {
                return DaemonInterface.Finding(
                    .calendar, year == today.year ? .failure : .attention,
                    Phrase("工作日历没有 \(year) 年", "the work calendar lacks \(year)"),
                    remedy: Phrase(
                        "请在工作日历文件夹加入 cn-\(year).csv，再执行 dabiaoctl plugin reload",
                        "put cn-\(year).csv into the calendar folder, then dabiaoctl plugin reload"))
            }
            return DaemonInterface.Finding(
                .calendar, .attention,
                Phrase("\(year) 年的放假安排是暂定的，期限可能变动", "the holidays of \(year) are provisional: days may move"),
                remedy: Phrase(
                    "国务院办公厅公布后请更新 cn-\(year).csv，再执行 dabiaoctl plugin reload",
                    "update cn-\(year).csv when they are published, then dabiaoctl plugin reload"))
        }
        guard found.isEmpty else { return found }
        return [
            DaemonInterface.Finding(
                .calendar, .ok, Phrase("工作日历覆盖到 \(last)", "the work calendar covers the days to \(last)"))
        ]
    }
}
