public import Dabiao
public import Foundation

/// Writes a telling as the facts file that ``TellingReader`` reads: what the store keeps of a submission.
public enum TellingWriter {
    /// The facts file, with sorted keys, so that the same telling gives the same bytes.
    ///
    /// - Throws: `.invalid` for a number that JSON cannot hold (infinite, not a number).
    public static func json(_ telling: Telling) throws(DabiaoError) -> Data {
        let document: [String: JSONValue] = [
            "facts": .object(telling.facts.mapValues(JSONValue.init)),
            "lists": .object(telling.lists.mapValues { .array($0.map { .object($0.mapValues(JSONValue.init)) }) }),
            "answers": .object(telling.answers.mapValues(JSONValue.init)),
        ]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(document)
        } catch {
            throw DabiaoError(
                .invalid, Phrase("填报内容里有 JSON 存不下的数字", "the telling holds a number that JSON cannot hold"),
                cause: "\(error)")
        }
    }
}

extension JSONValue {
    fileprivate init(_ value: Value) {
        self =
            switch value {
            case .boolean(let value): .boolean(value)
            case .number(let value): .number(value)
            case .text(let value): .string(value)
            case .date(let value): .string(value.description)
            case .datetime(let value): .string(value.description)
            case .never: .string(value.description)
            case .period(let value): .string(value.description)
            case .set(let values): .array(values.map(JSONValue.string))
            }
    }

    fileprivate init(_ answer: Answer) {
        var object: [String: JSONValue] = ["finding": .string(answer.finding.rawValue)]
        object["note"] = answer.note.map(JSONValue.string)
        if !answer.evidence.isEmpty { object["evidence"] = .array(answer.evidence.map(JSONValue.init)) }
        self = .object(object)
    }

    fileprivate init(_ evidence: Evidence) {
        var object: [String: JSONValue] = ["file": .string(evidence.file)]
        object["sha256"] = evidence.sha256.map(JSONValue.string)
        self = .object(object)
    }
}
