import Dabiao
import Testing
import Varlink

@testable import DabiaoControl

@Suite("The client of the control socket", .timeLimit(.minutes(1)))
struct ControlClientTests {
    /// What a later version of a reply might demand.
    private struct LaterReply: Codable, Sendable {
        let addedLater: Int
    }

    @Test("A reply that lacks what this version expects is told as such: the command may have been done")
    func otherVersion() async throws {
        let folder = try TemporaryFolder()
        let server = try await Server.listening(
            at: folder.path + "/socket", serving: Service(vendor: "v", product: "p", version: "1", url: ""))
        let running = Task { try await server.run() }
        let client = try await ControlClient.connect(to: folder.path + "/socket")
        let method = Method<NoParameters, LaterReply>("org.varlink.service", "GetInfo", needs: .read)
        let error = await #expect(throws: DabiaoError.self) { _ = try await client.call(method, NoParameters()) }
        #expect(error?.code == .system)
        #expect(error?.message.zh.contains("版本") == true)
        #expect(error?.remedy?.zh.contains("可能已经执行") == true)
        await client.close()
        await server.shutdown(grace: .zero)
        try await running.value
    }
}
