import Foundation
import FuzzEntries
import Testing

/// The short run of the fuzz targets: `Tests/fuzz.sh` is the long one, by libFuzzer.
@Suite("Arbitrary bytes are read or refused, and break nothing")
struct FuzzTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Every YAML file of the plugins in the repository.
    private static func files() throws -> [Data] {
        let folder = root.appending(path: "Plugins")
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
            .sorted()
            .map { try Data(contentsOf: folder.appending(path: $0)) }
    }

    /// Every line that may hold an expression.
    private static func expressions() throws -> [Data] {
        try files().flatMap { file in
            String(decoding: file, as: UTF8.self).matches(of: /(?m)\b(?:rule|is|when|due|conforms): *"?([^"}\n]+)/)
                .map { Data($0.output.1.utf8) }
        }
    }

    private static func seeds(of target: FuzzTarget) throws -> [Data] {
        switch target {
        case .expression: try expressions()
        case .yaml: try files()
        case .civilDate:
            ["2024-02-29", "1900-01-01", "2200-12-31", "2026-11-24", "P1Y2M3D"].map { Data(count: 8) + $0.utf8 }
        }
    }

    private static let words = [
        "(", ")", "AND ", "NOT ", " OR ", "x", "d", "rows", "grid", "a", "'", "\"", ";", "--", "P1M", "P999999999Y",
        "today", "lookup(", "count(", "1e308", "&a", "*a", "- {", "? ", "|\n", "!!", "\u{FEFF}", "\u{0}", "达标",
        "2026-02-30",
    ]

    @Test(
        "Mutations of what the plugins hold",
        arguments: [(FuzzTarget.expression, 400), (.yaml, 400), (.civilDate, 20_000)])
    func mutations(_ target: FuzzTarget, count: Int) throws {
        var mutation = Mutation(printedFor: "fuzz \(target.rawValue)")
        let seeds = try Self.seeds(of: target)
        #expect(seeds.count >= 5)
        for seed in seeds { target(seed) }
        for _ in 0..<count { target(mutation.bytes(from: seeds, words: Self.words)) }
    }
}
