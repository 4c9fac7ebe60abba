import Foundation
import Testing

extension EndToEnd {
    /// What was acknowledged is there, however the daemon ended.
    @Suite("Ending")
    struct EndingTests {
        @Test(
            "An acknowledged assessment is there after the end",
            arguments: [(SIGTERM, 0), (SIGINT, 0), (SIGKILL, -SIGKILL)] as [(Int32, Int32)])
        func acknowledged(signal: Int32, status: Int32) async throws {
            let scene = try Scene()
            var daemon = try await scene.start()
            try await scene.importOne()
            let reply = try await scene.submit(#"{"facts": {"detection_complete": false}}"#)
            daemon.command.send(signal)
            #expect(reply.status == 0)
            #expect(try await daemon.outcome().status == status)

            daemon = try await scene.start()
            let vetoes = try await scene.ask("veto", "evaluate", "--enterprise", Sample.december)["vetoes"]
            #expect(vetoes.first("id", "hydrogen-detection-missing")["verdict"] == "triggered")
            let duties = try await scene.ask("obligation", "list", "--enterprise", Sample.december, "--ended")
            let review = duties["occurrences"].first("state", "done")
            #expect(review["obligation"] == "annual-self-review")
            #expect(review["ended_on"] == "2026-11-24")
        }

        @Test("A call under way when SIGTERM comes is finished and answered, or refused as a whole")
        func draining() async throws {
            let scene = try Scene()
            let daemon = try await scene.start()
            let list = try Data(contentsOf: URL(filePath: Programs.demo("enterprises.csv"))).base64EncodedString()
            let connection = try RawConnection(to: scene.socket)
            // Two calls at once: when the first is answered, the second is under way.
            try connection.send(
                #"{"method": "org.dabiao.Upload.Append", "parameters": {"data": "\#(list)"}}"#,
                #"{"method": "org.dabiao.Enterprise.Import", "parameters": {"upload": "upload-1"}}"#)
            let upload = try #require(try connection.receive())
            #expect(upload["parameters"]["upload"] == "upload-1")
            daemon.command.send(SIGTERM)
            let reply = try connection.receive()
            #expect(try await daemon.outcome().status == 0)
            #expect(reply == nil || reply?["parameters"]["added"] == 200)
            _ = try await scene.start()
            #expect(try await scene.ask("status")["status"]["enterprises"] == (reply == nil ? 0 : 200))
        }

        @Test("After a clean end the database file alone holds everything")
        func cleanEnd() async throws {
            let scene = try Scene()
            let daemon = try await scene.start()
            try await scene.importOne()
            try await daemon.stop()
            let other = try Scene()
            try FileManager.default.createDirectory(atPath: other.state, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: scene.state + "/dabiao.db", toPath: other.state + "/dabiao.db")
            _ = try await other.start()
            #expect(try await other.ask("enterprise", "list")["total"] == 1)
        }
    }
}
