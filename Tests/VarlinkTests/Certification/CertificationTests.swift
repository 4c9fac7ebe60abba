import Foundation
import Testing

@testable import Varlink

/// `DABIAO_PYTHON` names an interpreter that has `varlink==31.0.0`.
private let python = ProcessInfo.processInfo.environment["DABIAO_PYTHON"]

@Suite(
    "Certified against varlink 31.0.0", .timeLimit(.minutes(1)),
    .enabled(if: python != nil, "DABIAO_PYTHON names no interpreter with varlink==31.0.0"))
struct CertificationTests {
    @Test("Their client against our server")
    func theirClient() async throws {
        let (service, called) = try Certification.service()
        try await withServer(service) { _, path in
            let program = try PythonProgram(["--client", "--varlink=unix:\(path)"])
            let output = await program.outputToTheEnd()
            #expect(output.contains("Certification passed"), "\(output)")
            #expect(program.status() == 0)
        }
        #expect(
            called() == ["Start"] + Certification.steps.map(\.method) + ["Test10 more", "Test11 oneway", "End"])
    }

    @Test("Our client against their server")
    func theirServer() async throws {
        let folder = try Folder()
        let program = try PythonProgram(["--varlink=unix:\(folder.socket)"])
        defer { program.end() }
        #expect(await program.line()?.hasPrefix("Listening on") == true)
        try await withClient(folder.socket) { client in
            let method = { (name: String) in "\(Certification.name).\(name)" }
            let id = try #require(try await client.call(method("Start"), as: JSON.self)["client_id"])
            for (step, takes, gives) in Certification.steps {
                let parameters = Certification.adding(clientID: id, to: takes)
                var reply = try await client.call(method(step), parameters, as: JSON.self).withoutNulls
                // Theirs adds the id to this reply, which the interface does not declare.
                if step == "Test09", case .object(var members) = reply {
                    members["client_id"] = nil
                    reply = .object(members)
                }
                #expect(reply == gives, "\(step)")
            }
            var replies: [JSON?] = []
            let everything = Certification.adding(clientID: id, to: ["mytype": Certification.everything])
            for try await reply in client.stream(method("Test10"), everything, as: JSON.self) {
                replies.append(reply["string"])
            }
            #expect(replies == Certification.replies)
            let last = Certification.adding(clientID: id, to: ["last_more_replies": .array(Certification.replies)])
            try await client.send(oneway: method("Test11"), last)
            let parameters = Certification.adding(clientID: id, to: [:])
            #expect(try await client.call(method("End"), parameters, as: JSON.self) == ["all_ok": true])
            // Their error comes through, and the connection stays.
            let error = await #expect(throws: VarlinkError.self) {
                try await client.call(method("End"), parameters, as: JSON.self)
            }
            #expect(error?.name == "\(Certification.name).CertificationError")
        }
    }
}

/// Their certification program on its way.
private final class PythonProgram: Sendable {
    private let process = Process()
    private let output = Pipe()
    private let queue = DispatchQueue(label: "python")

    init(_ arguments: [String]) throws {
        process.executableURL = URL(filePath: python ?? "")
        process.arguments = ["-u", "-m", "varlink.tests.test_certification"] + arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    /// The first line it says.
    func line() async -> String? {
        await withCheckedContinuation { continuation in
            queue.async { [output] in
                var line = Data()
                while let byte = try? output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data([10])
                {
                    line += byte
                }
                continuation.resume(returning: String(decoding: line, as: UTF8.self))
            }
        }
    }

    func outputToTheEnd() async -> String {
        await withCheckedContinuation { continuation in
            queue.async { [output] in
                let data = output.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
    }

    func status() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// SIGTERM may be blocked: a child inherits that from the thread that started it.
    func end() { kill(process.processIdentifier, SIGKILL) }
}
