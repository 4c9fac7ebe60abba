import Dabiao
import Digest

// Obligations: every expression of their schedules, and the entries that discharge them.
extension Compiler {
    mutating func duty(_ obligation: Obligation) -> CompiledBundle.Duty? {
        guard declares(obligation.list, at: obligation.location), declaresDischarges(of: obligation),
            let scope = scope(of: obligation.list)
        else { return nil }
        var periodScope = scope
        periodScope.parameters = ["period_start": .date, "period_end": .date]
        var (every, anchor, due, opens): (Typed?, Typed?, Typed?, Typed?)
        switch obligation.schedule {
        case .recurring(let recurrence):
            every = recurrence.every.expression.flatMap { check($0, in: scope, expecting: .duration) }
            anchor = recurrence.anchor.expression.flatMap { self.anchor($0, in: scope) }
            due = recurrence.due.flatMap { check($0, in: periodScope, expecting: .date) }
            opens = recurrence.opens.flatMap { check($0, in: periodScope, expecting: .date) }
        case .once: break
        case .expiry(let dueSource, let opensSource, _):
            due = check(dueSource, in: scope, expecting: .date)
            opens = opensSource.flatMap { check($0, in: scope, expecting: .date) }
        }
        var start: Typed?
        if case .date(let source) = obligation.schedule.start { start = check(source, in: scope, expecting: .date) }
        let entries = obligation.discharge.enumerated().compactMap { entry($1, form: $0, in: scope) }
        return CompiledBundle.Duty(
            obligation: obligation, when: obligation.when.flatMap { check($0, in: scope, expecting: .boolean) },
            every: every, anchor: anchor, start: start, due: due, opens: opens,
            pause: obligation.terms.pause.flatMap { check($0, in: scope, expecting: .boolean) },
            dates: obligation.discharge.compactMap(date), entries: entries,
            dischargeSource: DischargeSource(bundle: bundle, registers: schema.sources).text(
                of: obligation, entries, due: due),
            definition: Self.definition(of: obligation, [every, anchor, start, due, opens]))
    }

    /// What periods count from: a figure of a bundle, because facts that change it would make other periods.
    private mutating func anchor(_ source: ExpressionSource, in scope: Scope) -> Typed? {
        let words = Schedule.Recurrence.Anchor.allCases.map(\.rawValue)
        let type = ExpressionType(.choice(words), unit: nil)
        guard let anchor = check(source, in: scope, expecting: type) else { return nil }
        if case .reference(let reference) = anchor.node, reference.origin == .constant { return anchor }
        diagnostics.append(
            Diagnostic(
                at: source.location,
                Phrase(
                    "“anchor”只能写 \(words.joined(separator: "、")) 或一个参数的名字",
                    "'anchor' is one of \(words.joined(separator: ", ")), or the name of a parameter")))
        return nil
    }

    /// The fact or column that tells when a duty was last done, and the SQL that reads it; nil of other forms.
    private func date(_ discharge: Discharge) -> (name: String, sql: String)? {
        switch discharge {
        case .fact(let name): (name, schema.qualified[name]?.reference.sql ?? "f.\(SQL.name(name))")
        case .column(let name): (name, "\(Self.rowAlias).\(SQL.name(name))")
        case .register, .event: nil
        }
    }

    private mutating func entry(_ discharge: Discharge, form: Int, in outer: Scope) -> CompiledBundle.Duty.Entry? {
        guard case .register(let register, let condition, let sum) = discharge, let source = schema.sources[register],
            let date = source.source.kind == .register ? Registers.named(register)?.date : "date"
        else { return nil }
        let alias = "r\(outer.rowDepth + 1)"
        let scope = outer.entering(source.frame(alias: alias))
        let checked = sum.map { sum in
            (
                check(sum.of, in: scope, expecting: .number(.any)),
                check(sum.reaches, in: outer, expecting: .number(.any))
            )
        }
        return CompiledBundle.Duty.Entry(
            form: form, source: source.source, alias: alias, date: date,
            condition: condition.flatMap { check($0, in: scope, expecting: .boolean) },
            sum: checked.flatMap { of, reaches in of.flatMap { of in reaches.map { (of: of, reaches: $0) } } })
    }

    /// The schedule with the figures in it, without the names of tables, which change with every fact of the bundle.
    private static func definition(of obligation: Obligation, _ expressions: [Typed?]) -> String {
        var parts = expressions.map { $0.map(Emitter.sql) ?? "" }
        switch obligation.schedule {
        case .recurring(let recurrence):
            parts += [
                recurrence.every.value?.description ?? "", recurrence.anchor.value?.rawValue ?? "",
                recurrence.first.rawValue,
            ]
        case .once(_, let span, _): parts.append(span.description)
        case .expiry: parts.append("expiry")
        }
        switch obligation.schedule.start {
        case .event(let name): parts.append("event \(name)")
        case .change(let names): parts.append("change \(names.joined(separator: " "))")
        case .date, nil: break
        }
        parts.append(obligation.schedule.effectiveRoll.rawValue)
        let text = parts.joined(separator: "\n").replacing(/_[0-9a-f]{16}/, with: "_")
        return String(SHA256.digest(of: text.utf8).prefix(16))
    }
}
