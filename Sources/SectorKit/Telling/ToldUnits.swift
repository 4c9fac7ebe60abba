public import Dabiao

/// The units of the numbers that a version of a bundle asked for, by name (of a cell `list.column`); empty for a pure
/// number.
public typealias ToldUnits = [String: String]

extension Dabiao.Bundle {
    /// The units in which its numbers are told.
    public var toldUnits: ToldUnits {
        let facts = facts.filter(\.type.isNumber).map { ($0.name, $0.unit ?? "") }
        let cells = lists.flatMap { list in
            list.columns.filter(\.type.isNumber).map { ("\(list.name).\($0.name)", $0.unit ?? "") }
        }
        return Dictionary(facts + cells) { first, _ in first }
    }
}
