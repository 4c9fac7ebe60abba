public import Dabiao

/// What `plugin verify` and `plugin pack` say of a bundle that passes.
public struct Verification: Encodable, Hashable, Sendable {
    public let id: String
    public let version: String
    /// The bundle that it amends; nil where it is no drop-in.
    public let amends: String?
    /// Over names and contents of the files: what the daemon pins verdicts to.
    public let contentHash: String
    /// SHA-256 of the bundle in its packed form, and its bytes.
    public let sha256: String
    public let bytes: Int
    /// How many cases it passed.
    public let cases: Int

    enum CodingKeys: String, CodingKey {
        case id, version, amends, sha256, bytes, cases
        case contentHash = "content_hash"
    }

    /// Takes a bundle that passed lint through its cases.
    ///
    /// - Throws: `.invalid` that tells every case that fails.
    public init(_ plugin: Plugin, of source: BundleSource, calendar: WorkCalendar) throws(DabiaoError) {
        let results = plugin.test(calendar)
        let failures = results.filter { !$0.hasPassed }.map(\.diagnostic)
        guard failures.isEmpty else {
            throw DabiaoError(
                .invalid,
                Phrase(
                    failures.map { $0.text(.chinese) }.joined(separator: "\n"),
                    failures.map { $0.text(.english) }.joined(separator: "\n")),
                remedy: Phrase(
                    "请先让全部用例通过（dabiaoctl plugin test）", "let all of its cases pass first (dabiaoctl plugin test)"))
        }
        let archive = try PackedBundle.pack(source)
        let amendment = plugin.dropIns.first { $0.source == source }?.amendment
        id = amendment?.id ?? plugin.bundle.id
        version = (amendment?.version ?? plugin.bundle.version).description
        amends = amendment?.base
        contentHash = source.contentHash
        sha256 = PackedBundle.digest(of: archive)
        bytes = archive.count
        cases = results.count
    }

    /// Compares the packed form with a SHA-256 that was told.
    ///
    /// - Throws: `.refused` where it is another.
    public func confirm(sha256 expected: String) throws(DabiaoError) {
        guard expected.lowercased() != sha256 else { return }
        throw DabiaoError(
            .refused,
            Phrase(
                "SHA-256 不符：应为 \(expected)，实为 \(sha256)",
                "the SHA-256 is another: expected \(expected), found \(sha256)"),
            remedy: Phrase("请重新取得该文件，并核对发布方给出的值", "get the file again, and check the value with its publisher"))
    }
}
