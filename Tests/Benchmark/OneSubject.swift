import ArgumentParser
import Dabiao
import Foundation
import RuleEngine
import SectorKit

/// Times the rules of a plugin on one subject in process.
struct OneSubject: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "one")

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
            print(try Timing("one subject judged by all rules", rounds: rounds) { _ = try judge(today) })
        }
        print(
            try Timing("one subject told, derived and judged", rounds: rounds) {
                _ = try bench.verdicts(telling, on: today)
            })
    }
}
