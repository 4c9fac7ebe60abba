/// A manual page (roff, the macros of man) from a program's commands, in the language of this run.
struct ManualPage {
    let tree: CommandTree
    let section: Int
    let version: String

    /// Texts to stand at its end: title and paragraphs.
    var notes: [(title: String, paragraphs: [String])] = []

    /// The page's source.
    var text: String {
        var lines = [
            #".\" "# + dabiaoctl.text("由 dabiaoctl generate-manual 生成，请勿手改", "made by dabiaoctl generate-manual"),
            ".TH \(Self.plain(tree.commandName.uppercased())) \(section) \"\" \"dabiao \(version)\"",
            ".nh", ".ad l", ".SH " + dabiaoctl.text("名称", "NAME"),
            "\(Self.plain(tree.commandName)) \\- \(Self.running(tree.abstract ?? ""))",
            ".SH " + dabiaoctl.text("用法", "SYNOPSIS"),
        ]
        let children = shown(tree)
        lines +=
            children.isEmpty
            ? [synopsis(tree, path: [tree.commandName])]
            : [
                ".B \(Self.plain(tree.commandName))", ".I " + dabiaoctl.text("命令", "command"),
                dabiaoctl.text("［选项］", "[options]"),
            ]
        if children.isEmpty {
            lines += [".SH " + dabiaoctl.text("选项", "OPTIONS")] + options(tree)
        } else {
            lines += [".SH " + dabiaoctl.text("命令", "COMMANDS")] + children.flatMap { commands($0, [tree.commandName]) }
        }
        for note in notes {
            lines.append(".SH " + Self.running(note.title))
            lines += note.paragraphs.flatMap { [".PP", Self.running($0)] }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func shown(_ tree: CommandTree) -> [CommandTree] {
        (tree.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    }

    /// A command, or the commands under it.
    private func commands(_ command: CommandTree, _ above: [String]) -> [String] {
        let path = above + [command.commandName]
        let children = shown(command)
        guard children.isEmpty else { return children.flatMap { commands($0, path) } }
        return [".SS " + path.dropFirst().map(Self.plain).joined(separator: " "), Self.running(command.abstract ?? "")]
            + [".PP", synopsis(command, path: path)] + options(command)
    }

    private func synopsis(_ command: CommandTree, path: [String]) -> String {
        let words = own(command).map { argument in
            let word =
                argument.kind == "flag"
                ? name(argument)
                : [name(argument), value(argument)].compactMap { $0 }
                    .joined(separator: " ")
            let repeated = argument.isRepeating ? word + " ..." : word
            return argument.isOptional ? "[\(repeated)]" : repeated
        }
        return "\\fB\(path.map(Self.plain).joined(separator: " "))\\fR \(words.map(Self.plain).joined(separator: " "))"
    }

    private func options(_ command: CommandTree) -> [String] {
        own(command).flatMap { argument in
            let label = [argument.names?.map(\.text).joined(separator: ", "), value(argument)].compactMap { $0 }
                .joined(separator: " ")
            let initial = argument.defaultValue.map { dabiaoctl.text("（默认：\($0)）", " (default: \($0))") } ?? ""
            let values = (argument.allValues ?? []).joined(separator: dabiaoctl.text("、", ", "))
            let choice = values.isEmpty ? "" : dabiaoctl.text("（可选：\(values)）", " (one of: \(values))")
            return [".TP", ".B \"\(Self.plain(label))\"", Self.running((argument.abstract ?? "") + choice + initial)]
        }
    }

    /// The arguments of a command without those of every command.
    private func own(_ command: CommandTree) -> [CommandTree.Argument] {
        (command.arguments ?? []).filter { argument in
            argument.shouldDisplay && !(argument.names ?? []).contains { ["help", "version"].contains($0.name) }
        }
    }

    private func name(_ argument: CommandTree.Argument) -> String {
        argument.names?.last?.text ?? "<\(argument.valueName ?? "")>"
    }

    private func value(_ argument: CommandTree.Argument) -> String? {
        guard argument.kind != "flag", argument.names != nil || argument.kind == "positional" else { return nil }
        return argument.names == nil ? nil : "<\(argument.valueName ?? "")>"
    }

    // MARK: - Text for roff

    /// A name: its dashes are those of the keyboard.
    private static func plain(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
    }

    /// A sentence: Chinese may be broken between any two characters.
    private static func running(_ text: String) -> String {
        var line = ""
        for character in plain(text) {
            line.append(character)
            if String(character).displayWidth == 2, !"（“".contains(character) { line += "\\:" }
        }
        return (line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" : "") + (line.isEmpty ? "\\&" : line)
    }
}
