/// Names that cannot be checked, because what declares them is broken and was told of already.
struct Excusal {
    private var names: Set<String> = []
    private var isTotal = false

    func covers(_ name: String) -> Bool { isTotal || names.contains(name) }

    mutating func excuse(_ name: String?) {
        if let name { names.insert(name) }
    }

    /// A file of declarations could not be read: any name may be one of its.
    mutating func excuseAll() { isTotal = true }
}
