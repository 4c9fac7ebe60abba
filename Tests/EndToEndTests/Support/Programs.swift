import Foundation

/// The programs under test, and what of the repository they are run with.
enum Programs {
    /// Where `dabiaod` and `dabiaoctl` lie: `DABIAO_BIN`, else beside the test bundle.
    static let folder: URL = {
        if let named = ProcessInfo.processInfo.environment["DABIAO_BIN"] { return URL(filePath: named) }
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }()

    static var daemon: URL { folder.appending(path: "dabiaod") }
    static var control: URL { folder.appending(path: "dabiaoctl") }

    /// An interpreter that has `varlink==31.0.0`; nil where `DABIAO_PYTHON` names none.
    static let python = ProcessInfo.processInfo.environment["DABIAO_PYTHON"].map { URL(filePath: $0) }

    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static var plugins: String { repository.appending(path: "Plugins").path }
    static var calendar: String { repository.appending(path: "config/calendar").path }

    /// A file of the demo: `enterprises.csv`, `self-review-triggered.json` …
    static func demo(_ name: String) -> String {
        repository.appending(path: "packaging/demo/\(name)").path
    }

    /// A file that lies beside these tests.
    static func beside(_ name: String) -> String {
        repository.appending(path: "Tests/EndToEndTests/\(name)").path
    }

}
