import Foundation
import Testing

@testable import Varlink

/// The public Python client; `DABIAO_PYTHON` names an interpreter that has `varlink==31.0.0`.
private let python = ProcessInfo.processInfo.environment["DABIAO_PYTHON"]

@Suite("Against other programs", .timeLimit(.minutes(1)))
struct PythonTests {
    @Test(
        "varlink 31.0.0 reads our interfaces, calls, streams, and sees a typed error",
        .enabled(if: python != nil, "DABIAO_PYTHON names no interpreter with varlink==31.0.0"))
    func publicClient() async throws {
        try await withServer(TestService().service) { _, path in
            let output = try await run(
                """
                import sys, varlink
                with varlink.Client(address="unix:" + sys.argv[1]) as client:
                    with client.open("org.varlink.service") as service:
                        info = service.GetInfo()
                        print(info["vendor"], info["interfaces"])
                        text = service.GetInterfaceDescription("org.example.test")["description"]
                        print(text.splitlines()[1])
                    with client.open("org.example.test") as test:
                        print(test.Add(20, 22)["sum"])
                        print([reply["number"] for reply in test.Count(3, _more=True)])
                        try:
                            test.Fail("no")
                        except varlink.VarlinkError as error:
                            print(error.error(), error.parameters()["reason"])
                """, path)
            #expect(
                output == """
                    Example ['org.varlink.service', 'org.example.test']
                    interface org.example.test
                    42
                    [1, 2, 3]
                    org.example.test.Refused no

                    """)
        }
    }

    @Test(
        "Another user with many groups is known by all of them",
        .enabled(if: python != nil && getuid() == 0, "needs DABIAO_PYTHON and root, to become somebody else"))
    func otherUser() async throws {
        try await withServer(TestService().service, mode: 0o666) { _, path in
            let output = try await run(
                """
                import json, os, socket, sys
                os.setgroups(list(range(5000, 5200)))
                os.setgid(4242)
                os.setuid(65534)
                connection = socket.socket(socket.AF_UNIX)
                connection.connect(sys.argv[1])
                connection.sendall(b'{"method":"org.example.test.Who"}\\0')
                who = json.loads(connection.makefile("rb").read1().rstrip(b"\\0"))["parameters"]
                print(who["uid"], who["gid"], who["pid"] == os.getpid(), who["groups"] == list(range(5000, 5200)))
                """, path)
            #expect(output == "65534 4242 True True\n")
        }
    }

    private func run(_ script: String, _ argument: String) async throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: python ?? "")
        process.arguments = ["-c", script, argument]
        process.standardOutput = output
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                do {
                    try process.run()
                    let data = output.fileHandleForReading.readDataToEndOfFile()
                    process.waitUntilExit()
                    continuation.resume(returning: String(decoding: data, as: UTF8.self))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}
