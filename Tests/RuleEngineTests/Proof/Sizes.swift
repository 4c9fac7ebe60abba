import Dabiao

/// Every tree of a size, counted in nodes: what the exhaustive comparisons go through.
enum Sizes {
    /// Every condition of at most so many nodes over some leaves, with every connective of the language.
    static func truths(upTo size: Int, over leaves: [Tree]) -> [Tree] {
        var sizes: [[Tree]] = [[], leaves]
        for size in 2...size {
            let single = sizes[size - 1].flatMap { [Tree.not($0), .known($0)] }
            let double = splits(size - 1, 2).flatMap { split in
                pairs(sizes[split[0]], sizes[split[1]]).flatMap { left, right in
                    [
                        Tree.and([left, right]), .or([left, right]), .compare("=", left, right),
                        .compare("<>", left, right),
                    ]
                }
            }
            let triple = splits(size - 1, 3).flatMap { split in
                pairs(sizes[split[0]], pairs(sizes[split[1]], sizes[split[2]])).map { Tree.choose($0, $1.0, $1.1) }
            }
            sizes.append(single + double + triple)
        }
        return sizes.flatMap { $0 }
    }

    /// Every number made of one function or operator over some leaves, and the leaves.
    static func numbers(over leaves: [Tree]) -> [Tree] {
        let single = leaves.flatMap { leaf in
            ["abs", "ceil", "floor", "round", "sqrt", "exp", "ln"].map { Tree.call($0, [leaf]) } + [.negative(leaf)]
        }
        let double = pairs(leaves, leaves).flatMap { left, right in
            ["+", "-", "*", "/"].map { Tree.arithmetic($0, left, right) }
                + ["least", "greatest", "pow"].map { Tree.call($0, [left, right]) }
        }
        return leaves + single + double
    }

    static func pairs<Left, Right>(_ left: [Left], _ right: [Right]) -> [(Left, Right)] {
        left.flatMap { first in right.map { (first, $0) } }
    }

    /// Every way to share a size among so many parts.
    private static func splits(_ size: Int, _ parts: Int) -> [[Int]] {
        guard parts > 1 else { return size > 0 ? [[size]] : [] }
        guard size > 1 else { return [] }
        return (1..<size).flatMap { first in splits(size - first, parts - 1).map { [first] + $0 } }
    }

    /// Every combination of values for some names; nil is unknown.
    static func tellings(_ values: [(name: String, values: [Value?])]) -> [Telling] {
        values.reduce([Telling()]) { tellings, fact in
            pairs(tellings, fact.values).map { telling, value in
                var telling = telling
                telling.facts[fact.name] = value
                return telling
            }
        }
    }
}
