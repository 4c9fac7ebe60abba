public import Dabiao
import GRDB

/// What boundary sampling found out about a lookup in a table.
public struct LookupFinding: Sendable {
    public enum Kind: Sendable {
        /// Whatever is told, no row answers; what was asked for in one sample.
        case unanswered(asked: [(name: String, value: Value?)])
        /// Several rows answer at once.
        case overlapping(rows: [SourceLocation], telling: Telling)
    }

    public let location: SourceLocation
    public let table: String
    public let kind: Kind
}

extension Surveyor {
    /// An expression of the bundle, and where it is evaluated.
    private struct Context {
        let expression: Typed
        let list: String?
        let source: ExpressionSource
    }

    /// A lookup in a table, with the rows around it.
    private struct Lookup {
        let rows: Typed.Rows
        let hasOtherwise: Bool
        let offset: Int
        let frames: [Frame]
    }

    private struct Frame {
        let rows: Typed.Rows
        /// Whether only rows for which its condition holds are asked about.
        let isFiltered: Bool
    }

    /// Samples every lookup of the bundle in a table of its own.
    ///
    /// - Parameter today: the day on which samples are judged.
    public func lookups(on today: CivilDate) throws -> [LookupFinding] {
        try contexts.flatMap { context -> [LookupFinding] in
            let lookups = Self.lookups(in: context.expression, [])
            guard !lookups.isEmpty else { return [] }
            let space = Space(
                [context.expression], of: context.list, in: bench.compiled, today: today, includesForeign: true)
            var sampler = Sampler(bench, space, of: context.list, today: today)
            let samples = try sampler.points(deciding: conditions(context)).map(space.sample)
            return try bench.trial { database in
                try bench.tell(samples, from: 1, in: database)
                try bench.derive(bench.steps(for: [context.expression], of: context.list), in: database)
                return try lookups.compactMap { try finding($0, context, samples, today, in: database) }
            }
        }
    }

    private var contexts: [Context] {
        let bundle = bench.compiled.bundle
        func derived(_ derivation: Derivation, _ definition: Typed?, _ list: String?) -> [Context] {
            guard let definition else { return [] }
            guard case .bands = definition.node else {
                return derivation.sources.map { Context(expression: definition, list: list, source: $0) }
            }
            return zip(definition.parts, derivation.sources).map { Context(expression: $0, list: list, source: $1) }
        }
        let facts = bundle.derived.flatMap { derived($0.derivation, bench.compiled.definitions[$0.name], nil) }
        let cells = bundle.lists.flatMap { list in
            list.columns.flatMap { column in
                column.derivation.map {
                    derived($0, bench.compiled.definitions["\(list.name).\(column.name)"], list.name)
                }
                    ?? []
            }
        }
        let rules = bench.compiled.rules.flatMap { rule in
            [(rule.condition, Optional(rule.rule.rule)), (rule.when, rule.rule.when)].compactMap { expression, source in
                guard let expression, let source else { return nil as Context? }
                return Context(expression: expression, list: rule.rule.list, source: source)
            }
        }
        let items = bench.compiled.items.compactMap { item -> Context? in
            guard let award = item.award, let source = item.item.award ?? item.item.conforms else { return nil }
            return Context(expression: award, list: nil, source: source)
        }
        return facts + cells + rules + items
    }

    private func conditions(_ context: Context) -> [Typed] {
        context.expression.type == .boolean ? [context.expression] : []
    }

    private static func lookups(in expression: Typed, _ frames: [Frame]) -> [Lookup] {
        switch expression.node {
        case .aggregate(_, let rows, let value):
            return within(rows, value, frames)
        case .lookup(let rows, let column, let otherwise):
            let own = Lookup(
                rows: rows, hasOtherwise: otherwise != nil, offset: expression.offset, frames: frames)
            return (rows.source.kind == .table ? [own] : []) + within(rows, column, frames)
                + (otherwise.map { lookups(in: $0, frames) } ?? [])
        default: return expression.parts.flatMap { lookups(in: $0, frames) }
        }
    }

    private static func within(_ rows: Typed.Rows, _ value: Typed?, _ frames: [Frame]) -> [Lookup] {
        (rows.condition.map { lookups(in: $0, frames + [Frame(rows: rows, isFiltered: false)]) } ?? [])
            + (value.map { lookups(in: $0, frames + [Frame(rows: rows, isFiltered: true)]) } ?? [])
    }

    // MARK: - One lookup

    private func finding(
        _ lookup: Lookup, _ context: Context, _ samples: [Space.Sample], _ today: CivilDate, in database: Database
    ) throws -> LookupFinding? {
        let location = context.source.location(of: lookup.offset)
        let subject = "f.\(SQL.name(FactTables.subjectColumn))"
        let from = from(lookup, context.list)
        let counts = try Row.fetchAll(
            database,
            sql: "SELECT m, min(n) FROM (SELECT \(subject) AS n, \(Emitter.matches(lookup.rows)) AS m \(from)) "
                + "WHERE m IS NOT NULL GROUP BY m ORDER BY m DESC",
            arguments: ["today": today.description])
        guard let most = counts.first else { return nil }
        let (matches, sample): (Int, Int64) = (most[0], most[1])
        if matches > 1 {
            let rows = try overlapping(lookup, context, sample, today, in: database)
            return LookupFinding(
                location: location, table: lookup.rows.source.name,
                kind: .overlapping(rows: rows, telling: samples[Int(sample) - 1].telling))
        }
        guard matches == 0, !lookup.hasOtherwise else { return nil }
        let asked = try asked(lookup, from, sample, today, in: database)
        return LookupFinding(location: location, table: lookup.rows.source.name, kind: .unanswered(asked: asked))
    }

    /// - Parameter further: a table beside the rows around the lookup.
    private func from(_ lookup: Lookup, _ list: String?, joining further: String? = nil) -> String {
        let source = Standing.source(list: list, tables: bench.compiled.tables)
        let conditions = lookup.frames.flatMap { frame in
            [Emitter.belongs(frame.rows), frame.isFiltered ? frame.rows.condition.map(Emitter.sql) : nil]
                .compactMap { $0 }
        }
        let tables =
            [source.from] + lookup.frames.map { "\($0.rows.source.sql) AS \($0.rows.alias)" }
            + [further].compactMap { $0 }
        return "FROM \(tables.joined(separator: " JOIN ")) WHERE "
            + (["\(source.key) IS NOT NULL", ":today IS NOT NULL"] + conditions).joined(separator: " AND ")
    }

    /// Where the rows that answer together stand in the table's file.
    private func overlapping(
        _ lookup: Lookup, _ context: Context, _ sample: Int64, _ today: CivilDate, in database: Database
    ) throws -> [SourceLocation] {
        let joined = from(
            lookup, context.list, joining: "\(lookup.rows.source.sql) AS \(lookup.rows.alias)")
        let condition = lookup.rows.condition.map { " AND \(Emitter.sql($0))" } ?? ""
        let found = try Row.fetchAll(
            database,
            sql: "SELECT f.\(SQL.name(FactTables.subjectColumn)), \(lookup.rows.alias).rowid \(joined)\(condition) "
                + "AND f.\(SQL.name(FactTables.subjectColumn)) = :sample ORDER BY 2",
            arguments: ["today": today.description, "sample": sample])
        let table = bench.compiled.bundle.tables.first { $0.name == lookup.rows.source.name }
        let places = Set(found.map { $0[1] as Int }).sorted()
        return places.compactMap { place in
            table.flatMap { $0.rows.indices.contains(place - 1) ? $0.rows[place - 1].location : nil }
        }
    }

    /// What the condition asked for in a sample: the names in it that are not the table's own columns.
    private func asked(_ lookup: Lookup, _ from: String, _ sample: Int64, _ today: CivilDate, in database: Database)
        throws -> [(name: String, value: Value?)]
    {
        var seen = Set<String>()
        let names = (lookup.rows.condition?.leaves ?? []).filter { leaf in
            guard case .reference(let reference) = leaf.node else { return false }
            return !reference.sql.hasPrefix("\(lookup.rows.alias).") && seen.insert(reference.name).inserted
        }
        guard !names.isEmpty else { return [] }
        let columns = names.map(Emitter.sql).joined(separator: ", ")
        let row = try Row.fetchOne(
            database,
            sql: "SELECT \(columns) \(from) AND f.\(SQL.name(FactTables.subjectColumn)) = :sample",
            arguments: ["today": today.description, "sample": sample])
        return names.enumerated().compactMap { index, leaf in
            guard case .reference(let reference) = leaf.node else { return nil }
            return (reference.name, row.flatMap { FactTables.value($0[index], as: leaf.type) })
        }
    }
}

extension Typed {
    /// The references in it, with their types.
    fileprivate var leaves: [Typed] {
        if case .reference = node { return [self] }
        return parts.flatMap(\.leaves)
    }
}
