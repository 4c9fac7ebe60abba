import CSystemd
package import Dabiao
import Glibc

/// A message for the spool: its idempotency key and its text.
package struct SpoolMessage: Hashable, Sendable {
    /// `A–Z a–z 0–9 . _ -`, 1 to 200 of them: the file's name.
    package let key: String
    /// One JSON document on one line, without the line's end.
    package let json: String

    package init(key: String, json: String) {
        self.key = key
        self.json = json
    }
}

/// What became of a batch.
package struct SpoolReceipt: Sendable {
    /// The keys whose files survive a power cut from now on.
    package internal(set) var durable: Set<String> = []
    /// Why the others do not. They may be tried again: a file that lies there already is taken for what it is.
    package internal(set) var failures: [String: DabiaoError] = [:]
}

/// Writes messages as files `KEY.json` into a folder, for whatever picks them up there.
///
/// A file appears under its name at one stroke, and a whole batch is made durable by one `syncfs`: the outbox marks
/// its messages as delivered only after that. Between a crash and the marking the same message comes again under the
/// same key, finds its file, and leaves it. Power may fail between the rename and the sync, and leave a file that is
/// empty or short; the line's end, which every whole file has, tells such a one apart, and it is replaced.
package struct SpoolChannel: Sendable {
    /// The folder that the files are written to.
    package let folder: String
    private let sync: @Sendable (Int32) -> Int32

    /// - Parameters:
    ///   - folder: must exist; see ``StateDirectory``.
    ///   - sync: makes the file system of a descriptor durable, as `syncfs` does; tests count it.
    package init(folder: String, sync: @escaping @Sendable (Int32) -> Int32 = { syncfs($0) }) {
        self.folder = folder
        self.sync = sync
    }

    /// Removes what a crash left half-written; to be called at start, before anything is written.
    ///
    /// - Returns: how many files that were.
    @discardableResult
    package func removeLeftovers() throws(DabiaoError) -> Int {
        let folder = try OpenFolder(folder)
        let leftovers = try folder.names().filter { $0.hasPrefix(".") && $0.hasSuffix(Self.temporarySuffix) }
        for name in leftovers { try folder.remove(name) }
        return leftovers.count
    }

    /// Writes a batch. A message that is wrong in itself is refused alone; when the system fails, the rest is not
    /// tried, and what was written before is made durable nevertheless.
    package func write(_ batch: [SpoolMessage]) -> SpoolReceipt {
        var receipt = SpoolReceipt()
        guard !batch.isEmpty else { return receipt }
        do throws(DabiaoError) {
            let folder = try OpenFolder(folder)
            let written = place(batch, in: folder, &receipt)
            guard !written.isEmpty else { return receipt }
            guard sync(folder.descriptor) == 0 else {
                throw .system(Phrase("无法将 \(folder.path) 落盘", "\(folder.path) cannot be made durable"), errno: errno)
            }
            receipt.durable = written
        } catch {
            for message in batch where receipt.failures[message.key] == nil { receipt.failures[message.key] = error }
        }
        return receipt
    }

    private func place(
        _ batch: [SpoolMessage], in folder: borrowing OpenFolder, _ receipt: inout SpoolReceipt
    ) -> Set<String> {
        var written: Set<String> = []
        var systemFailure: DabiaoError?
        for message in batch {
            do throws(DabiaoError) {
                if let systemFailure { throw systemFailure }
                try Self.place(message, in: folder)
                written.insert(message.key)
            } catch {
                receipt.failures[message.key] = error
                if error.code == .system { systemFailure = error }
            }
        }
        return written
    }

    private static func place(_ message: SpoolMessage, in folder: borrowing OpenFolder) throws(DabiaoError) {
        try check(message)
        let line = Array(message.json.utf8) + [lineEnd]
        let name = message.key + ".json"
        if let present = try folder.contents(of: name), present.last == lineEnd {
            if present == line { return }
            throw DabiaoError(
                .refused,
                Phrase("\(folder.path)/\(name) 已存在，内容不同", "\(folder.path)/\(name) lies there with another content"),
                remedy: Phrase("请先取走该文件", "take that file away first"))
        }
        let temporary = "." + message.key + temporarySuffix
        try folder.write(line, to: temporary)
        try folder.rename(temporary, to: name)
    }

    private static func check(_ message: SpoolMessage) throws(DabiaoError) {
        guard (1...200).contains(message.key.utf8.count), message.key.utf8.allSatisfy(isKeyCharacter) else {
            throw DabiaoError(
                .invalid,
                Phrase("消息键“\(message.key)”不合规", "“\(message.key)” is no key of a message"),
                remedy: Phrase("只可用字母、数字和 . _ -，1 至 200 个字符", "use letters, digits and . _ - only, 1 to 200 of them"))
        }
        guard !message.json.isEmpty, !message.json.utf8.contains(lineEnd) else {
            throw DabiaoError(
                .invalid,
                Phrase(
                    "消息 \(message.key) 的内容不是单行 JSON", "the content of message \(message.key) is not JSON on one line"))
        }
    }

    private static func isKeyCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static let lineEnd = UInt8(ascii: "\n")
    private static let temporarySuffix = ".tmp"
}
