import Dabiao

/// The characters of a YAML file by line and column, as libYAML counts them: in Unicode scalars, from 1.
struct YAMLText {
    let file: String
    private let lines: [[Unicode.Scalar]]

    init(_ text: String, file: String) {
        self.file = file
        var lines: [[Unicode.Scalar]] = [[]]
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if Self.breaks.contains(scalar) {
                if !(previous == "\r" && scalar == "\n") { lines.append([]) }
            } else {
                lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
        self.lines = lines
    }

    /// The line breaks of YAML 1.1.
    private static let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]

    func location(line: Int, column: Int) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column)
    }

    /// The character at a place; nil at the end of a line and beyond the file.
    func character(at location: SourceLocation) -> Unicode.Scalar? {
        guard lines.indices.contains(location.line - 1) else { return nil }
        let line = lines[location.line - 1]
        return line.indices.contains(location.column - 1) ? line[location.column - 1] : nil
    }

    /// The first character at or after a place that is not blank, over line ends.
    func firstText(from location: SourceLocation) -> SourceLocation? {
        guard location.line >= 1, location.line <= lines.count else { return nil }
        for index in (location.line - 1)..<lines.count {
            let start = index == location.line - 1 ? location.column - 1 : 0
            let line = lines[index]
            guard start <= line.count else { continue }
            if let column = line[start...].firstIndex(where: { $0 != " " && $0 != "\t" }) {
                return SourceLocation(file: file, line: index + 1, column: column + 1)
            }
        }
        return nil
    }

    /// Where a name first stands behind a sign and is also found behind another: `&name … *name`.
    ///
    /// An alias needs its anchor, so a text without such a pair holds no alias, whatever its quotes say. That is
    /// known before libYAML composes anything.
    func alias() -> SourceLocation? {
        let anchors = Set(names(behind: "&").map(\.name))
        return anchors.isEmpty ? nil : names(behind: "*").first { anchors.contains($0.name) }?.location
    }

    private func names(behind sign: Unicode.Scalar) -> [(name: String, location: SourceLocation)] {
        var names: [(name: String, location: SourceLocation)] = []
        for (index, line) in lines.enumerated() {
            for column in line.indices where line[column] == sign {
                let name = line[(column + 1)...].prefix { Self.isAnchorCharacter($0) }
                guard !name.isEmpty else { continue }
                names.append((String(String.UnicodeScalarView(name)), location(line: index + 1, column: column + 1)))
            }
        }
        return names
    }

    private static func isAnchorCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_".unicodeScalars.contains(scalar))
    }
}
