import Dabiao

/// Checks `was:`: a former name stands for one thing, which has it no more.
///
/// Names of names are not followed: whoever renames a second time lists both former names (`was: [b, a]`).
struct FormerNames {
    let log: DiagnosticLog

    func check(_ root: Fields) {
        let kinds = ["parameters", "facts", "tables", "lists", "derived"]
        check(kinds.flatMap { root.mappings($0) })
        for list in root.mappings("lists") { check(list.mappings("columns")) }
    }

    /// - Parameter things: what shares one set of names.
    private func check(_ things: [Fields]) {
        let names = Dictionary(
            things.compactMap { thing in thing.text("name").map { ($0, thing.location(of: "name")) } }
        ) { first, _ in first }
        var claimed: [String: SourceLocation] = [:]
        for thing in things {
            for element in thing.elements("was") {
                guard let former = element.text else { continue }
                if let place = names[former] {
                    log.error(
                        at: element.location, "“\(former)”还在 \(place) 使用，不能又是曾用名",
                        "'\(former)' is still a name (at \(place)) and cannot be a former one")
                } else if let place = claimed[former] {
                    log.error(
                        at: element.location, "曾用名“\(former)”已在 \(place) 写过，一个曾用名只能归一处",
                        "the former name '\(former)' stands at \(place) already, it belongs to one thing only")
                }
                claimed[former] = claimed[former] ?? element.location
            }
        }
    }
}
