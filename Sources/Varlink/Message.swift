#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import NIOCore

/// A call as it stands in a message.
struct CallMessage: Sendable {
    var method = ""
    var parameters = Wire.emptyObject
    /// The parameters are there and not an object: the caller's mistake, answered with `InvalidParameter`.
    var parametersAreNoObject = false
    var oneway = false
    var more = false
    var upgrade = false

    /// Members we do not know are passed over; `null` means that the member is absent.
    init(_ frame: ByteBuffer) throws(MessageFault) {
        let members = try Members(frame)
        guard let method = try members.string("method") else { throw .missing(member: "method") }
        self.method = method
        if let parameters = try members.raw("parameters") {
            if parameters.first == UInt8(ascii: "{") {
                self.parameters = parameters
            } else {
                parametersAreNoObject = true
            }
        }
        oneway = try members.flag("oneway")
        more = try members.flag("more")
        upgrade = try members.flag("upgrade")
        if oneway, more { throw .contradictory }
    }
}

/// A reply as it stands in a message.
struct ReplyMessage {
    let parameters: Data
    let error: String?
    let continues: Bool

    init(_ frame: ByteBuffer) throws(MessageFault) {
        let members = try Members(frame)
        let parameters = try members.raw("parameters") ?? Wire.emptyObject
        guard parameters.first == UInt8(ascii: "{") else {
            throw .wrongType(member: "parameters", expected: "an object")
        }
        self.parameters = parameters
        error = try members.string("error")
        continues = try members.flag("continues")
    }
}

/// The top-level members of a message, read by type.
private struct Members {
    private let frame: ByteBuffer
    private let members: [JSONScanner.Member]

    init(_ frame: ByteBuffer) throws(MessageFault) {
        self.frame = frame
        // `withUnsafeReadableBytes` cannot carry a typed error through.
        let scanned = frame.withUnsafeReadableBytes { bytes in
            Result { () throws(MessageFault) in try JSONScanner.members(of: bytes) }
        }
        members = try scanned.get()
    }

    /// The bytes of a value.
    func raw(_ name: String) throws(MessageFault) -> Data? {
        guard let range = range(name) else { return nil }
        return frame.withUnsafeReadableBytes { Data($0[range]) }
    }

    func string(_ name: String) throws(MessageFault) -> String? {
        guard let range = range(name) else { return nil }
        let text = frame.withUnsafeReadableBytes { bytes in
            Result { () throws(MessageFault) in
                guard bytes[range.lowerBound] == UInt8(ascii: "\"") else {
                    throw .wrongType(member: name, expected: "a string")
                }
                return try JSONText.string(bytes, in: range)
            }
        }
        return try text.get()
    }

    func flag(_ name: String) throws(MessageFault) -> Bool {
        guard let range = range(name) else { return false }
        switch frame.withUnsafeReadableBytes({ $0[range.lowerBound] }) {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: throw .wrongType(member: name, expected: "true or false")
        }
    }

    private func range(_ name: String) -> Range<Int>? {
        guard let range = members.first(where: { $0.name == name })?.value else { return nil }
        return frame.withUnsafeReadableBytes { $0[range.lowerBound] == UInt8(ascii: "n") } ? nil : range
    }
}
