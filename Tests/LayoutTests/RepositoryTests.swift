import Foundation
import Testing

@Suite("The repository")
struct RepositoryTests {
    @Test("At the top lies what README's map shows, and nothing else")
    func top() async throws {
        let names = try await Repository.tracked().compactMap { $0.split(separator: "/").first.map(String.init) }
        #expect(Set(names).filter { !$0.hasPrefix(".") }.subtracting(Layout.top).isEmpty)
        #expect(names.contains("Package.swift"))
    }

    @Test("No file names a folder of somebody's machine")
    func machinePaths() async throws {
        for file in try await Repository.tracked() {
            guard let text = try? Repository.text(of: file) else { continue }
            #expect(try MachinePath.first(in: text) == nil, "\(file)")
        }
    }

    @Test(
        "A folder of somebody's machine is found",
        arguments: [
            // A slash written as \u{2F} keeps these examples from being found themselves.
            ("cd \u{2F}home/li/dabiao", "\u{2F}home/li/"), ("path=\"\u{2F}root/x\"", "\u{2F}root/"),
            ("\u{2F}work/main", "\u{2F}work/"), ("https://example.org/work/home/", nil), ("${TMPDIR:-/tmp}/x", nil),
            ("/var/lib/dabiao/", nil),
        ])
    func finds(text: String, path: String?) throws {
        #expect(try MachinePath.first(in: text) == path)
    }

    @Test("swift format has nothing to say")
    func format() async throws {
        let linted = try await Tool.run(
            "swift", "format", "lint", "--strict", "--parallel", "--recursive", "Sources", "Tests", "Package.swift")
        #expect(linted.status == 0)
        #expect(linted.output.isEmpty, "\(linted.output)")
    }
}

/// A path that means something on one machine only.
enum MachinePath {
    /// The first of a text; nil where there is none.
    static func first(in text: String) throws -> String? {
        let path = try Regex("(?:^|[^\\w.])(/(?:work|root|home/[\\w-]+)/)", as: (Substring, Substring).self)
        return text.firstMatch(of: path).map { String($0.output.1) }
    }
}
