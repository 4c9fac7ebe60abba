import ArgumentParser
import Dabiao
import DabiaoDaemon
import Foundation

/// `dabiaod --restore FILE`: what `dabiaoctl restore` runs, with its exit statuses.
struct RestoreJob {
    let file: String
    let state: String
    let json: Bool
    let language: Language

    func run() async throws {
        do {
            let report = try await Restore.run(file, into: state)
            try print(json ? text(of: report) : report.text.text(language), to: .standardOutput)
        } catch let error as DabiaoError {
            try print(
                json ? text(of: Failure(error: .init(error))) : prefix + error.text(language),
                to: json ? .standardOutput : .standardError)
            throw ExitCode(error.code == .refused ? 3 : 1)
        }
    }

    private var prefix: String { Phrase("错误：", "error: ").text(language) }

    private func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func print(_ line: String, to handle: FileHandle) throws {
        try handle.write(contentsOf: Data((line + "\n").utf8))
    }

    /// A failure as `dabiaoctl --json` tells it.
    private struct Failure: Encodable {
        struct Body: Encodable {
            let code: String
            let message: Phrase
            let remedy: Phrase?
            let cause: String?

            init(_ error: DabiaoError) {
                code = error.code.rawValue
                message = error.message
                remedy = error.remedy
                cause = error.cause
            }
        }

        let error: Body
    }
}
