import Dabiao
import DabiaoStore
import Foundation
import SectorKit

/// One message to one enterprise on one day: every duty that is to be told that morning.
///
/// Encoded it is the body of the outbox and the content of a file in the spool.
struct ReminderNotice: Codable, Hashable, Sendable {
    /// One duty that is told.
    struct Line: Codable, Hashable, Sendable {
        enum Kind: String, Codable, Sendable {
            /// Before the due day, or on it.
            case upcoming
            case overdue
            /// A fact is missing without which it has no due day.
            case undetermined
        }

        let bundle: String
        let obligation: String
        let title: String
        let site: String?
        /// The row that owes it (a vessel's number).
        let row: String?
        let period: String
        let due: CivilDate?
        /// Until due; negative when overdue.
        let days: Int?
        let provisional: Bool
        let kind: Kind
        /// True where it should have been told on an earlier day.
        var late: Bool
        let missing: [String]
        /// The same as people call them.
        let missingTitles: [String]
        /// Who else is to be told, by role or column: the escalation of its ladder; nil is nobody.
        var to: [String]?
        /// The same as people call them.
        var toTitles: [String]?
        /// The due day before another work calendar moved it, where that is told here.
        let movedFrom: CivilDate?
        /// What of other plugins the same discharges, which this line, the strictest, stands for; nil is nothing.
        var also: [Duty]?

        enum CodingKeys: String, CodingKey {
            case bundle, obligation, title, site, row, period, due, days, provisional, kind, late, missing, to, also
            case missingTitles = "missing_titles"
            case toTitles = "to_titles"
            case movedFrom = "moved_from"
        }

        /// A duty of the same site and row.
        struct Duty: Codable, Hashable, Sendable {
            let bundle: String
            let obligation: String
            let title: String
            let period: String
            let due: CivilDate?
            let movedFrom: CivilDate?

            enum CodingKeys: String, CodingKey {
                case bundle, obligation, title, period, due
                case movedFrom = "moved_from"
            }
        }

        /// What the line itself is about.
        var duty: Duty {
            Duty(
                bundle: bundle, obligation: obligation, title: title, period: period, due: due, movedFrom: movedFrom)
        }

        /// Whether whoever was told this line was told all that another of the same day says, under whatever titles.
        func tellsTheSame(as other: Line) -> Bool {
            guard (site, row) == (other.site, other.row) else { return false }
            let told = [duty] + (also ?? [])
            return ([other.duty] + (other.also ?? [])).allSatisfy { duty in told.contains { $0.isTheSame(as: duty) } }
        }
    }

    struct Recipient: Codable, Hashable, Sendable {
        let creditCode: String
        let name: String
        let district: String

        enum CodingKeys: String, CodingKey {
            case name, district
            case creditCode = "credit_code"
        }
    }

    /// The idempotency key: a message with this key is told once.
    let key: String
    let channel: String
    let day: CivilDate
    let recipient: Recipient
    let subject: String
    let text: String
    let lines: [Line]

    init(to record: EnterpriseRecord, _ lines: [Line], channel: String, day: CivilDate, number: Int) {
        key = Self.key(record.creditCode, channel: channel, day: day, number: number)
        self.channel = channel
        self.day = day
        recipient = Recipient(creditCode: record.creditCode, name: record.name, district: record.district)
        self.lines = lines
        subject = Self.subject(of: lines)
        text = "\(record.name)：\n" + lines.map { "· " + Self.sentence($0) }.joined(separator: "\n")
    }

    /// The key of the n-th message on a day.
    static func key(_ creditCode: String, channel: String, day: CivilDate, number: Int) -> String {
        "\(day)-\(creditCode)-\(channel)\(number == 1 ? "" : "-\(number)")"
    }

    /// As one line of JSON.
    func json() throws -> String {
        String(decoding: try Self.encoder.encode(self), as: UTF8.self)
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private static func subject(of lines: [Line]) -> String {
        let counts: [(Line.Kind, String)] = [(.overdue, "逾期"), (.upcoming, "将到期"), (.undetermined, "待补充")]
        let parts = counts.compactMap { kind, word in
            let count = lines.count { $0.kind == kind }
            return count == 0 ? nil : "\(word) \(count) 项"
        }
        return "安全生产标准化提醒：" + parts.joined(separator: "，")
    }

    /// One duty in plain Chinese.
    static func sentence(_ line: Line) -> String {
        let site = line.site.map { "（\($0)）" } ?? ""
        let row = line.row.map { "［\($0)］" } ?? ""
        let provisional = line.provisional ? "（暂定，该年放假安排尚未公布）" : ""
        let late = line.late ? "（补发）" : ""
        let others = others(line) + escalation(line)
        let moved = line.movedFrom.map { from in "因放假安排公布，期限由 \(from) 改为 \(line.due.map(\.description) ?? "待定")；" }
        let subject = "\(late)\(line.title)\(site)\(row)"
        guard let due = line.due, let days = line.days else {
            return "\(subject)：缺少“\(line.missingTitles.joined(separator: "”、“"))”，期限无法确定，请尽快填报\(others)"
        }
        switch days {
        case ..<0: return "\(subject)：\(moved ?? "")应于 \(due) 前完成，已逾期 \(-days) 天\(provisional)\(others)"
        case 0: return "\(subject)：\(moved ?? "")今天（\(due)）到期\(provisional)\(others)"
        default: return "\(subject)：\(moved ?? "")\(due) 到期，还有 \(days) 天\(provisional)\(others)"
        }
    }

    /// What else the same discharges.
    private static func others(_ line: Line) -> String {
        let duties = (line.also ?? []).map { duty in
            let due = duty.due.map { "（\($0) 到期）" } ?? ""
            let moved = duty.movedFrom.map { "（因放假安排公布，期限由 \($0) 改为 \(duty.due.map(\.description) ?? "待定")）" }
            return "\(duty.title)\(moved ?? due)"
        }
        return duties.isEmpty ? "" : "；一并履行：\(duties.joined(separator: "、"))"
    }

    private static func escalation(_ line: Line) -> String {
        let parties = line.toTitles ?? line.to ?? []
        return parties.isEmpty ? "" : "；同时告知：\(parties.joined(separator: "、"))"
    }
}

extension ReminderNotice.Line.Duty {
    fileprivate func isTheSame(as other: Self) -> Bool {
        (bundle, obligation, period, due, movedFrom)
            == (other.bundle, other.obligation, other.period, other.due, other.movedFrom)
    }
}
