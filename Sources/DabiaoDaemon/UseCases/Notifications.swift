import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import Varlink

/// Listing what was told.
struct Notifications: Sendable {
    let office: Office

    func list(_ request: NotificationInterface.ListRequest) async throws -> NotificationInterface.ListReply {
        let channels = [Outbox.spoolName, Outbox.journalName]
        if let channel = request.channel, !channels.contains(channel) {
            let known = channels.joined(separator: "、")
            throw DabiaoError(
                .notFound, Phrase("没有通道“\(channel)”，可选：\(known)", "there is no channel \(channel), known are: \(known)")
            )
        }
        let (limit, offset) = (try Page.limit(request.limit), try Page.offset(request.offset))
        return try await office.store.read { snapshot in
            let enterprise = try request.enterprise.map { try snapshot.enterprise(named: $0).id }
            let filter = MessageFilter(
                enterprise: enterprise, channel: request.channel,
                isDelivered: request.undelivered == true ? false : nil, limit: limit, offset: offset)
            return NotificationInterface.ListReply(
                notifications: try snapshot.messages(filter).map { try Self.notification($0) },
                total: try snapshot.countMessages(filter))
        }
    }

    /// Lets the scheduler deliver what waits, now.
    func retry(_ call: Call, by scheduler: Scheduler) async throws -> NotificationInterface.RetryReply {
        let waiting = MessageFilter(isDelivered: false)
        let before = try await office.change(call, target: nil) { try $0.countMessages(waiting) }
        // The first look may have begun before it was asked for.
        for _ in 1...2 { await scheduler.hop() }
        let (after, failures) = try await office.store.read { snapshot in
            (try snapshot.countMessages(waiting), try snapshot.messages(waiting).compactMap(\.failure))
        }
        return NotificationInterface.RetryReply(
            delivered: max(0, before - after), waiting: after,
            problems: Set(failures).sorted().prefix(10).map { Phrase($0, $0) })
    }

    private static func notification(_ queued: QueuedMessage) throws -> NotificationInterface.Notification {
        let message = queued.message
        let notice = try JSONDecoder().decode(ReminderNotice.self, from: Data(message.body.utf8))
        return NotificationInterface.Notification(
            key: message.key, channel: message.channel, enterprise: notice.recipient.creditCode,
            enterpriseName: notice.recipient.name, day: message.day, subject: notice.subject,
            lines: notice.lines.count, created: "\(Instant(seconds: message.createdAt))",
            delivered: queued.deliveredAt.map { "\(Instant(seconds: $0))" }, failure: queued.failure)
    }
}
