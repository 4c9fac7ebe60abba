import Dabiao
import RuleEngine

/// A run of days on all of which the same facts, parameters, bands and rows are in force, with what was compiled for
/// them.
struct Era: Sendable {
    let days: Span
    let compiled: CompiledBundle

    /// Compiles a bundle for all days, era by era; all errors at once.
    ///
    /// - Parameters:
    ///   - requires: the plugins that it reads; their days part its own.
    ///   - isExcused: whether a name stands for what could not be read, which was told already.
    static func compile(
        _ bundle: Dabiao.Bundle, requires: [Plugin], excusing isExcused: @escaping (String) -> Bool = { _ in false }
    ) -> (eras: [Era], diagnostics: [Diagnostic]) {
        let turns = Set(bundle.schemaTurns + requires.flatMap(\.schemaTurns)).sorted()
        let spans = zip([nil] + turns.map(Optional.some), turns.map(Optional.some) + [nil])
            .map { Span(effective: $0, until: $1) }
        var (eras, found): ([Era], [(diagnostic: Diagnostic, days: Span)]) = ([], [])
        for span in spans {
            let (compiled, errors) = CompiledBundle.compile(
                bundle.inForce(on: span.someDay), requires: requires.map { $0.compiled(on: span.someDay) }, for: span,
                excusing: isExcused)
            if let compiled { eras.append(Era(days: span, compiled: compiled)) }
            found += errors.map { ($0, span) }
        }
        return (found.isEmpty ? eras : [], told(found, of: spans.count))
    }

    /// Each error once; one of some days only says of which.
    private static func told(_ found: [(diagnostic: Diagnostic, days: Span)], of eras: Int) -> [Diagnostic] {
        found.eachOnce(by: \.diagnostic).map { diagnostic, days in
            guard found.count(where: { $0.diagnostic == diagnostic }) < eras else { return diagnostic }
            let when = days.phrase
            return Diagnostic(
                diagnostic.severity, at: diagnostic.location,
                diagnostic.message.followed(by: Phrase("（\(when.zh)）", " (\(when.en))")))
        }
    }
}
