/// Checks that some bytes are one JSON object, and finds its top-level members, without building any value.
///
/// This is what stands between a stranger's bytes and `JSONDecoder`: nesting is bounded before anything recurses, and
/// the parameters of a call stay bytes until its method is known.
struct JSONScanner {
    /// A top-level member: its name, escapes resolved, and where its value stands.
    struct Member {
        let name: String
        let value: Range<Int>
    }

    static let depthLimit = 64

    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// - Throws: `MessageFault` if the bytes are not UTF-8, not JSON, not an object, too deep, or name a top-level
    ///   member twice.
    static func members(of bytes: UnsafeRawBufferPointer) throws(MessageFault) -> [Member] {
        if let offset = UTF8Check.firstInvalid(in: bytes) { throw .invalidUTF8(offset: offset) }
        var scanner = JSONScanner(bytes)
        scanner.skipSpace()
        guard scanner.take(UInt8(ascii: "{")) else { throw scanner.fault("an object expected") }
        var members: [Member] = []
        try scanner.list(until: UInt8(ascii: "}")) { (scanner: inout JSONScanner) throws(MessageFault) in
            let (key, value) = try scanner.member(depth: 1)
            let name = try JSONText.string(bytes, in: key)
            if members.contains(where: { $0.name == name }) { throw .duplicate(member: name) }
            members.append(Member(name: name, value: value))
        }
        scanner.skipSpace()
        guard scanner.position == bytes.count else { throw scanner.fault("something after the object") }
        return members
    }

    private func fault(_ what: String) -> MessageFault { .malformed(what, offset: position) }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// The elements of an object or array whose opening bracket has been taken.
    private mutating func list(
        until end: UInt8, element: (inout JSONScanner) throws(MessageFault) -> Void
    ) throws(MessageFault) {
        skipSpace()
        if take(end) { return }
        repeat {
            skipSpace()
            try element(&self)
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(end) else { throw fault("a comma or \"\(Character(Unicode.Scalar(end)))\" expected") }
    }

    private mutating func member(depth: Int) throws(MessageFault) -> (key: Range<Int>, value: Range<Int>) {
        guard current == UInt8(ascii: "\"") else { throw fault("a member's name expected") }
        let key = try string()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw fault("a colon expected") }
        skipSpace()
        let start = position
        try value(depth: depth)
        return (key, start..<position)
    }

    private mutating func value(depth: Int) throws(MessageFault) {
        switch current {
        case UInt8(ascii: "{"):
            try enter(depth)
            try list(until: UInt8(ascii: "}")) { (scanner: inout JSONScanner) throws(MessageFault) in
                _ = try scanner.member(depth: depth + 1)
            }
        case UInt8(ascii: "["):
            try enter(depth)
            try list(until: UInt8(ascii: "]")) { (scanner: inout JSONScanner) throws(MessageFault) in
                try scanner.value(depth: depth + 1)
            }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    private mutating func enter(_ depth: Int) throws(MessageFault) {
        guard depth < Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit, offset: position) }
        position += 1
    }

    private mutating func word(_ word: StaticString) throws(MessageFault) {
        for index in 0..<word.utf8CodeUnitCount {
            guard take(word.utf8Start[index]) else { throw fault("a value expected") }
        }
    }

    /// A string with its quotes; escapes are checked, not resolved.
    private mutating func string() throws(MessageFault) -> Range<Int> {
        let start = position
        position += 1
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return start..<position
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20:
                position -= 1
                throw fault("a control character in a string")
            default: break
            }
        }
        throw fault("a string without end")
    }

    private mutating func escape() throws(MessageFault) {
        switch current {
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard let byte = current, JSONText.hexadecimal(byte) != nil else {
                    throw fault("four hex digits expected")
                }
                position += 1
            }
        case .some(let byte) where JSONText.plainEscape(byte) != nil: position += 1
        default: throw fault("an unknown escape")
        }
    }

    private mutating func number() throws(MessageFault) {
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits("a value expected") }
        if take(UInt8(ascii: ".")) { try digits("a digit expected") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits("a digit expected")
        }
    }

    private mutating func digits(_ expectation: String) throws(MessageFault) {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw fault(expectation) }
    }
}
