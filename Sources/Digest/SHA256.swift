import COpenSSL

/// SHA-256 by OpenSSL: what bundles, fact schemas and the audit chain are named by.
public struct SHA256: ~Copyable {
    private let context: OpaquePointer?

    public init() {
        context = EVP_MD_CTX_new()
        EVP_DigestInit_ex(context, EVP_sha256(), nil)
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Takes more bytes in.
    public func update(_ bytes: some Sequence<UInt8>) {
        Array(bytes).withUnsafeBytes { buffer in
            _ = EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
    }

    /// The digest of everything taken in, in lower-case hexadecimal (64 characters).
    public consuming func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &digest, nil)
        return Self.hexadecimal(digest)
    }

    /// The digest of one sequence of bytes.
    public static func digest(of bytes: some Sequence<UInt8>) -> String {
        let hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
