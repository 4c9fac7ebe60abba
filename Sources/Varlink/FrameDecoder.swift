internal import NIOCore

/// Cuts a stream of bytes into messages at the zero bytes that end them.
struct FrameDecoder {
    private let limit: Int
    private var buffer = ByteBuffer()
    /// How much of the buffer is known to hold no zero byte, so that a long message is searched only once.
    private var searched = 0

    /// - Parameter limit: the longest message, without its zero byte.
    init(limit: Int = Wire.messageLimit) { self.limit = limit }

    /// Bytes that have arrived and are not handed out.
    var buffered: Int { buffer.readableBytes }

    mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next whole message, without its zero byte; nothing if it has not all arrived.
    ///
    /// - Throws: `MessageFault.tooLong` as soon as the limit is passed, whether or not the message has ended.
    mutating func next() throws(MessageFault) -> ByteBuffer? {
        let end = buffer.withUnsafeReadableBytes { bytes in
            UnsafeRawBufferPointer(rebasing: bytes[searched...]).firstIndex(of: 0).map { searched + $0 }
        }
        guard (end ?? buffer.readableBytes) <= limit else { throw .tooLong(limit: limit) }
        guard let end else {
            searched = buffer.readableBytes
            return nil
        }
        let frame = buffer.readSlice(length: end)
        buffer.moveReaderIndex(forwardBy: 1)
        searched = 0
        // Without this a connection would keep its largest message's memory for good.
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
        return frame
    }
}
