/// The letters of JSON strings: resolves the escapes of a string that `JSONScanner` has checked.
enum JSONText {
    /// - Parameter range: the string with its quotes.
    /// - Throws: `MessageFault.malformed` on half a surrogate pair, which names no character.
    static func string(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>) throws(MessageFault) -> String {
        let content = UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound + 1..<range.upperBound - 1])
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        var units: [UInt8] = []
        var index = 0
        while index < content.count {
            guard content[index] == UInt8(ascii: "\\") else {
                units.append(content[index])
                index += 1
                continue
            }
            if let plain = plainEscape(content[index + 1]) {
                units.append(plain)
                index += 2
                continue
            }
            guard let (scalar, next) = scalar(content, at: index) else {
                throw .malformed("half a surrogate pair", offset: range.lowerBound + 1 + index)
            }
            units.append(contentsOf: Array(String(Character(scalar)).utf8))
            index = next
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// What `\n` and its like stand for; nothing for other letters.
    static func plainEscape(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The character of `\uXXXX`, or of two of them that make a pair, and the place after it.
    private static func scalar(_ bytes: UnsafeRawBufferPointer, at index: Int) -> (Unicode.Scalar, next: Int)? {
        guard let first = unit(bytes, at: index) else { return nil }
        if let scalar = Unicode.Scalar(first) { return (scalar, index + 6) }
        guard (0xD800..<0xDC00).contains(first), let second = unit(bytes, at: index + 6),
            (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { return nil }
        return (scalar, index + 12)
    }

    private static func unit(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
        guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var value: UInt32 = 0
        for offset in 2..<6 {
            guard let digit = hexadecimal(bytes[index + offset]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }
}
