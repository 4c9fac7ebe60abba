extension Sequence {
    /// The elements whose key is met for the first time, in order.
    public func eachOnce<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
        var seen = Set<Key>()
        return filter { seen.insert(key($0)).inserted }
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order in which they are met.
    public func eachOnce() -> [Element] { eachOnce { $0 } }
}
