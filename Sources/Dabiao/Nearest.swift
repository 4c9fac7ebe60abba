extension String {
    /// The known name that somebody most likely meant by this one: the one at the smallest edit distance, if it is
    /// near enough to be a slip; the first of equals.
    public func nearest(among candidates: some Sequence<String>) -> String? {
        let limit = Swift.max(1, count / 3)
        guard count <= 64 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates.sorted() where candidate.count <= 64 {
            let distance = Self.distance(Array(lowercased()), Array(candidate.lowercased()))
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// The least number of insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var (beforeLast, last) = ([Int](), Array(0...right.count))
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for column in right.indices {
                var cost = Swift.min(
                    last[column + 1] + 1, current[column] + 1, last[column] + (character == right[column] ? 0 : 1))
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == right[column] {
                    cost = Swift.min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
