import Dabiao
public import Foundation
import RuleEngine
import SectorKit

/// What is fed with arbitrary bytes: each case reads them as one thing, and traps where a promise is broken.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case expression, yaml
    case civilDate = "civil-date"

    public func callAsFunction(_ bytes: Data) {
        switch self {
        case .expression: Self.compile(String(decoding: bytes, as: UTF8.self))
        case .yaml: Self.read(bytes)
        case .civilDate: Self.reckon(bytes)
        }
    }

    /// An expression is compiled and runs, or is refused at a place with a sentence in both languages.
    private static func compile(_ text: String) {
        let (compiled, diagnostics) = CompiledBundle.compile(FuzzBundle.bundle(rule: text))
        precondition((compiled == nil) == !diagnostics.isEmpty)
        check(diagnostics)
        guard let compiled, let bench = try? Workbench(compiled) else { return }
        let verdicts = try? bench.verdicts(FuzzBundle.telling, on: CivilDate(2026, 2, 28))
        precondition(verdicts?.count == 1, "what lint lets through runs")
    }

    /// A file of facts is read, or refused at a place.
    private static func read(_ bytes: Data) {
        let plugin = Data(
            "format: 1\nid: fuzz\nversion: 1.0.0\ntitle: fuzz\nsubject: site\ndepartment: fuzz\n".utf8)
        guard let source = try? BundleSource(files: ["plugin.yaml": plugin, "facts.yaml": bytes]) else { return }
        let (bundle, diagnostics) = BundleReader.read(source)
        precondition(bundle != nil || !diagnostics.isEmpty)
        check(diagnostics)
    }

    private static func check(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics {
            precondition(diagnostic.location.line >= 1 && diagnostic.location.column >= 1)
            precondition(!diagnostic.message.zh.isEmpty && !diagnostic.message.en.isEmpty)
        }
    }

    /// A text that reads as a day is that day's text; the first eight bytes are how far to go from it.
    private static func reckon(_ bytes: Data) {
        let text = String(decoding: bytes.dropFirst(8), as: UTF8.self)
        let count = bytes.prefix(8).reduce(0) { $0 << 8 | Int(truncatingIfNeeded: $1) }
        _ = Period(text)
        guard let day = CivilDate(text) else { return }
        precondition(day.description == text && CivilDate(day.year, day.month, day.day) == day)
        for count in [count, count % 4000, count % 100_000] {
            if let other = day.adding(days: count) {
                precondition(day.days(until: other) == count)
                precondition(other.adding(days: -count) == day)
            }
            guard let other = day.adding(months: count) else { continue }
            precondition(other.year * 12 + other.month == day.year * 12 + day.month + count)
            precondition(other.day == day.day || other.day < day.day && other.endOfMonth == other)
        }
    }
}
