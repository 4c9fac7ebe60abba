public import ArgumentParser
public import Dabiao
import DabiaoControl
import Foundation

/// `--json`, on every command.
struct FormatOptions: ParsableArguments {
    @Flag(help: ArgumentHelp(text("输出 JSON，供程序使用", "print JSON, for programs")))
    var json = false
}

/// How a command reaches the daemon.
struct DaemonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            text("守护进程的套接字（默认取 DABIAO_SOCKET）", "the daemon's socket (DABIAO_SOCKET by default)"), valueName: "path"))
    var socket: String?

    /// Where the daemon is looked for.
    var path: String {
        let environment = ProcessInfo.processInfo.environment["DABIAO_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        return socket ?? environment ?? ControlClient.systemSocket
    }

    /// Connects, runs, and closes whatever happens.
    func ask<Answer: Sendable>(_ body: (ControlClient) async throws -> Answer) async throws -> Answer {
        let client = try await ControlClient.connect(to: path)
        do {
            let answer = try await body(client)
            await client.close()
            return answer
        } catch {
            await client.close()
            throw error
        }
    }
}

/// Which part of a long list to print.
struct PageOptions: ParsableArguments {
    @Option(help: ArgumentHelp(text("最多列出几行", "how many rows at most"), valueName: "n"))
    var limit = 100

    @Option(help: ArgumentHelp(text("跳过前几行", "how many rows to skip"), valueName: "n"))
    var offset = 0

    mutating func validate() throws {
        guard limit >= 0, offset >= 0 else {
            throw ValidationError(text("--limit 和 --offset 不能为负数", "--limit and --offset cannot be negative"))
        }
    }
}

extension CivilDate: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument[...])
    }
}

/// Reads a file that the user named.
///
/// - Throws: `DabiaoError` that says which file and why not.
func contents(of path: String) throws -> Data {
    do {
        return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
        throw DabiaoError(
            .invalid, Phrase("读不了文件“\(path)”", "the file \(path) cannot be read"),
            remedy: Phrase("请检查路径和权限", "check the path and its permissions"),
            cause: error.localizedDescription)
    }
}
