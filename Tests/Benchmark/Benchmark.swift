import ArgumentParser
import Dabiao
import Foundation
import RuleEngine
import SectorKit

/// Times the rules of a plugin on one subject in process. Run it through `Tests/benchmark.sh`, which also measures the
/// daemon and the same SELECTs in the `sqlite3` shell.
@main
struct Benchmark: ParsableCommand {
    @Argument(help: "the plugin's folder")
    var plugin: String
    @Argument(help: "a facts file")
    var facts: String
    @Option(help: "how many evaluations a figure is the median of")
    var rounds = 20_000
    @Flag(help: "print the SELECTs that evaluate subject :subject, and nothing else")
    var sql = false

    func run() throws {
        let folder = URL(fileURLWithPath: plugin)
        let shelf = PluginShelf([folder.deletingLastPathComponent().path])
        let checked = Plugin.check(try BundleSource(directory: plugin), installed: shelf.plugin)
        guard let plugin = checked.plugin else {
            throw ValidationError(checked.diagnostics.map { $0.text(.english) }.joined(separator: "\n"))
        }
        if sql {
            for statement in plugin.compiled.standingStatements { print(statement + ";") }
            return
        }
        let telling = try TellingReader(plugin.bundle).read(
            json: Data(contentsOf: URL(fileURLWithPath: facts)), name: facts)
        let bench = try plugin.workbench(.empty)
        let today = CivilDate(2026, 11, 24)
        let verdicts = try bench.verdicts(telling, on: today)
        print("rules: \(verdicts.count)")
        try bench.withVerdicts { judge in
            try time("one subject judged by all rules") { _ = try judge(today) }
        }
        try time("one subject told, derived and judged") { _ = try bench.verdicts(telling, on: today) }
    }

    /// Prints the median and the 99th percentile in microseconds.
    private func time(_ name: String, _ body: () throws -> Void) throws {
        for _ in 0..<100 { try body() }
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<rounds { times.append(try clock.measure(body)) }
        times.sort()
        func microseconds(_ share: Double) -> String {
            let duration = times[min(times.count - 1, Int(Double(times.count) * share))]
            return String(format: "%.1f", Double(duration.components.attoseconds) / 1e12)
        }
        print("\(name): median \(microseconds(0.5)) us, p99 \(microseconds(0.99)) us")
    }
}
