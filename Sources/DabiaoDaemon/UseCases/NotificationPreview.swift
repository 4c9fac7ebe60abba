import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation

/// What would be told on a day if nothing were told, done or changed until then: computed in a transaction that is
/// rolled back.
struct NotificationPreview: Sendable {
    let office: Office

    /// How many enterprises a preview looks at unless it is told otherwise.
    private static let usual = 1000
    /// How many days ahead it reaches: every period until then is opened, and nothing else is written meanwhile.
    private static let farthest = 400

    func preview(_ request: NotificationInterface.PreviewRequest) async throws -> NotificationInterface.PreviewReply {
        let day = request.on
        guard day >= office.clock.today() else {
            throw DabiaoError(
                .invalid, Phrase("\(day) 已经过去，预览不了", "\(day) is past and cannot be previewed"),
                remedy: Phrase(
                    "当天发过什么，用 dabiaoctl notification list 查看",
                    "what was told is listed by dabiaoctl notification list"))
        }
        guard office.clock.today().days(until: day) <= Self.farthest else {
            throw DabiaoError(
                .invalid,
                Phrase(
                    "\(day) 太远：预览最多到 \(Self.farthest) 天以后",
                    "\(day) is too far off: a preview reaches \(Self.farthest) days ahead"),
                remedy: Phrase("请选近一些的日期", "choose a nearer day"))
        }
        let limit = try Page.limit(request.limit, otherwise: Self.usual)
        do {
            return try await office.store.write { transaction in
                let named = try request.enterprise.map { try transaction.enterprise(named: $0).id }
                throw Foreseen(reply: try foresee(day, named, limit: limit, in: transaction))
            }
        } catch let foreseen as Foreseen {
            return foreseen.reply
        }
    }

    private func foresee(
        _ day: CivilDate, _ named: Int64?, limit: Int, in transaction: Transaction
    ) throws -> NotificationInterface.PreviewReply {
        let moments = moments(of: day)
        let end = moments.last?.seconds ?? 0
        // Each occurrence that falls due may be of another enterprise: one more tells whether there are more.
        let all = try named.map { [$0] } ?? transaction.enterprisesToHandle(at: end, limit: limit + 1)
        let enterprises = Array(all.prefix(limit))
        let isToday = day == office.clock.today()
        for moment in moments {
            let reminding = try Reminding(
                office: office.at(moment), transaction: transaction, now: moment, channels: [Outbox.spoolName],
                toldThrough: isToday ? nil : day.adding(days: -1))
            if let error = try reminding.handle(enterprises).failures.values.first { throw error }
        }
        let previews = try enterprises.flatMap { id in
            try transaction.messages(
                MessageFilter(enterprise: id, channel: Outbox.spoolName, from: day, to: day, limit: 100))
        }.map { try Self.preview($0) }
        return NotificationInterface.PreviewReply(day: day, previews: previews, complete: all.count <= limit)
    }

    /// At 00:00 periods begin, at nine it is told; today what is told already by now is told.
    private func moments(of day: CivilDate) -> [Instant] {
        let now = office.clock.now()
        let midnight = Instant(day, hour: 0, minute: 0)
        return [max(midnight, now), max(midnight.morning, now)]
    }

    private static func preview(_ queued: QueuedMessage) throws -> NotificationInterface.Forecast {
        let notice = try JSONDecoder().decode(ReminderNotice.self, from: Data(queued.message.body.utf8))
        return NotificationInterface.Forecast(
            enterprise: notice.recipient.creditCode, enterpriseName: notice.recipient.name, subject: notice.subject,
            lines: notice.lines.map(ReminderNotice.sentence), told: queued.deliveredAt != nil)
    }
}

/// Leaves the transaction without a change.
private struct Foreseen: Error {
    let reply: NotificationInterface.PreviewReply
}
