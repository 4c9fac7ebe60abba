import Dabiao

/// Spells what discharges a duty so that it reads the same in every bundle.
///
/// Two duties of a subject have the same discharge source where all their forms of discharge are the same, whatever
/// their order:
///
/// - a fact: the same fact of the same bundle, be it called `x` at home or `common.x` elsewhere;
/// - a register that the daemon keeps, with the same `where`, `sum` and `reaches`;
/// - an event that is no discharge of an obligation (`contracted`): events are of the subject, not of a bundle;
/// - of an expiry, whose later date discharges it, the same date.
///
/// A duty of rows shares only with one of the rows of the same register. Lists, their columns and `OBLIGATION.discharged`
/// are a bundle's own, so no other bundle has them. Expressions are the same where they compute the same SQL; one that is
/// only written in another order counts as another: the duties are then told apart, which is never wrong.
struct DischargeSource {
    let bundle: Bundle
    let registers: [String: FactSchema.Source]

    func text(of obligation: Obligation, _ entries: [CompiledBundle.Duty.Entry], due: Typed?) -> String {
        let owner = obligation.list.map { "for \(qualified($0))" } ?? ""
        guard !obligation.schedule.isExpiry else { return "\(owner)\ndue \(spelled(due))" }
        let forms = obligation.discharge.enumerated().map {
            form($1, entries.first { [place = $0] in $0.form == place })
        }
        return ([owner] + Set(forms).sorted()).joined(separator: "\n")
    }

    private func form(_ discharge: Discharge, _ entry: CompiledBundle.Duty.Entry?) -> String {
        switch discharge {
        case .fact(let name): "fact \(name.contains(".") ? name : "\(bundle.id).\(name)")"
        case .column(let name): "column \(name)"
        case .event(let name) where name.obligation == nil: "event \(name)"
        case .event(let name): "event \(bundle.id).\(name)"
        case .register(let name, _, _):
            "register \(qualified(name)) where \(spelled(entry?.condition)) sum \(spelled(entry?.sum?.of)) "
                + "reaches \(spelled(entry?.sum?.reaches))"
        }
    }

    /// A register of the daemon's by its name, a list with its bundle.
    private func qualified(_ name: String) -> String {
        registers[name]?.source.kind == .register ? name : "\(bundle.id).\(name)"
    }

    /// The SQL of an expression, with the facts in it named by their bundles.
    private func spelled(_ expression: Typed?) -> String {
        guard let expression else { return "-" }
        let names = expression.references.compactMap { reference -> (sql: String, name: String)? in
            switch reference.origin {
            case .fact, .derived: (reference.sql, "{\(bundle.id).\(reference.name)}")
            case .foreign: (reference.sql, "{\(reference.name)}")
            case .column, .core, .constant, .parameter: nil
            }
        }
        return names.reduce(Emitter.sql(expression)) { $0.replacing($1.sql, with: $1.name) }
    }
}
