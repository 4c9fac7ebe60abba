extension String {
    /// At most so many characters of it, with an ellipsis where something is left out.
    func shortened(to count: Int) -> String {
        let head = prefix(count)
        return head.endIndex == endIndex ? self : head + "…"
    }
}
