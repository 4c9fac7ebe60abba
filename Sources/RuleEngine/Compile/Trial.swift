import Dabiao
import GRDB

/// Prepares every statement of a compiled bundle on an empty memory database, so that what lint lets through runs:
/// SQLite's own limits (the depth of its parser) become errors of the bundle, at the expression that meets them.
struct Trial {
    private let queue: DatabaseQueue

    init(_ tables: FactTables, requires: [FactTables]) throws {
        queue = try DatabaseQueue()
        try queue.write { database in
            try database.execute(sql: CoreFacts.definition)
            for definition in Registers.definitions { try database.execute(sql: definition) }
            try WorkdayTable.fill([], in: database)
            for tables in requires + [tables] { try tables.create(in: database) }
        }
    }

    /// Whether SQLite takes an expression in the place where it will stand.
    func accepts(_ expressions: [Typed], list: String?, tables: FactTables) -> Bool {
        let columns = expressions.map(Emitter.exact) + [ChangeDay.sql(of: expressions)].compactMap { $0 }
        let source = Standing.source(list: list, tables: tables)
        return accepts("SELECT \(columns.joined(separator: ", ")) FROM \(source.from)")
    }

    func accepts(_ sql: String) -> Bool {
        (try? queue.read { database in _ = try database.makeStatement(sql: sql) }) != nil
    }
}

extension Compiler {
    /// Reports every expression that cannot be prepared.
    mutating func tryOut(_ compiled: CompiledBundle, requires: [FactTables]) {
        guard let trial = try? Trial(tables, requires: requires) else { return }
        for step in compiled.derivations where !step.statements.allSatisfy(trial.accepts) { tooDeep(at: step.location) }
        for rule in compiled.rules where !trial.accepts(Standing(rules: [rule], tables: tables).answers) {
            tooDeep(at: rule.rule.rule.location)
        }
        for item in compiled.items {
            let expressions = [item.award, item.when].compactMap { $0 }
            guard !expressions.isEmpty, !trial.accepts(expressions, list: item.item.list, tables: tables) else {
                continue
            }
            tooDeep(at: item.item.location)
        }
        for duty in compiled.duties.values {
            let expressions = duty.expressions
            guard !expressions.isEmpty, !trial.accepts(expressions, list: duty.obligation.list, tables: tables) else {
                continue
            }
            tooDeep(at: duty.obligation.location)
        }
    }

    private mutating func tooDeep(at location: SourceLocation) {
        diagnostics.append(
            Diagnostic(
                at: location,
                Phrase(
                    "表达式嵌套过深，数据库无法计算：请把其中一部分写成派生事实（derived）",
                    "the expression is nested too deeply for the database: move a part of it into a derived fact")))
    }
}
