/// An element of a standard as a file of a bundle names it.
public struct ElementName: Hashable, Sendable {
    /// The designation with its year (`GB/T 33000-2016`).
    public let edition: String
    public let name: String
    public let location: SourceLocation

    public init(edition: String, name: String, location: SourceLocation) {
        self.edition = edition
        self.name = name
        self.location = location
    }
}

extension ChecklistItem {
    /// Whether it belongs to an element, given by edition: the editions that both name must agree, and there is one.
    public func belongs(to elements: [String: String]) -> Bool {
        let common = elements.filter { self.elements[$0.key] != nil }
        return !common.isEmpty && common.allSatisfy { self.elements[$0.key] == $0.value }
    }
}
