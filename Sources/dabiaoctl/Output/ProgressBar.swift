import Dabiao
import Foundation

/// How far a long command is, on one line of the terminal on standard error; nothing where that is no terminal or the
/// answer is JSON.
struct ProgressBar {
    /// Columns of the terminal; nil draws nothing.
    private let width: Int?
    private var drawn = ""

    init() {
        var size = winsize()
        let isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        guard isTerminal, !Output.isJSON else {
            width = nil
            return
        }
        let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        width = isKnown ? Int(size.ws_col) : 80
    }

    /// Shows that so much of the whole is done.
    mutating func show(_ label: String, _ done: Int, of total: Int) {
        guard let width else { return }
        let line = Self.line(label, done, of: total, width: width)
        guard line != drawn else { return }
        draw(line)
    }

    /// Takes the line away.
    mutating func clear() {
        guard width != nil, !drawn.isEmpty else { return }
        draw("")
    }

    private mutating func draw(_ line: String) {
        let gap = String(repeating: " ", count: max(0, drawn.displayWidth - line.displayWidth))
        Output.write("\r" + line + gap + (line.isEmpty ? "\r" : ""), to: .standardError)
        drawn = line
    }

    /// `复制 [#####-----]  50%`, one column short of the width: a full line would scroll.
    private static func line(_ label: String, _ done: Int, of total: Int, width: Int) -> String {
        let share = total > 0 ? min(max(Double(done) / Double(total), 0), 1) : 0
        let percent = "\(Int(share * 100))%"
        let figure = String(repeating: " ", count: max(0, 4 - percent.count)) + percent
        let room = min(40, width - 1 - label.displayWidth - figure.count - 4)
        guard room > 3 else { return label.displayWidth + figure.count + 1 < width ? label + " " + figure : "" }
        let filled = Int(share * Double(room))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: room - filled)
        return "\(label) [\(bar)] \(figure)"
    }
}
