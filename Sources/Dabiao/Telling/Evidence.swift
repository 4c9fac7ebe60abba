/// A file that supports an answer (佐证材料): kept by whoever assessed, known here by its name and digest.
public struct Evidence: Hashable, Sendable {
    /// The name beside the facts file, with `/` between folders.
    public let file: String
    /// SHA-256 in lower-case hexadecimal; nil where it was not told.
    public let sha256: String?

    public init(file: String, sha256: String? = nil) {
        self.file = file
        self.sha256 = sha256
    }

    /// Whether a text is the hexadecimal form of a SHA-256.
    public static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}
