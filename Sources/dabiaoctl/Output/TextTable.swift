/// A table for a terminal: columns aligned by display width, in which a Chinese character takes two columns.
struct TextTable {
    private var rows: [[String]] = []

    init() {}

    init(_ header: [String]) {
        rows = [header]
    }

    /// Adds a row; line breaks inside a cell become spaces.
    mutating func add(_ row: [String]) {
        rows.append(row.map { String($0.map { $0.isNewline ? " " : $0 }) })
    }

    /// The lines, two spaces between columns and none at the end.
    var lines: [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? $0[column].displayWidth : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                cell + String(repeating: " ", count: widths[column] - cell.displayWidth)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    func print() {
        for line in lines { Output.line(line) }
    }
}

extension String {
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
