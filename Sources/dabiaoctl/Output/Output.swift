import Dabiao
import Foundation

/// The language of this run, by the locale of whoever runs it.
let language: Language = {
    let environment = ProcessInfo.processInfo.environment
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
    return Language(locale: locale)
}()

/// The sentence in the language of this run.
func text(_ zh: String, _ en: String) -> String {
    Phrase(zh, en).text(language)
}

/// What a command prints: tables for people, JSON for programs, on every path.
enum Output {
    /// Whether this run answers in JSON: known before the arguments are parsed, so that errors of usage are JSON too.
    static let isJSON = CommandLine.arguments.contains("--json")

    /// Prints a value as JSON, keys sorted.
    static func json(_ value: some Encodable) throws {
        line(try json(value, [.prettyPrinted]))
    }

    /// A value as JSON, keys sorted; on one line unless the formatting says otherwise.
    static func json(_ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// What a failure says, as a JSON object on one line: for a document that was begun before it failed.
    static func json(of error: DabiaoError) throws -> String {
        try json(Failure.Body(error), [])
    }

    static func line(_ text: String = "") {
        write(text + "\n", to: FileHandle.standardOutput)
    }

    /// Prints a text that may be long: folded, what follows set in under what it begins with.
    static func paragraph(_ text: String) {
        let margin = String(text.prefix { $0 == " " })
        let lines = String(text.dropFirst(margin.count)).folded(to: max(20, width - margin.count - 2))
        for (place, part) in lines.enumerated() { line(margin + (place == 0 ? "" : "  ") + part) }
    }

    /// Columns to fold long answers to: those of the terminal; 80 where there is none.
    static var width: Int { terminalWidth ?? 80 }

    /// Columns of the terminal, if the answer goes to one; `COLUMNS` says it where none does.
    static let terminalWidth: Int? = {
        if let told = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), told > 0 {
            return max(40, told)
        }
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return max(40, Int(size.ws_col))
    }()

    /// Tells a failure: on standard error for people, as a JSON object on standard output for programs.
    static func fail(_ error: DabiaoError) {
        if isJSON {
            try? json(Failure(error: Failure.Body(error)))
        } else {
            write(text("错误：", "error: ") + error.text(language) + "\n", to: FileHandle.standardError)
        }
    }

    /// Tells what was wrong with the command line.
    static func usage(_ mistake: CommandLineMistake) {
        let message = Phrase("命令行有误：\(mistake.message.zh)", mistake.message.en)
        if isJSON {
            try? json(Failure(error: Failure.Body(DabiaoError(.invalid, message), code: "usage")))
        } else {
            let sentence = text("错误：", "error: ") + mistake.message.text(language)
            write(sentence + "\n" + mistake.usage + "\n", to: FileHandle.standardError)
        }
    }

    private struct Failure: Encodable {
        struct Body: Encodable {
            let code: String
            let message: Phrase
            let remedy: Phrase?
            let cause: String?

            init(_ error: DabiaoError, code: String? = nil) {
                self.code = code ?? error.code.rawValue
                message = error.message
                remedy = error.remedy
                cause = error.cause
            }
        }

        let error: Body
    }

    /// Writes everything; a reader that went away ends the run quietly, as in any pipe, a full disk not.
    static func write(_ text: String, to handle: FileHandle = .standardOutput) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(handle.fileDescriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                end(writing: handle, errno)
            }
        }
    }

    private static func end(writing handle: FileHandle, _ number: Int32) -> Never {
        if number == EPIPE { exit(ExitStatus.done.rawValue) }
        if handle.fileDescriptor != STDERR_FILENO {
            let reason = String(cString: strerror(number))
            write(
                dabiaoctl.text("错误：写不出结果：\(reason)\n", "error: the answer cannot be written: \(reason)\n"),
                to: .standardError)
        }
        exit(ExitStatus.failed.rawValue)
    }
}
