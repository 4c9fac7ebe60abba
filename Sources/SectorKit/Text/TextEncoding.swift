public import Dabiao
public import Foundation

/// How the text of an exchanged file is written.
public enum TextEncoding: String, CaseIterable, Sendable {
    case utf8 = "utf-8"
    /// With a byte order mark in front, by which spreadsheets know it.
    case markedUTF8 = "utf-8-bom"
    case gb18030 = "gb18030"

    /// Bytes that are no text.
    public struct Undecodable: Error, Hashable, Sendable {
        /// From 1.
        public let line: Int
        /// Place of the first wrong byte, from 1.
        public let byte: Int
        public let problem: Phrase
    }

    /// The text of a file, and how it was written: UTF-8 where it has a mark or is valid, else GB 18030, strictly.
    ///
    /// A file most of which is UTF-8 is damaged UTF-8, and is not read as anything else.
    public static func read(_ bytes: Data) throws(Undecodable) -> (text: String, encoding: TextEncoding) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Undecodable(
                line: 1, byte: 1,
                problem: Phrase(
                    "文件是 UTF-16：请另存为 UTF-8 或 GB 18030 的 CSV",
                    "the file is UTF-16: save it as CSV in UTF-8 or GB 18030"))
        }
        let isMarked = bytes.starts(with: Self.mark)
        if let text = String(validating: isMarked ? bytes.dropFirst(Self.mark.count) : bytes, as: UTF8.self) {
            return (text, isMarked ? .markedUTF8 : .utf8)
        }
        let survey = UTF8Survey(bytes)
        guard !isMarked, survey.wrong >= survey.right else { throw wrongByte(survey.firstWrong, of: bytes, "UTF-8") }
        switch Iconv.convert(bytes, from: "GB18030", to: "UTF-8") {
        case .whole(let utf8): return (String(decoding: utf8, as: UTF8.self), .gb18030)
        case .stopped(let place): throw wrongByte(place, of: bytes, "UTF-8 或 GB 18030")
        case .unknown: throw Undecodable(line: 1, byte: 1, problem: Self.missing.message)
        }
    }

    /// The bytes of a text.
    ///
    /// - Throws: `DabiaoError` where this system knows no GB 18030, or it has no place for a character.
    public func bytes(of text: String) throws(DabiaoError) -> Data {
        switch self {
        case .utf8: return Data(text.utf8)
        case .markedUTF8: return Data(Self.mark) + Data(text.utf8)
        case .gb18030: break
        }
        let utf8 = Data(text.utf8)
        switch Iconv.convert(utf8, from: "UTF-8", to: "GB18030") {
        case .whole(let bytes): return bytes
        case .unknown: throw Self.missing
        case .stopped(let place):
            let character = String(decoding: utf8[place...].prefix(4), as: UTF8.self).first.map { "\($0)" } ?? ""
            let line = Self.line(at: place, of: utf8)
            throw DabiaoError(
                .invalid,
                Phrase("第 \(line) 行的“\(character)”不能写成 GB 18030", "line \(line): GB 18030 has no '\(character)'"),
                remedy: Phrase("请改用 --encoding utf-8", "use --encoding utf-8"))
        }
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static let missing = DabiaoError(
        .system, Phrase("本机没有 GB 18030 的转换表", "this system has no table of GB 18030"),
        remedy: Phrase("请安装 libc-bin 或 libc-gconv-modules-extra，或改用 UTF-8", "install libc-bin, or use UTF-8"))

    private static func wrongByte(_ place: Int, of bytes: Data, _ encodings: String) -> Undecodable {
        let byte = place < bytes.count ? String(format: "0x%02X", bytes[bytes.startIndex + place]) : "EOF"
        let english = encodings.replacing("或", with: "or")
        return Undecodable(
            line: line(at: place, of: bytes), byte: place + 1,
            problem: Phrase(
                "第 \(place + 1) 字节（\(byte)）不是 \(encodings) 文字：请另存为 UTF-8 的 CSV",
                "byte \(place + 1) (\(byte)) is not \(english): save it as CSV in UTF-8"))
    }

    /// The line of a byte, by whichever line end the file has. None of the encodings has them inside a character.
    private static func line(at place: Int, of bytes: Data) -> Int {
        let before = bytes.prefix(place)
        let ends = before.count { $0 == UInt8(ascii: "\n") }
        return 1 + (ends > 0 ? ends : before.count { $0 == UInt8(ascii: "\r") })
    }
}

/// How much of some bytes is UTF-8 beyond ASCII.
private struct UTF8Survey {
    /// Characters of several bytes.
    private(set) var right = 0
    /// Bytes that belong to no character.
    private(set) var wrong = 0
    /// The place of the first of them; the end where there is none.
    private(set) var firstWrong: Int

    init(_ bytes: Data) {
        let bytes = Array(bytes)
        firstWrong = bytes.count
        var place = 0
        while place < bytes.count {
            let length = Self.length(at: place, of: bytes)
            if length == 0 {
                firstWrong = min(firstWrong, place)
                wrong += 1
            } else if length > 1 {
                right += 1
            }
            place += max(length, 1)
        }
    }

    /// Bytes of the character that begins there; 0 where none does.
    private static func length(at place: Int, of bytes: [UInt8]) -> Int {
        let length =
            switch bytes[place] {
            case 0x00...0x7F: 1
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 0
            }
        guard length > 1 else { return length }
        let character = bytes[place..<min(place + length, bytes.count)]
        return String(validating: character, as: UTF8.self) == nil ? 0 : length
    }
}

/// The system's converter between encodings, iconv(3).
private enum Iconv {
    enum Outcome {
        case whole(Data)
        /// At the first byte that is no text, or for which the other encoding has no place.
        case stopped(Int)
        /// The system does not know one of the encodings.
        case unknown
    }

    static func convert(_ bytes: Data, from: String, to: String) -> Outcome {
        let converter = iconv_open(to, from)
        guard Int(bitPattern: converter) != -1 else { return .unknown }
        defer { iconv_close(converter) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = Data()
        var chunk = [CChar](repeating: 0, count: 1 << 16)
        let stop = input.withUnsafeMutableBufferPointer { input -> Int? in
            var next = input.baseAddress
            var left = input.count
            repeat {
                let isWhole = chunk.withUnsafeMutableBufferPointer { chunk -> Bool? in
                    var end = chunk.baseAddress
                    var room = chunk.count
                    let result = iconv(converter, &next, &left, &end, &room)
                    let isFull = result == -1 && errno == E2BIG
                    output.append(contentsOf: UnsafeRawBufferPointer(chunk).prefix(chunk.count - room))
                    return result == -1 && !isFull ? nil : !isFull
                }
                guard let isWhole else { return input.count - left }
                if isWhole { return nil }
            } while true
        }
        return stop.map { .stopped($0) } ?? .whole(output)
    }
}
