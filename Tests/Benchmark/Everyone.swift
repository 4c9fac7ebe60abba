import ArgumentParser
import Dabiao
import DabiaoDaemon
import DabiaoStore
import Foundation
import GRDB
import RuleEngine

/// Times the pass over everyone: a city's subjects judged by all rules on a file, as the daemon keeps it.
///
/// - *evaluation*: every row of the SELECTs is stepped through, its columns computed, none made a Swift value.
/// - *answers*: the same as one text per subject, as the pass compares them.
/// - *pass*: evaluated, compared with what stands, changes recorded, committed with a sync.
struct Everyone: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "everyone")

    @Argument(help: "rules.json")
    var rules: String
    @Argument(help: "an empty folder for the database and the files that the other engines read")
    var folder: String
    @Option(help: "how many subjects")
    var subjects = 200_000
    @Option(help: "how many evaluations a figure is the median of")
    var rounds = 5
    @Option(help: "how many subjects the other engines are given")
    var sample = 20_000

    func run() throws {
        let bundle = try Population.bundle(rules: Data(contentsOf: URL(fileURLWithPath: rules)))
        let (compiled, diagnostics) = CompiledBundle.compile(bundle)
        guard let compiled else {
            throw ValidationError(diagnostics.map { $0.text(.english) }.joined(separator: "\n"))
        }
        let city = City(compiled: compiled, store: try Store(directory: folder + "/state"))
        print("subjects: \(subjects), rules: \(bundle.vetoRules.count)")
        var population = Population()
        let tellings = (0..<subjects).map { _ in population.telling() }
        try city.settle(tellings)
        print(
            try Timing("first", warmUp: 0, rounds: 1) { try city.pass() }.milliseconds,
            "the first pass, which records all"
        )
        try city.export(tellings, sample: sample, to: folder)

        let evaluation = try Timing("evaluation", warmUp: 1, rounds: rounds) { try city.step(through: city.selects) }
        let answers = try Timing("answers", warmUp: 1, rounds: rounds) { try city.step(through: [city.answers]) }
        let still = try Timing("still", warmUp: 1, rounds: rounds) { try city.pass() }
        let before = try city.changes()
        var passes: [Timing] = []
        for _ in 0..<rounds {
            try city.retell(subjects / 100, from: &population, of: subjects)
            passes.append(try Timing("pass", warmUp: 0, rounds: 1) { try city.pass() })
        }
        let pass = passes.map { $0.microseconds() }.sorted()[passes.count / 2]
        let base = evaluation.microseconds()
        print("evaluation alone: \(evaluation.milliseconds)")
        print(String(format: "ns per verdict: %.1f", base * 1000 / Double(subjects * bundle.vetoRules.count)))
        print("answers alone: \(answers.milliseconds)")
        print(
            String(format: "pass, nothing new: \(still.milliseconds) = %.2f of evaluation", still.microseconds() / base)
        )
        print(
            String(
                format: "pass, 1 %% of subjects told anew, %d verdicts changed: %.0f ms = %.2f of evaluation",
                try (city.changes() - before) / rounds, pass / 1000, pass / base))
        print(try city.one(of: subjects))
        try city.store.close()
    }
}
