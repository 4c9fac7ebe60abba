import Dabiao
import Foundation

/// The header of a file in a ustar archive, with the one owner, mode and time that packed bundles have.
struct TarHeader {
    let path: String
    /// Bytes of the content.
    let size: Int

    /// Nil where the path cannot be told in a header: its last 100 bytes begin behind a slash, at most 155 before it.
    init?(path: String, size: Int) {
        guard Self.split(path) != nil else { return nil }
        (self.path, self.size) = (path, size)
    }

    /// Reads a block of 512 bytes.
    ///
    /// - Throws: `.invalid` where the sum is wrong, or it is no ordinary file's.
    init(_ block: Data) throws(DabiaoError) {
        let bytes = [UInt8](block)
        guard Self.number(bytes[148..<156]) == Self.sum(bytes), bytes[257..<263] == Self.magic[0..<6] else {
            throw PackedBundle.broken(Phrase("不是 tar 文件，或已损坏", "it is no tar file, or damaged"))
        }
        let (name, prefix) = (Self.text(bytes[0..<100]), Self.text(bytes[345..<500]))
        guard let name, let prefix, !name.isEmpty, let size = Self.number(bytes[124..<136]) else {
            throw PackedBundle.broken(Phrase("有读不了的文件头", "it has a header that cannot be read"))
        }
        (path, self.size) = (prefix.isEmpty ? name : "\(prefix)/\(name)", size)
        guard bytes[156] == Self.ordinary else {
            throw PackedBundle.broken(
                Phrase("\(path)：不是普通文件（链接、文件夹、设备都不接受）", "\(path) is a link, a folder or a device"))
        }
    }

    var bytes: Data {
        var bytes = [UInt8](repeating: 0, count: PackedBundle.block)
        func put(_ text: some Collection<UInt8>, at offset: Int) {
            bytes.replaceSubrange(offset..<offset + text.count, with: text)
        }
        let (prefix, name) = Self.split(path) ?? ("", path)
        put(Array(name.utf8), at: 0)
        put(Self.octal(0o644, digits: 7), at: 100)
        for offset in [108, 116] { put(Self.octal(0, digits: 7), at: offset) }
        put(Self.octal(size, digits: 11), at: 124)
        put(Self.octal(0, digits: 11), at: 136)
        bytes[156] = Self.ordinary
        put(Self.magic, at: 257)
        for offset in [329, 337] { put(Self.octal(0, digits: 7), at: offset) }
        put(Array(prefix.utf8), at: 345)
        put(Self.octal(Self.sum(bytes), digits: 6) + [0, UInt8(ascii: " ")], at: 148)
        return Data(bytes)
    }

    private static let ordinary = UInt8(ascii: "0")
    private static let magic = Array("ustar".utf8) + [0] + Array("00".utf8)

    /// The sum over all bytes, those of the sum itself taken as spaces.
    private static func sum(_ bytes: [UInt8]) -> Int {
        bytes.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
    }

    private static func octal(_ number: Int, digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String? {
        String(validating: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Prefix and name; the whole path is the name where it fits.
    private static func split(_ path: String) -> (prefix: String, name: String)? {
        let bytes = Array(path.utf8)
        guard bytes.count > 100 else { return ("", path) }
        let slash = bytes.indices.first { bytes[$0] == UInt8(ascii: "/") && bytes.count - $0 - 1 <= 100 }
        guard let slash, slash <= 155, slash > 0 else { return nil }
        return (
            String(decoding: bytes[..<slash], as: UTF8.self), String(decoding: bytes[(slash + 1)...], as: UTF8.self)
        )
    }
}
