import Foundation

/// How long something took, in many rounds.
struct Timing: CustomStringConvertible {
    let name: String
    private let times: [Duration]

    init(_ name: String, warmUp: Int = 100, rounds: Int, _ body: () throws -> Void) rethrows {
        self.name = name
        for _ in 0..<warmUp { try body() }
        let clock = ContinuousClock()
        times = try (0..<rounds).map { _ in try clock.measure(body) }.sorted()
    }

    /// The share of rounds that took no longer, in microseconds.
    func microseconds(_ share: Double = 0.5) -> Double {
        let components = times[min(times.count - 1, Int(Double(times.count) * share))].components
        return Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12
    }

    var milliseconds: String { String(format: "%.0f ms", microseconds() / 1000) }

    var description: String {
        String(format: "\(name): median %.1f us, p99 %.1f us", microseconds(), microseconds(0.99))
    }
}
