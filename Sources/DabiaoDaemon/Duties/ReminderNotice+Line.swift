import Dabiao
import DabiaoStore
import SectorKit

extension ReminderNotice.Line {
    /// What is told of an occurrence on a day.
    ///
    /// - Parameters:
    ///   - bundle: the one that declares the obligation.
    ///   - site: its name, where the site has one.
    ///   - late: whether it should have been told on an earlier day.
    ///   - parties: who else is to be told.
    ///   - movedFrom: the due day before another work calendar moved it, where that is told.
    init(
        _ occurrence: Occurrence, _ obligation: Obligation, _ bundle: Dabiao.Bundle, site: String?, on today: CivilDate,
        late: Bool, to parties: [Party] = [], movedFrom: CivilDate? = nil
    ) {
        let (identity, terms) = (occurrence.identity, occurrence.terms)
        let days = terms.due.map { today.days(until: $0) }
        let missing = terms.missing ?? []
        self.init(
            bundle: identity.bundle, obligation: obligation.id, title: obligation.title, site: site,
            row: identity.rowKey.isEmpty ? nil : identity.rowKey, period: identity.period.description, due: terms.due,
            days: days, provisional: terms.isProvisional,
            kind: days.map { $0 < 0 ? .overdue : .upcoming } ?? .undetermined, late: late, missing: missing,
            missingTitles: missing.isEmpty ? [] : missing.map(Titles(bundle).title), to: nil, toTitles: nil,
            movedFrom: movedFrom, also: nil)
        tell(parties)
    }

    /// A role or column, and what people call it.
    typealias Party = (name: String, title: String)

    var parties: [Party] {
        get { Array(zip(to ?? [], toTitles ?? to ?? [])).map { (name: $0, title: $1) } }
        set {
            (to, toTitles) = newValue.isEmpty ? (nil, nil) : (newValue.map(\.name), newValue.map(\.title))
        }
    }

    /// Tells others too: each once, in the order found.
    mutating func tell(_ others: [Party]) {
        parties = (parties + others).eachOnce(by: \.name)
    }
}
