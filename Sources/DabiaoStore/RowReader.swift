import Dabiao
import Foundation
import GRDB

/// A record that is read from a row.
protocol Stored {
    /// The columns that ``init(_:)`` reads, in its order, each with its table's name.
    static var columns: String { get }
    init(_ reader: inout RowReader) throws
}

/// Reads the columns of a row one after the other, in the order in which the query names them.
///
/// The schema has checked everything on the way in; a value that does not fit is a damaged file, and an error rather
/// than a crash.
struct RowReader {
    private let row: Row
    private var position = 0

    init(_ row: Row) {
        self.row = row
    }

    /// The next column, which is never NULL.
    mutating func value<Value: DatabaseValueConvertible>() throws -> Value {
        let column = position
        guard let value = try optional(Value.self) else { throw damage(at: column) }
        return value
    }

    /// The next column; nil is NULL.
    mutating func optional<Value: DatabaseValueConvertible>(_ type: Value.Type = Value.self) throws -> Value? {
        defer { position += 1 }
        let stored: DatabaseValue = row[position]
        guard !stored.isNull else { return nil }
        guard let value = Value.fromDatabaseValue(stored) else { throw damage(at: position) }
        return value
    }

    mutating func date() throws -> CivilDate {
        try parsed()
    }

    mutating func optionalDate() throws -> CivilDate? {
        try optionalParsed()
    }

    /// The next column, read from its text; it is never NULL.
    mutating func parsed<Value: LosslessStringConvertible>() throws -> Value {
        let column = position
        guard let value: Value = try optionalParsed() else { throw damage(at: column) }
        return value
    }

    /// The next column, read from its text; nil is NULL.
    mutating func optionalParsed<Value: LosslessStringConvertible>() throws -> Value? {
        let column = position
        guard let text = try optional(String.self) else { return nil }
        guard let value = Value(text) else { throw damage(at: column) }
        return value
    }

    /// The next column as one of the words of an enumeration.
    mutating func word<Word: RawRepresentable<String>>() throws -> Word {
        let column = position
        guard let word: Word = try optionalWord() else { throw damage(at: column) }
        return word
    }

    mutating func optionalWord<Word: RawRepresentable<String>>() throws -> Word? {
        let column = position
        guard let text = try optional(String.self) else { return nil }
        guard let word = Word(rawValue: text) else { throw damage(at: column) }
        return word
    }

    /// The next column as a JSON array; nil is NULL.
    mutating func optionalArray<Element: Decodable>() throws -> [Element]? {
        let column = position
        guard let text = try optional(String.self) else { return nil }
        guard let elements = try? JSONDecoder().decode([Element].self, from: Data(text.utf8)) else {
            throw damage(at: column)
        }
        return elements
    }

    /// The next column as a JSON array; it is never NULL.
    mutating func array<Element: Decodable>() throws -> [Element] {
        let column = position
        guard let elements: [Element] = try optionalArray() else { throw damage(at: column) }
        return elements
    }

    private func damage(at column: Int) -> DabiaoError {
        let name = Array(row.columnNames)[column]
        return .damaged(cause: "column \(name): \(row[column] as DatabaseValue)")
    }
}

/// A list of names as the JSON array that a column keeps.
func json(_ names: [String]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try encoder.encode(names), as: UTF8.self)
}
