import Dabiao
import GRDB

// What of the store lies in the scope for which it is read.
extension Snapshot {
    /// Whether a subject, and a bundle about it, lie in the scope.
    public func covers(_ subject: Int64, bundle: String? = nil) throws -> Bool {
        try holds(subject) { $0.add(scope, subject: "subject.id", bundle: bundle.map { ("?", [$0]) }) }
    }

    /// Whether an enterprise lies in the scope, or any of its sites does: then its name may be known.
    public func reaches(enterprise: Int64) throws -> Bool {
        try holds(enterprise) { $0.add(scope, reaching: "subject.id") }
    }

    private func holds(_ subject: Int64, _ condition: (inout Filter) -> Void) throws -> Bool {
        guard scope != .everything else { return true }
        var filter = Filter()
        filter.add("subject.id = ?", subject)
        condition(&filter)
        let found: Int? = try fetchValue("SELECT 1 FROM subject\(filter.clause)", filter.arguments)
        return found != nil
    }
}

extension Filter {
    /// Adds that a subject lies in a scope.
    ///
    /// - Parameters:
    ///   - subject: an expression that gives the subject's id.
    ///   - bundle: one that gives the bundle that it is about, with the arguments of that.
    mutating func add(
        _ scope: Scope, subject: String, bundle: (expression: String, arguments: StatementArguments)? = nil
    ) {
        guard let parts = scope.parts else { return }
        let conditions = parts.map { ScopeCondition($0, subject: subject, bundle: bundle) }
        add(
            "(" + (conditions.map(\.text) + ["FALSE"]).joined(separator: " OR ") + ")",
            all: conditions.reduce(StatementArguments()) { $0 + $1.arguments })
    }

    /// Adds that an enterprise lies in a scope, or any of its sites.
    mutating func add(_ scope: Scope, reaching enterprise: String) {
        guard scope != .everything else { return }
        var (own, sites) = (Filter(), Filter())
        own.add(scope, subject: enterprise)
        sites.add("reached.enterprise = \(enterprise)")
        sites.add(scope, subject: "reached.id")
        add(
            "(\(own.condition) OR EXISTS (SELECT 1 FROM site AS reached\(sites.clause)))",
            all: own.arguments + sites.arguments)
    }
}

/// One part of a scope as SQL: a few look-ups by primary key, whatever the size of the city.
private struct ScopeCondition {
    private(set) var text: String
    private(set) var arguments = StatementArguments()

    init(_ part: Scope.Part, subject: String, bundle: (expression: String, arguments: StatementArguments)?) {
        var conditions: [String] = []
        if let districts = part.districts {
            conditions.append(
                """
                ifnull((SELECT placed.district FROM site AS placed WHERE placed.id = \(subject)),
                  (SELECT seated.district FROM enterprise AS seated WHERE seated.id = \(subject)))
                  IN (\(Self.places(districts)))
                """)
            arguments += StatementArguments(districts.sorted())
        }
        if let sectors = part.sectors {
            conditions.append(
                """
                EXISTS (SELECT 1 FROM site AS placed JOIN siteSector ON siteSector.site = placed.id
                  WHERE (placed.id = \(subject) OR placed.enterprise = \(subject))
                    AND siteSector.sector IN (\(Self.places(sectors))))
                """)
            arguments += StatementArguments(sectors.sorted())
        }
        if let bundles = part.bundles, let bundle {
            conditions.append("\(bundle.expression) IN (\(Self.places(bundles)))")
            arguments += bundle.arguments + StatementArguments(bundles.sorted())
        }
        text = conditions.isEmpty ? "TRUE" : "(" + conditions.joined(separator: " AND ") + ")"
    }

    private static func places(_ names: Set<String>) -> String {
        names.map { _ in "?" }.joined(separator: ", ")
    }
}
