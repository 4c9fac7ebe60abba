import Dabiao

/// A figure that a computed number is compared with: instead of rounding the number at nine decimals, the figure is
/// moved by half of the ninth, which is the same and costs nothing.
struct Threshold {
    private let low: String
    /// The greatest number that is rounded to the figure.
    private let high: String
    /// The least that is rounded to more.
    private let above: String

    /// Nil where the figure is no literal with a ninth decimal, or the number needs no rounding.
    init?(_ figure: Typed, for number: Typed) {
        guard case .literal(.number(let value)) = figure.node, abs(value) < 1e6, !Emitter.isExact(number) else {
            return nil
        }
        let figure = value.roundedAtNineDecimals
        low = SQL.literal(.number(figure - 0.5e-9))
        high = SQL.literal(.number((figure + 0.5e-9).nextDown))
        above = SQL.literal(.number(figure + 0.5e-9))
    }

    /// Whether the number, rounded, compares so with the figure.
    func test(_ number: String, _ operation: Comparison) -> String {
        switch operation {
        case .equal: "(\(number) BETWEEN \(low) AND \(high))"
        case .notEqual: "(\(number) NOT BETWEEN \(low) AND \(high))"
        case .less: "(\(number) < \(low))"
        case .lessOrEqual: "(\(number) < \(above))"
        case .greater: "(\(number) >= \(above))"
        case .greaterOrEqual: "(\(number) >= \(low))"
        }
    }
}
