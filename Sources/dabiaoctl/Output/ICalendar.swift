import Dabiao
import DabiaoControl

/// Duties as a calendar of RFC 5545: an all-day event each, on the day that it falls due.
///
/// An occurrence keeps its identifier however often its day moves, so that a calendar that reads it again moves the
/// event instead of adding one.
struct ICalendar {
    let occurrences: [ObligationInterface.Occurrence]
    /// When it was made, as `19970714T170000Z`.
    let stamp: String

    var text: String {
        let lines =
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//dabiao//dabiaoctl \(Version.text)//ZH", "CALSCALE:GREGORIAN"]
            + occurrences.flatMap(event) + ["END:VCALENDAR"]
        return lines.map { Self.folded($0) + "\r\n" }.joined()
    }

    /// The lines of an event; none where there is no day.
    private func event(_ occurrence: ObligationInterface.Occurrence) -> [String] {
        guard let due = occurrence.due, let next = due.adding(days: 1) else { return [] }
        let provisional = occurrence.provisional ? dabiaoctl.text("（暂定）", " (provisional)") : ""
        let row = occurrence.row.map { " [\($0)]" } ?? ""
        let site = occurrence.site.map { dabiaoctl.text("（\($0)）", " (\($0))") } ?? ""
        let summary = "\(occurrence.enterpriseName)\(site)：\(occurrence.title)\(row)\(provisional)"
        let description = [
            dabiaoctl.text("状态：", "state: ") + OccurrenceWord.text(occurrence.state),
            dabiaoctl.text("企业：", "enterprise: ") + occurrence.enterprise,
            dabiaoctl.text("编号：", "id: ") + "\(occurrence.id)",
        ]
        return [
            "BEGIN:VEVENT", "UID:occurrence-\(occurrence.id)-\(occurrence.enterprise)@dabiao", "DTSTAMP:\(stamp)",
            "DTSTART;VALUE=DATE:\(Self.basic(due))", "DTEND;VALUE=DATE:\(Self.basic(next))",
            "SUMMARY:\(Self.escaped(summary))", "DESCRIPTION:\(Self.escaped(description.joined(separator: "\n")))",
            "LOCATION:\(Self.escaped(occurrence.district))", "CATEGORIES:\(Self.escaped(occurrence.bundle))",
            "STATUS:\(occurrence.provisional ? "TENTATIVE" : "CONFIRMED")", "TRANSP:TRANSPARENT", "END:VEVENT",
        ]
    }

    /// `20261130`
    private static func basic(_ day: CivilDate) -> String { day.description.replacing("-", with: "") }

    private static func escaped(_ text: String) -> String {
        let escaped = [("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")]
        return escaped.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    /// A content line in pieces of at most 75 bytes, none of which ends inside of a character.
    private static func folded(_ line: String) -> String {
        var (folded, bytes) = ("", 0)
        for character in line {
            let size = String(character).utf8.count
            if bytes + size > 75 {
                folded += "\r\n "
                bytes = 1
            }
            folded.append(character)
            bytes += size
        }
        return folded
    }
}
