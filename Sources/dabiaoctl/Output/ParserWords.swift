import Dabiao

/// What the parser of the command line says, in the language of this run: it speaks English only.
enum ParserWords {
    /// A sentence of the parser in both languages; what is not known of it (our own sentences too) stays as it is.
    static func sentence(_ english: String) -> Phrase {
        for (pattern, chinese) in sentences {
            guard let parts = parts(of: english, like: pattern) else { continue }
            let zh = parts.enumerated().reduce(chinese) { sentence, part in
                sentence.replacing("%\(part.offset + 1)", with: listed(part.element))
            }
            return Phrase(zh, english)
        }
        return Phrase(english, english)
    }

    /// A help text that was rendered without breaking its lines: its own words translated, and folded to a width.
    static func help(_ rendered: String, width: Int) -> String {
        rendered.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { line in folded(translated(String(line)), width) }
            .joined(separator: "\n")
    }

    // MARK: - Sentences

    /// Each `%` stands for something that is told; the first pattern that fits counts.
    private static let sentences: [(String, String)] = [
        ("Unknown option '%'. Did you mean '%'?", "没有选项“%1”；是否想写“%2”？"),
        ("Unknown option '%'", "没有选项“%1”"),
        ("Missing value for '%'", "选项 %1 缺少值"),
        ("The option '%' does not take any value, but '%' was specified.", "选项 %1 不带值，却给了“%2”"),
        ("Unexpected argument '%'", "多余的参数“%1”"),
        ("% unexpected arguments: '%'", "有 %1 个多余的参数：“%2”"),
        ("Value to be set with % had already been set with %", "%1 与 %2 重复"),
        ("Missing expected argument '%'", "缺少 %1"),
        ("Missing one of: '%'", "缺少其中之一：%1"),
        ("The value '%' is invalid for '%'. Please provide one of the following:\n%", "%2 的值“%1”无效，可选：\n%3"),
        ("The value '%' is invalid for '%'. Please provide one of %.", "%2 的值“%1”无效，可选：%3"),
        ("The value '%' is invalid for '%': %", "%2 的值“%1”无效：%3"),
        ("The value '%' is invalid for '%'", "%2 的值“%1”无效"),
        ("Missing required subcommand.", "缺少命令"),
        ("Can't generate completion scripts for '%'.%", "不能为“%1”生成补全脚本，可选：bash、zsh、fish"),
        ("Can't autodetect a supported shell.%", "认不出所用的 shell，请写明：--generate-completion-script=bash"),
        ("Invalid option: %", "选项“%1”无效"),
    ]

    /// Several things that the parser quotes one by one, as Chinese lists them.
    private static func listed(_ things: String) -> String {
        let joined = ["', or '", "' or '", "' and '", "', '"].reduce(things) { $0.replacing($1, with: "、") }
        return joined == things ? things : joined.replacing("'", with: "")
    }

    /// What stands at the pattern's `%`; nil where the text is another.
    private static func parts(of text: String, like pattern: String) -> [String]? {
        let fixed = pattern.split(separator: "%", omittingEmptySubsequences: false).map(String.init)
        guard let first = fixed.first, text.hasPrefix(first) else { return nil }
        var rest = text.dropFirst(first.count)
        var parts: [String] = []
        for (place, piece) in fixed.enumerated().dropFirst() {
            if place == fixed.count - 1 {
                guard rest.hasSuffix(piece) else { return nil }
                parts.append(String(rest.dropLast(piece.count)))
            } else {
                guard let range = rest.firstRange(of: piece) else { return nil }
                parts.append(String(rest[..<range.lowerBound]))
                rest = rest[range.upperBound...]
            }
        }
        return parts
    }

    // MARK: - Help

    private static let headings = [
        "OVERVIEW: ": "", "USAGE: ": "用法：", "Usage: ": "用法：", "ARGUMENTS:": "参数：", "OPTIONS:": "选项：",
        "SUBCOMMANDS:": "命令：",
    ]

    private static let phrases = [
        ("Show help information.", "显示帮助"), ("Show the version.", "显示版本"),
        ("Show subcommand help information.", "显示命令的帮助"),
        (" (default: ", "（默认："), (" (values: ", "（可选："), ("; default: ", "；默认："), ("<subcommand>", "<命令>"),
    ]

    private static func translated(_ line: String) -> String {
        guard language == .chinese else { return line }
        if let (heading, word) = headings.first(where: { line.hasPrefix($0.key) }) {
            return translatedPhrases(word + line.dropFirst(heading.count))
        }
        if let parts = parts(of: line, like: "  See '%' for detailed help.")
            ?? parts(of: line, like: "  See '%' for more information.")
        {
            return "  详见：" + translatedPhrases(parts[0])
        }
        return translatedPhrases(line)
    }

    private static func translatedPhrases(_ line: String) -> String {
        var line = phrases.reduce(line) { $0.replacing($1.0, with: $1.1) }
        let opened = ["（默认：", "（可选："].contains { line.contains($0) }
        if opened, line.hasSuffix(")") { line = line.dropLast() + "）" }
        return line
    }

    /// Column in which the parser sets what it says about an option.
    private static let column = 26

    private static func folded(_ line: String, _ width: Int) -> [String] {
        guard line.displayWidth > width else { return [line] }
        let characters = Array(line)
        let isEntry =
            characters.count > column && characters[column - 1] == " " && characters[column] != " "
            && String(characters[..<column]).displayWidth == column
        let indent = isEntry ? column : 2
        let head = isEntry ? String(characters[..<column]) : ""
        let lines = String(characters[head.count...]).folded(to: max(20, width - indent))
        return lines.enumerated().map { place, part in
            (place == 0 ? head : String(repeating: " ", count: indent)) + part
        }
    }
}
