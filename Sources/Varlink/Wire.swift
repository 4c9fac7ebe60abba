#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import NIOCore

/// What goes out: values as JSON objects, and the messages around them.
enum Wire {
    /// The longest message either way, without the byte that ends it.
    static let messageLimit = 4 * 1024 * 1024

    static let emptyObject = Data("{}".utf8)

    /// - Throws: `EncodingError` if the value cannot be JSON, or is not an object.
    static func object(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let data = try encoder.encode(value)
        guard data.first == UInt8(ascii: "{") else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: [], debugDescription: "parameters are always a JSON object"))
        }
        return data
    }

    /// - Throws: `MessageFault.tooLong`; nothing has been sent then.
    static func reply(_ parameters: Data, continues: Bool = false) throws(MessageFault) -> ByteBuffer {
        try message("{\"parameters\":", parameters, continues ? ",\"continues\":true}" : "}")
    }

    static func reply(_ error: VarlinkError) throws(MessageFault) -> ByteBuffer {
        try message("{\"error\":\(quoted(error.name)),\"parameters\":", error.parameters, "}")
    }

    static func call(_ method: String, _ parameters: Data, flag: CallFlag?) throws(MessageFault) -> ByteBuffer {
        let end = flag.map { ",\"\($0.rawValue)\":true}" } ?? "}"
        return try message("{\"method\":\(quoted(method)),\"parameters\":", parameters, end)
    }

    private static func message(_ start: String, _ object: Data, _ end: String) throws(MessageFault) -> ByteBuffer {
        let length = start.utf8.count + object.count + end.utf8.count
        guard length <= messageLimit else { throw .tooLong(limit: messageLimit) }
        var buffer = ByteBufferAllocator().buffer(capacity: length + 1)
        buffer.writeString(start)
        buffer.writeBytes(object)
        buffer.writeString(end)
        buffer.writeInteger(UInt8(0))
        return buffer
    }

    private static func quoted(_ name: String) -> String {
        // Names are letters, digits, dots and hyphens; whatever else a program hands us must not break the message.
        let safe = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\"" && $0 != "\\" }
        return safe ? "\"\(name)\"" : "\"\""
    }
}

/// How a call wants its answer, if not with one reply.
enum CallFlag: String {
    case more, oneway
}
