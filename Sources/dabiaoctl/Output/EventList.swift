import Dabiao
import DabiaoControl

/// The events of a simulation for people: a table whose columns stand before anything is known of what is to come.
struct EventList: EventPrinter {
    private var day: CivilDate?

    mutating func print(_ event: SimulationInterface.Event) {
        if day == nil { row(text("日期", "day"), text("事项", "event"), text("内容", "what")) }
        row(event.day == day ? "" : event.day.description, Self.word(event), Self.sentence(event))
        day = event.day
    }

    func finish(_ summary: SimulationInterface.Summary) {
        if day != nil { Output.line() }
        let counts = summary.counts.map { "\(Self.word($0.kind)) \($0.count)" }.joined(separator: text("，", ", "))
        Output.paragraph(
            text("\(summary.from) 至 \(summary.until)：", "\(summary.from) to \(summary.until): ")
                + (counts.isEmpty ? text("没有任何事项", "nothing happens") : counts))
        if let first = summary.provisionalYears.first, let last = summary.provisionalYears.last {
            let years = first == last ? "\(first)" : text("\(first) 至 \(last)", "\(first) to \(last)")
            Output.paragraph(
                text(
                    "\(years) 年的放假安排尚未公布，这些年份里的日期是暂定的，公布后可能变动",
                    "the holidays of \(years) are not published: days in those years are provisional and may move"))
        }
        for problem in summary.problems { Output.paragraph("! " + problem.text(language)) }
    }

    /// Two columns of fixed width, and the rest folded into the third.
    private func row(_ day: String, _ kind: String, _ content: String) {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.displayWidth))
        }
        for (place, part) in content.folded(to: max(20, Output.width - 22)).enumerated() {
            var line = padded(place == 0 ? day : "", 12) + padded(place == 0 ? kind : "", 10) + part
            while line.last == " " { line.removeLast() }
            Output.line(line)
        }
    }

    private static func word(_ event: SimulationInterface.Event) -> String {
        event.state.map(OccurrenceWord.text) ?? word(event.kind)
    }

    private static func word(_ kind: SimulationInterface.Kind) -> String {
        switch kind {
        case .reminder: text("提醒", "reminder")
        case .opened: text("开始", "opened")
        case .asked: text("待补充", "asked")
        case .revised: text("改期", "revised")
        case .due: text("到期", "due")
        case .overdue: text("逾期", "overdue")
        case .ended: text("结束", "ended")
        case .verdict: text("否决项", "verdict")
        }
    }

    private static func sentence(_ event: SimulationInterface.Event) -> String {
        let site = event.site.map { text("（\($0)）", " (\($0))") } ?? ""
        let row = event.row.map { text("［\($0)］", " [\($0)]") } ?? ""
        return "\(event.enterpriseName)\(text("：", ": "))" + (event.text ?? event.title + site + row + what(event))
    }

    /// What happens to the duty or rule that was named.
    private static func what(_ event: SimulationInterface.Event) -> String {
        let provisional = event.provisional ? text("（暂定）", " (provisional)") : ""
        let due = event.due.map { "\($0)" } ?? text("待定", "undetermined")
        switch event.kind {
        case .reminder, .due: return provisional
        case .opened, .overdue, .ended: return text("，期限 \(due)", ", due \(due)") + provisional
        case .revised:
            let old = event.oldDue.map { "\($0)" } ?? text("待定", "undetermined")
            return text("，期限由 \(old) 改为 \(due)", ", due \(due) instead of \(old)") + provisional
        case .asked:
            let missing = event.missingTitles
            return text("，缺少“\(missing.joined(separator: "”、“"))”", ", missing: \(missing.joined(separator: ", "))")
        case .verdict:
            let effect = event.effect.map(EffectWord.text) ?? ""
            let (was, became) = (event.was?.word ?? text("无", "none"), event.became?.word ?? text("无", "none"))
            return text("（\(effect)）：由“\(was)”变为“\(became)”", " (\(effect)): from \(was) to \(became)")
        }
    }
}
