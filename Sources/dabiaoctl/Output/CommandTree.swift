import ArgumentParser
import Dabiao
import Foundation

/// A command with its options and its own commands, as the parser of any program tells them
/// (`--experimental-dump-help`).
struct CommandTree: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            /// `-h`, `--help`
            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        /// positional, option, flag
        let kind: String
        let names: [Name]?
        let valueName: String?
        let abstract: String?
        let defaultValue: String?
        let allValues: [String]?
        let isOptional: Bool
        let isRepeating: Bool
        let shouldDisplay: Bool
    }

    let commandName: String
    let abstract: String?
    let arguments: [Argument]?
    let subcommands: [CommandTree]?
    let shouldDisplay: Bool

    /// The commands of this program.
    static func ofThisProgram() throws -> CommandTree {
        do {
            _ = try Dabiaoctl.parseAsRoot(["--experimental-dump-help"])
        } catch {
            return try CommandTree(dump: Data(Dabiaoctl.message(for: error).utf8))
        }
        throw DabiaoError(.system, Phrase("读不出命令", "the commands cannot be read"))
    }

    /// What a program's `--experimental-dump-help` printed.
    init(dump: Data) throws {
        struct Dump: Decodable {
            let command: CommandTree
        }
        do {
            self = try JSONDecoder().decode(Dump.self, from: dump).command
        } catch {
            throw DabiaoError(
                .invalid, Phrase("不是程序的命令说明", "this is no description of a program's commands"),
                remedy: Phrase(
                    "请用该程序 --experimental-dump-help 的输出", "give what the program prints with --experimental-dump-help"),
                cause: "\(error)")
        }
    }
}
