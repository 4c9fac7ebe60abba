import DabiaoControl
import Foundation

/// How far an import is, told a hundred times on its way rather than at every row.
struct ImportProgress: Sendable {
    /// Lines of the file.
    private let lines: Int
    private let tell: @Sendable (EnterpriseInterface.ImportReply) -> Void

    init(of file: Data, _ tell: @escaping @Sendable (EnterpriseInterface.ImportReply) -> Void) {
        lines = file.withUnsafeBytes { $0.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 } }
        self.tell = tell
    }

    func read(through line: Int) { tell("rows", min(line, lines), lines) }

    func settled(_ done: Int, of total: Int) { tell("duties", done, total) }

    private func tell(_ phase: String, _ done: Int, _ total: Int) {
        guard done == total || done % max(1, total / 100) == 0 else { return }
        var reply = EnterpriseInterface.ImportReply()
        (reply.phase, reply.done, reply.total) = (phase, done, total)
        tell(reply)
    }
}
