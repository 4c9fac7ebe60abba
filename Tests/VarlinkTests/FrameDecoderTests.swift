import NIOCore
import Testing

@testable import Varlink

@Suite("Cutting bytes into messages")
struct FrameDecoderTests {
    private func frames(_ pieces: [String], limit: Int = 100) throws(MessageFault) -> [String] {
        var decoder = FrameDecoder(limit: limit)
        var frames: [String] = []
        for piece in pieces {
            decoder.append(ByteBuffer(string: piece))
            while let frame = try decoder.next() { frames.append(String(buffer: frame)) }
        }
        return frames
    }

    @Test("Wherever the bytes are split, the messages are the same")
    func splits() throws {
        let bytes = Array("one\0two\0\0three\0fo".unicodeScalars.map(String.init))
        let expected = ["one", "two", "", "three"]
        #expect(try frames(bytes) == expected)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map { $0.joined() }
                #expect(try frames(pieces) == expected)
            }
        }
    }

    @Test(
        "The limit holds to the byte, ended or not",
        arguments: [
            (String(repeating: "x", count: 10) + "\0", true),
            (String(repeating: "x", count: 10), true),
            (String(repeating: "x", count: 11) + "\0", false),
            (String(repeating: "x", count: 11), false),
            ("ok\0" + String(repeating: "x", count: 11), false),
        ])
    func limit(text: String, fits: Bool) {
        if fits {
            #expect(throws: Never.self) { try frames([text], limit: 10) }
        } else {
            #expect(throws: MessageFault.tooLong(limit: 10)) { try frames([text], limit: 10) }
        }
    }
}
