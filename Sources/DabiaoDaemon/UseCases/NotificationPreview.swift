import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation

/// What will be told on a day if nothing is told, done or changed until then: the messages of the last day of a
/// simulation.
struct NotificationPreview: Sendable {
    let simulations: Simulations

    /// How many reminders are shown unless it is told otherwise.
    private static let usual = 1000
    /// How many days ahead it reaches.
    private static let farthest = 400

    func preview(_ request: NotificationInterface.PreviewRequest) async throws -> NotificationInterface.PreviewReply {
        let (day, today) = (request.on, simulations.office.clock.today())
        guard day >= today else {
            throw DabiaoError(
                .invalid, Phrase("\(day) 已经过去，预览不了", "\(day) is past and cannot be previewed"),
                remedy: Phrase(
                    "当天发过什么，用 dabiaoctl notification list 查看",
                    "what was told is listed by dabiaoctl notification list"))
        }
        guard today.days(until: day) <= Self.farthest else {
            throw DabiaoError(
                .invalid,
                Phrase(
                    "\(day) 太远：预览最多到 \(Self.farthest) 天以后",
                    "\(day) is too far off: a preview reaches \(Self.farthest) days ahead"),
                remedy: Phrase(
                    "请选近一些的日期，或用 dabiaoctl simulate --until 查看直到那一天的全部",
                    "choose a nearer day, or see everything until then with dabiaoctl simulate --until"))
        }
        let limit = try Page.limit(request.limit, otherwise: Self.usual)
        return try await simulations.withSimulation(of: request.enterprise) { simulation, enterprise in
            let trouble = try await simulation.run(through: day) { _, _ in }
            let messages = try await simulation.seen.store.read { snapshot in
                let filter = MessageFilter(
                    enterprise: enterprise, channel: simulations.channel, from: day, to: day, limit: limit + 1)
                return try snapshot.messages(filter)
            }
            return NotificationInterface.PreviewReply(
                day: day, previews: try messages.prefix(limit).reversed().map { try Self.preview($0) },
                complete: messages.count <= limit, problems: [trouble?.message].compactMap { $0 })
        }
    }

    private static func preview(_ queued: QueuedMessage) throws -> NotificationInterface.Forecast {
        let notice = try JSONDecoder().decode(ReminderNotice.self, from: Data(queued.message.body.utf8))
        return NotificationInterface.Forecast(
            enterprise: notice.recipient.creditCode, enterpriseName: notice.recipient.name, subject: notice.subject,
            lines: notice.lines.map(ReminderNotice.sentence), told: queued.deliveredAt != nil)
    }
}
