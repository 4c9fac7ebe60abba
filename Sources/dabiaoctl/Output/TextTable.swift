/// A table for a terminal: columns aligned by display width, in which a Chinese character takes two columns.
struct TextTable {
    private var rows: [[String]] = []

    /// Columns below which no column is folded.
    fileprivate static let narrowest = 8

    init() {}

    init(_ header: [String]) {
        rows = [header]
    }

    /// Adds a row; line breaks inside a cell become spaces.
    mutating func add(_ row: [String]) {
        rows.append(row.map { String($0.map { $0.isNewline ? " " : $0 }) })
    }

    /// Whether there is nothing under the header.
    var isEmpty: Bool { rows.count < 2 }

    /// The lines, two spaces between columns and none at the end. What is too wide is folded inside its column.
    func lines(within width: Int) -> [String] {
        let widths = widths(within: width)
        return rows.flatMap { row in
            let cells = row.enumerated().map { column, cell in cell.folded(to: widths[column]) }
            return (0..<(cells.map(\.count).max() ?? 0)).map { place in
                let parts = cells.enumerated().map { column, lines in
                    let part = place < lines.count ? lines[place] : ""
                    return part + String(repeating: " ", count: max(0, widths[column] - part.displayWidth))
                }
                var line = parts.joined(separator: "  ")
                while line.last == " " { line.removeLast() }
                return line
            }
        }
    }

    /// Prints the table, folded to the terminal; where there is none, a row stays on one line for the programs behind
    /// a pipe, unless there is a width.
    func print(within width: Int? = Output.terminalWidth) {
        for line in lines(within: width ?? .max) { Output.line(line) }
    }

    /// The columns' widths: the widest give way until all fit, none below its longest word unless nothing else helps.
    private func widths(within width: Int) -> [Int] {
        let columns = (0..<(rows.map(\.count).max() ?? 0)).map { column in
            rows.map { column < $0.count ? $0[column] : "" }
        }
        var widths = columns.map { $0.map(\.displayWidth).max() ?? 0 }
        let least = columns.map { cells in min(44, cells.map(\.longestWord).max() ?? 0) }
        var excess = widths.reduce(2 * (widths.count - 1), +) - width
        for floor in [least, columns.map { _ in Self.narrowest }] {
            while excess > 0 {
                let wide = widths.indices.filter { widths[$0] > floor[$0] }.max { widths[$0] < widths[$1] }
                guard let wide else { break }
                widths[wide] -= 1
                excess -= 1
            }
        }
        return widths
    }
}

extension String {
    /// The lines of this text, none wider than that: broken at spaces and between Chinese characters, and inside a word
    /// only where it is longer than a line.
    func folded(to width: Int) -> [String] {
        guard displayWidth > width, width > 1 else { return [self] }
        var lines: [String] = []
        var line = ""
        for word in words {
            if !line.isEmpty, line.displayWidth + word.displayWidth > width {
                while line.last == " " { line.removeLast() }
                lines.append(line)
                line = ""
                if word == " " { continue }
            }
            for character in word {
                if !line.isEmpty, line.displayWidth + String(character).displayWidth > width {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// Columns of the longest part that is not broken; of Chinese, that of a few characters.
    fileprivate var longestWord: Int { max(TextTable.narrowest, words.map(\.displayWidth).max() ?? 0) }

    /// What is kept on one line: a space, a Chinese character with the punctuation at it, a run of anything else.
    private var words: [String] {
        var words: [String] = []
        for character in self {
            let isWide = String(character).displayWidth == String(character).unicodeScalars.count * 2
            let joins =
                words.last?.last.map { last in
                    if character == " " || last == " " { return false }
                    if "，。、；：！？）”］".contains(character) || "（“［".contains(last) { return true }
                    return !isWide && String(last).displayWidth == 1
                } ?? false
            if joins {
                words[words.count - 1].append(character)
            } else {
                words.append(String(character))
            }
        }
        return words
    }

    /// Columns that a terminal gives this text.
    var displayWidth: Int {
        unicodeScalars.reduce(0) { $0 + $1.displayWidth }
    }
}

extension Unicode.Scalar {
    /// 2 for the wide and full-width characters of East Asian scripts, 0 for marks that combine, else 1.
    fileprivate var displayWidth: Int {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF,
            0x20000...0x3FFFD:
            return 2
        default:
            return 1
        }
    }
}
