import Foundation
import Testing

/// A program that ran to its end: what it said, and how it ended.
struct Outcome: Sendable {
    /// The exit status; a signal's number negated.
    let status: Int32
    let output: String
    let errors: String

    /// The output as JSON; fails the test where it is anything else.
    func json() throws -> JSON {
        do {
            return try JSON(parsing: output)
        } catch {
            Issue.record("not JSON: \(output)\(errors)")
            throw error
        }
    }
}

/// A program on its way.
final class Command: Sendable {
    let pid: Int32
    private let ended: Task<Int32, Never>
    private let output: URL
    private let errors: URL

    /// Starts a program. Nothing of our own environment is passed on but where programs and a home are.
    ///
    /// - Parameter folder: where what it says is kept until it is read.
    init(
        _ program: URL, _ arguments: [String], environment: [String: String] = [:], in folder: URL
    ) throws {
        let name = "\(program.lastPathComponent)-\(UUID().uuidString.prefix(8))"
        output = folder.appending(path: name + ".out")
        errors = folder.appending(path: name + ".err")
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        let inherited = ProcessInfo.processInfo.environment.filter {
            ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"].contains($0.key)
        }
        process.environment = inherited.merging(["LANG": "zh_CN.UTF-8"]) { $1 }.merging(environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.handle(output)
        process.standardError = try Self.handle(errors)
        let (ends, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            continuation.yield(
                process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus)
            continuation.finish()
        }
        try process.run()
        pid = process.processIdentifier
        ended = Task { await ends.first { _ in true } ?? Int32.min }
    }

    private static func handle(_ file: URL) throws -> FileHandle {
        try Data().write(to: file)
        return try FileHandle(forWritingTo: file)
    }

    /// Waits for the end.
    func outcome() async throws -> Outcome {
        let status = await ended.value
        return Outcome(status: status, output: try text(output), errors: try text(errors))
    }

    /// What it said on standard error so far.
    func errorsSoFar() throws -> String {
        try text(errors)
    }

    /// What it said on standard output so far.
    func outputSoFar() throws -> String {
        try text(output)
    }

    func send(_ signal: Int32) {
        kill(pid, signal)
    }

    private func text(_ file: URL) throws -> String {
        String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }
}
