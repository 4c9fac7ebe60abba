import Dabiao

/// A case written as a line of YAML, ready to be pasted under `cases:`.
struct CaseLine {
    let telling: Telling
    /// Nil where the day does not matter.
    let date: CivilDate?
    let expected: Verdict
    let name: String

    var text: String {
        var entries = ["name: \(Self.word(name))"]
        if let date { entries.append("on: \(date)") }
        entries += Self.entries(of: telling)
        return "- {\((entries + ["expect: \(expected.rawValue)"]).joined(separator: ", "))}"
    }

    /// What is told, as a case writes it.
    static func facts(_ telling: Telling) -> String {
        "{\(entries(of: telling).joined(separator: ", "))}"
    }

    private static func entries(of telling: Telling) -> [String] {
        var entries: [String] = []
        if !telling.facts.isEmpty || telling.lists.isEmpty { entries.append("facts: \(mapping(telling.facts))") }
        if !telling.lists.isEmpty {
            let lists = telling.lists.sorted { $0.key < $1.key }.map { name, rows in
                "\(name): [\(rows.map(mapping).joined(separator: ", "))]"
            }
            entries.append("lists: {\(lists.joined(separator: ", "))}")
        }
        return entries
    }

    private static func mapping(_ values: [String: Value]) -> String {
        "{\(values.sorted { $0.key < $1.key }.map { "\($0.key): \(text(of: $0.value))" }.joined(separator: ", "))}"
    }

    private static func text(of value: Value) -> String {
        switch value {
        case .text(let text): word(text)
        case .set(let words): "[\(words.map(word).joined(separator: ", "))]"
        case .number(let number): decimal(number)
        default: value.description
        }
    }

    /// Without an exponent, which no case may write.
    private static func decimal(_ number: Double) -> String {
        let text = Value.number(number).description
        guard text.contains("e") else { return text }
        let places = String(Int64((number.magnitude * 1e9).rounded()))
        let padded = String(repeating: "0", count: max(0, 10 - places.count)) + places
        var fraction = padded.suffix(9)
        while fraction.last == "0" { fraction.removeLast() }
        return (number < 0 ? "-" : "") + padded.dropLast(9) + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    /// A word that YAML could take for something else stands in quotes.
    private static func word(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber || " -_/".contains($0) }
        let isSafe = isPlain && text.first.map { $0.isLetter || $0.isNumber } ?? false && text.last != " "
        return isSafe ? text : "'" + text.replacing("'", with: "''") + "'"
    }
}
