import ArgumentParser

/// Measures what README and the release notes claim. Run it through `Tests/benchmark.sh`, which also measures the
/// daemon, the same SELECTs in the `sqlite3` shell, and other engines.
@main
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dabiao-benchmark", subcommands: [OneSubject.self, Everyone.self],
        defaultSubcommand: OneSubject.self)
}
