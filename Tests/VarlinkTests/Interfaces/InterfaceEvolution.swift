@testable import Varlink

/// Compares an interface with an earlier form of it: whatever an old caller may send must still be accepted, whatever
/// is replied now an old caller must still understand, and nothing that had a name may be gone.
struct InterfaceEvolution {
    private let old: Interface
    private let new: Interface
    /// What an old caller would stumble over, each with its place.
    private(set) var breaks: [String] = []
    /// Pairs of named types that are being compared, so that a type that holds itself has an end.
    private var comparing: Set<[String]> = []

    /// Who writes a value that the other reads.
    private enum Direction: String { case request, reply }

    static func breaks(from old: Interface, to new: Interface) -> [String] {
        var evolution = InterfaceEvolution(old: old, new: new)
        evolution.compare()
        return evolution.breaks
    }

    private init(old: Interface, new: Interface) {
        self.old = old
        self.new = new
    }

    private mutating func compare() {
        if old.name != new.name { breaks.append("\(old.name): is \(new.name) now") }
        for type in old.types where !new.types.contains(where: { $0.name == type.name }) {
            breaks.append("type \(type.name): gone")
        }
        for method in old.methods {
            guard let now = new.methods.first(where: { $0.name == method.name }) else {
                breaks.append("method \(method.name): gone")
                continue
            }
            compare(method.input, now.input, .request, "\(method.name) request")
            compare(method.output, now.output, .reply, "\(method.name) reply")
        }
        for error in old.errors {
            guard let now = new.errors.first(where: { $0.name == error.name }) else {
                breaks.append("error \(error.name): gone")
                continue
            }
            compare(error.parameters, now.parameters, .reply, "\(error.name)")
        }
    }

    private mutating func compare(
        _ before: [Interface.Field], _ now: [Interface.Field], _ direction: Direction, _ place: String
    ) {
        for field in before {
            guard let same = now.first(where: { $0.name == field.name }) else {
                breaks.append("\(place).\(field.name): gone")
                continue
            }
            compare(field.type, same.type, direction, "\(place).\(field.name)")
        }
        guard direction == .request else { return }
        for field in now where !before.contains(where: { $0.name == field.name }) {
            if case .optional = field.type { continue }
            breaks.append("\(place).\(field.name): new and not optional")
        }
    }

    private mutating func compare(
        _ before: Interface.TypeExpression, _ now: Interface.TypeExpression, _ direction: Direction, _ place: String
    ) {
        switch (before, now) {
        case (.named(let a), .named(let b)):
            guard comparing.insert([a, b, direction.rawValue]).inserted else { return }
            compare(Self.resolved(a, in: old), Self.resolved(b, in: new), direction, place)
            comparing.remove([a, b, direction.rawValue])
        case (.named(let name), _): compare(Self.resolved(name, in: old), now, direction, place)
        case (_, .named(let name)): compare(before, Self.resolved(name, in: new), direction, place)
        case (.optional(let a), .optional(let b)), (.array(let a), .array(let b)), (.map(let a), .map(let b)):
            compare(a, b, direction, place)
        // One may learn to do without a parameter, or to always reply what was left out before.
        case (_, .optional(let b)) where direction == .request: compare(before, b, direction, place)
        case (.optional(let a), _) where direction == .reply: compare(a, now, direction, place)
        case (.structure(let a), .structure(let b)): compare(a, b, direction, place)
        case (.enumeration(let a), .enumeration(let b)):
            let (sent, known) = direction == .request ? (a, b) : (b, a)
            for value in sent where !known.contains(value) { breaks.append("\(place): \(value) is not known") }
        case (.enumeration, .string) where direction == .request, (.string, .enumeration) where direction == .reply:
            break
        case (.int, .float) where direction == .request, (.float, .int) where direction == .reply: break
        case _ where before == now: break
        default: breaks.append("\(place): another type")
        }
    }

    /// The parser has seen to it that every named type is declared.
    private static func resolved(_ name: String, in interface: Interface) -> Interface.TypeExpression {
        interface.types.first { $0.name == name }?.type ?? .structure([])
    }
}
