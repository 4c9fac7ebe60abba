import Foundation
import Testing

@testable import Varlink

/// Compares a Swift type with fields that an interface declares, by values made up from the declaration: the type must
/// read them, write back all that it read, do without what is optional, and with nothing else.
struct TypeComparison {
    let interface: Interface
    let type: any Codable.Type

    /// Text that is a date too: most of what is stricter than `string` in Swift is a date.
    private static let date = "2026-01-01"
    /// What other fields that are stricter than `string` may hold.
    private static let words = [
        "verdict": "clear", "phase": "in-force", "kind": "reminder", "key": "by", "was": "clear",
        "became": "clear", "check": "database", "level": "ok",
    ]

    /// How often a type may stand inside itself in a sample.
    private static let depthLimit = 2

    /// Every difference, each with the field it is about.
    func differences(_ fields: [Interface.Field]) -> [String] {
        let full = sample(fields, without: nil, at: [], inside: [])
        var found: [String] = []
        do {
            let (value, written) = try roundTrip(full)
            if written != full { found.append("reads \(full) and writes \(written)") }
            found += undeclared(value, at: "").map { "\($0): not in the interface" }
        } catch {
            return ["cannot read \(full): \(error)"]
        }
        for (path, isOptional) in places(fields, at: [], inside: []) {
            let less = sample(fields, without: path, at: [], inside: [])
            let name = path.joined(separator: ".")
            let written = try? roundTrip(less).written
            if isOptional, written == nil {
                found.append("\(name): optional in the interface, and Swift demands it")
            } else if !isOptional, written != nil {
                found.append("\(name): demanded by the interface, and optional in Swift")
            } else if let written, written != less {
                found.append("\(name): left out, it becomes something")
            }
        }
        return found
    }

    /// Reads the sample as the type; the value, and what it writes.
    private func roundTrip(_ sample: Sample) throws -> (value: Any, written: Sample) {
        let value = try decoded(type, from: JSONEncoder().encode(sample))
        return (value, try JSONDecoder().decode(Sample.self, from: JSONEncoder().encode(value)).withoutNulls)
    }

    private func decoded(_ type: any Decodable.Type, from data: Data) throws -> any Encodable {
        try #require(JSONDecoder().decode(type, from: data) as? any Encodable)
    }

    /// The optional properties that are empty although every declared field was there.
    private func undeclared(_ value: Any, at place: String) -> [String] {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional, mirror.children.isEmpty { return [place] }
        return mirror.children.flatMap { child in
            undeclared(child.value, at: place + (child.label.map { "." + $0 } ?? "[]"))
        }
    }
}

/// The values.
extension TypeComparison {
    private func sample(_ fields: [Interface.Field], without path: [String]?, at place: [String], inside: [String])
        -> Sample
    {
        var members: [String: Sample] = [:]
        for field in fields where place + [field.name] != path {
            members[field.name] = sample(field.type, without: path, at: place + [field.name], inside: inside)
        }
        return .object(members)
    }

    private func sample(
        _ type: Interface.TypeExpression, without path: [String]?, at place: [String], inside: [String]
    ) -> Sample? {
        switch type {
        case .bool: .bool(true)
        case .int: .int(3)
        case .float: .float(1.5)
        case .string: .string(place.last.flatMap { Self.words[$0] } ?? Self.date)
        case .object: .object(["a": .string("b")])
        case .enumeration(let values): values.first.map { .string($0) }
        case .optional(let type): sample(type, without: path, at: place, inside: inside)
        case .array(let type):
            .array(sample(type, without: path, at: place, inside: inside).map { [$0] } ?? [])
        case .map(let type):
            .object(sample(type, without: path, at: place, inside: inside).map { ["key": $0] } ?? [:])
        case .structure(let fields): sample(fields, without: path, at: place, inside: inside)
        case .named(let name):
            isTooDeep(name, inside)
                ? nil : sample(declared(name), without: path, at: place, inside: inside + [name])
        }
    }

    /// Every field in the sample, and whether it is optional.
    private func places(_ fields: [Interface.Field], at place: [String], inside: [String]) -> [([String], Bool)] {
        fields.flatMap { field in
            let path = place + [field.name]
            let isOptional = if case .optional = field.type { true } else { false }
            return [(path, isOptional)] + places(field.type, at: path, inside: inside)
        }
    }

    private func places(_ type: Interface.TypeExpression, at place: [String], inside: [String]) -> [([String], Bool)] {
        switch type {
        case .optional(let type), .array(let type), .map(let type): places(type, at: place, inside: inside)
        case .structure(let fields): places(fields, at: place, inside: inside)
        case .named(let name):
            isTooDeep(name, inside) ? [] : places(declared(name), at: place, inside: inside + [name])
        default: []
        }
    }

    private func isTooDeep(_ name: String, _ inside: [String]) -> Bool {
        inside.count { $0 == name } >= Self.depthLimit
    }

    private func declared(_ name: String) -> Interface.TypeExpression {
        interface.types.first { $0.name == name }?.type ?? .structure([])
    }
}
