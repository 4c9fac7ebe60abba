import Dabiao
import DabiaoControl
import DabiaoStore
import Testing

@testable import DabiaoDaemon

@Suite("Previewing what would be told", .timeLimit(.minutes(2)))
struct NotificationPreviewTests {
    private func preview(
        _ town: Town, on day: CivilDate, enterprise: String? = nil, limit: Int? = nil
    ) async throws -> NotificationInterface.PreviewReply {
        try await NotificationPreview(simulations: town.simulations).preview(
            .init(on: day, enterprise: enterprise, limit: limit))
    }

    private func town() async throws -> Town {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(
            Town.header, Town.row(certified: "2025-12-24"), Town.row(Town.otherCode, certified: "2025-12-24"))
        return town
    }

    @Test("It foretells exactly what is told, day by day, over the beginning of a period, and changes nothing")
    func foretells() async throws {
        let town = try await town()
        var day = CivilDate(2026, 11, 25)
        while day < CivilDate(2027, 1, 8) {
            let before = try await town.occurrences("common")
            let foreseen = try await preview(town, on: day)
            #expect(foreseen.complete)
            #expect(try await town.occurrences("common") == before)
            let known = try town.notices().count
            try await town.pass(to: "\(day)T00:00:00")
            try await town.pass(to: "\(day)T09:00:00")
            let told = try town.notices().filter { $0.day == day }
            #expect(try town.notices().count == known + told.count)
            #expect(
                Set(foreseen.previews.map { [$0.enterprise, $0.subject] + $0.lines })
                    == Set(told.map { [$0.recipient.creditCode, $0.subject] + $0.lines.map(ReminderNotice.sentence) }),
                "\(day)")
            day = try #require(day.adding(days: 1))
        }
        #expect(try town.notices().count > 4)
    }

    @Test("A day far off shows that day's own rungs, not all that would be missed until then")
    func farOff() async throws {
        let town = try await town()
        let foreseen = try await preview(town, on: CivilDate(2026, 12, 17), enterprise: Town.code)
        #expect(foreseen.previews.map(\.enterprise) == [Town.code])
        #expect(foreseen.previews.first?.lines.contains { $0.hasPrefix("（补发）") } == false)
        #expect(try await preview(town, on: CivilDate(2026, 12, 16)).previews.isEmpty)
    }

    @Test("Today shows what is told already and what comes yet; a day gone by or far off is refused")
    func today() async throws {
        let town = try await town()
        try await town.pass(to: "2026-11-25T08:00:00")
        let before = try await preview(town, on: CivilDate(2026, 11, 25))
        #expect(before.previews.map(\.told) == [false, false])
        try await town.pass(to: "2026-11-25T09:00:00")
        let after = try await preview(town, on: CivilDate(2026, 11, 25), enterprise: Town.code)
        #expect(after.previews.map(\.told) == [true])
        for day in [CivilDate(2026, 11, 24), CivilDate(2199, 12, 31)] {
            await #expect(throws: DabiaoError.self) { try await preview(town, on: day) }
        }
    }

    @Test("More enterprises than the limit make it incomplete, and it says so")
    func limited() async throws {
        let town = try await town()
        let foreseen = try await preview(town, on: CivilDate(2026, 11, 25), limit: 1)
        #expect(foreseen.previews.count == 1)
        #expect(!foreseen.complete)
    }
}
