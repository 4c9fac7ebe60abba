import ArgumentParser
import Dabiao

/// What was wrong with a command line, and how the command is used.
struct CommandLineMistake {
    let message: Phrase
    /// How the command is used, for people.
    let usage: String

    init(_ error: any Error, arguments: [String]) {
        let place = Self.place(arguments)
        let said = ParserWords.sentence(Dabiaoctl.message(for: error))
        let full = Dabiaoctl.fullMessage(for: error, columns: 10_000)
        usage = ParserWords.help(Self.usage(of: full), width: Output.width)
        let names = place.command.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard !names.isEmpty else {
            message = said
            return
        }
        let known = Phrase("可选：\(names.joined(separator: "、"))", "known are: \(names.joined(separator: ", "))")
        if let word = place.next {
            let nearest = word.nearest(among: names).map { Phrase("是否想写“\($0)”？", "did you mean \($0)?") } ?? known
            message = Phrase("没有命令“\(word)”；\(nearest.zh)", "there is no command \(word): \(nearest.en)")
        } else if arguments.contains("--json"), Self.isAboutJSON(said) {
            message = Phrase("缺少命令，\(known.zh)", "a command is missing: \(known.en)")
        } else {
            message = said
        }
    }

    /// Nouns alone do not know the option that asks for JSON: that one is not what is wrong.
    private static func isAboutJSON(_ sentence: Phrase) -> Bool { sentence.en.contains("'--json'") }

    /// The command that the line names, and the word after it that is none of its commands.
    private static func place(_ arguments: [String]) -> (command: any ParsableCommand.Type, next: String?) {
        var command: any ParsableCommand.Type = Dabiaoctl.self
        for word in arguments where !word.hasPrefix("-") {
            let commands = command.configuration.subcommands
            guard !commands.isEmpty else { break }
            guard let next = commands.first(where: { $0.configuration.commandName == word }) else {
                return (command, word)
            }
            command = next
        }
        return (command, nil)
    }

    /// The part of the parser's message that follows what was wrong.
    private static func usage(of full: String) -> String {
        let lines = full.split(separator: "\n", omittingEmptySubsequences: false)
        let first = lines.firstIndex { $0.hasPrefix("Usage: ") || $0.hasPrefix("USAGE: ") } ?? lines.endIndex
        return lines[first...].joined(separator: "\n")
    }
}
