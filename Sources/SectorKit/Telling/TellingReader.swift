public import Dabiao
public import Foundation

/// Reads what somebody tells of a subject, in the types that a bundle declares.
///
/// A facts file is `{"facts": {name: value}, "lists": {name: [{column: value}]}, "answers": {ITEM: {"finding", "note",
/// "evidence"}}}`; cases of bundles say the same in YAML.
public struct TellingReader {
    private let bundle: Dabiao.Bundle

    public init(_ bundle: Dabiao.Bundle) {
        self.bundle = bundle
    }

    /// Reads a facts file.
    ///
    /// - Parameter name: What messages call the file.
    /// - Throws: `.invalid` with everything that is wrong with it, a line each.
    public func read(json: Data, name: String) throws(DabiaoError) -> Telling {
        var reading = TellingReading(bundle: bundle)
        reading.read(Told(try decode(json, name), path: ""))
        guard reading.problems.isEmpty else {
            let lines = reading.problems.map { problem in
                problem.place.isEmpty
                    ? problem.phrase : Phrase("\(problem.place)：", "\(problem.place): ").followed(by: problem.phrase)
            }
            throw DabiaoError(
                .invalid,
                Phrase(
                    "\(name) 有误：\n\(lines.map(\.zh).joined(separator: "\n"))",
                    "\(name) is not right:\n\(lines.map(\.en).joined(separator: "\n"))"),
                remedy: Phrase("请改正后重新提交，什么都没有保存", "correct it and submit again; nothing was stored"))
        }
        return reading.telling
    }

    /// Reads what of a stored telling this version of the bundle still knows, under the names of today; what it does
    /// not know is left out, and found again by a version that does.
    ///
    /// - Parameter units: the units in which it was told, where that was another version of the bundle: a number in
    ///   another unit is another number.
    /// - Returns: what fits the types of today, and what was told and does not fit them.
    /// - Throws: `.invalid` where it is no JSON at all.
    public func readStored(json: Data, units: ToldUnits? = nil) throws(DabiaoError) -> (
        telling: Telling, misfits: Misfits
    ) {
        var reading = TellingReading(bundle: bundle, stored: TellingReading.Stored(units: units))
        reading.read(Told(try decode(json, bundle.id), path: ""))
        return (reading.telling, reading.misfits)
    }

    private func decode(_ json: Data, _ name: String) throws(DabiaoError) -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: json)
        } catch {
            throw DabiaoError(
                .invalid, Phrase("\(name) 不是 JSON", "\(name) is not JSON"),
                remedy: Phrase("请检查引号、逗号和括号", "check quotes, commas and brackets"), cause: Self.cause(error))
        }
    }

    private static func cause(_ error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context) = error else { return "\(error)" }
        return context.underlyingError.map { "\($0)" } ?? context.debugDescription
    }
}

extension TellingReading.Problem {
    /// The path in a JSON document, or the location in a bundle's file.
    fileprivate var place: String {
        switch told.place {
        case .location(let location): location.description
        case .path(let path): path
        }
    }
}
