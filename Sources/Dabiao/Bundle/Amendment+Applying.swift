/// A bundle with drop-ins applied to it.
public struct AmendedBundle: Hashable, Sendable {
    public let bundle: Bundle
    public let changes: [AmendmentChange]
    /// What is wrong, each at the file and line of the drop-in; the bundle is of use only where there is none.
    public let diagnostics: [Diagnostic]
}

extension Bundle {
    /// The bundle as drop-ins make it, in the order of their ids.
    ///
    /// It has the cases of the drop-ins in place of its own, which do not know of them. What expressions rest on is
    /// not looked at here: that is lint's, for amended bundles as for others.
    public func amended(by amendments: [Amendment]) -> AmendedBundle {
        var applying = Applying(self)
        let ordered = amendments.sorted { $0.id < $1.id }
        for (index, amendment) in ordered.enumerated() {
            applying.refuseConflicts(of: amendment, with: ordered[..<index])
            applying.apply(amendment)
        }
        applying.bundle.cases = ordered.flatMap(\.cases)
        for index in applying.bundle.vetoRules.indices { applying.bundle.vetoRules[index].cases = [] }
        for index in applying.bundle.obligations.indices { applying.bundle.obligations[index].cases = [] }
        return AmendedBundle(
            bundle: applying.bundle, changes: applying.changes, diagnostics: applying.diagnostics)
    }
}

/// A bundle while drop-ins are applied to it.
private struct Applying {
    var bundle: Bundle
    var changes: [AmendmentChange] = []
    var diagnostics: [Diagnostic] = []
    private var amendment = ""

    init(_ bundle: Bundle) {
        self.bundle = bundle
    }

    mutating func refuseConflicts(of amendment: Amendment, with earlier: ArraySlice<Amendment>) {
        for other in earlier {
            for setting in other.conflicts(with: amendment) {
                refuse(setting, amendment.disagreement(with: other, about: setting.target))
            }
        }
    }

    mutating func apply(_ amendment: Amendment) {
        guard amendment.base == bundle.id, amendment.versions.contains(bundle.version) else {
            diagnostics.append(
                Diagnostic(
                    at: amendment.location,
                    Phrase(
                        "补充件“\(amendment.id)”适用于“\(amendment.base)”\(amendment.versions)，而这里是 \(bundle.id) \(bundle.version)",
                        "the drop-in \(amendment.id) amends \(amendment.base) \(amendment.versions), this is "
                            + "\(bundle.id) \(bundle.version)")))
            return
        }
        self.amendment = amendment.id
        for setting in amendment.settings { apply(setting) }
    }

    private mutating func apply(_ setting: Amendment.Setting) {
        switch setting.target {
        case .parameter(let name): setParameter(name, setting)
        case .veto(let id): setVeto(id, setting)
        case .item(let id):
            let places = bundle.checklist.indices.filter { bundle.checklist[$0].id == id }
            if places.isEmpty { unknown(setting, Phrase("检查项", "check item"), id, bundle.checklist.map(\.id)) }
            for place in places {
                let item = bundle.checklist[place]
                record(setting, item.title, [], item.basis)
                bundle.checklist[place].basis = setting.basis
            }
        case .obligation(let id):
            let places = bundle.obligations.indices.filter { bundle.obligations[$0].id == id }
            if places.isEmpty { unknown(setting, Phrase("义务", "obligation"), id, bundle.obligations.map(\.id)) }
            for place in places {
                let obligation = bundle.obligations[place]
                record(setting, obligation.title, [], obligation.basis)
                bundle.obligations[place].basis = setting.basis
            }
        case .row(let table, let key): setRow(of: table, key, setting)
        }
    }

    private mutating func setParameter(_ name: String, _ setting: Amendment.Setting) {
        guard let place = bundle.parameters.firstIndex(where: { $0.name == name }) else {
            return unknown(setting, Phrase("参数", "parameter"), name, bundle.parameters.map(\.name))
        }
        let before = bundle.parameters[place]
        let value = setting.value ?? before.value
        record(setting, before.title, [("value", before.value, value)], before.basis)
        bundle.parameters[place].value = value
        bundle.parameters[place].basis = setting.basis
        bundle.parameters[place].location = setting.location
    }

    private mutating func setVeto(_ id: String, _ setting: Amendment.Setting) {
        let places = bundle.vetoRules.indices.filter { bundle.vetoRules[$0].id == id }
        if places.isEmpty { unknown(setting, Phrase("否决项", "veto rule"), id, bundle.vetoRules.map(\.id)) }
        let ceiling = Effect.ceiling(of: setting.basis)
        for place in places {
            let before = bundle.vetoRules[place]
            let effect = setting.effect ?? before.effect
            if effect < ceiling {
                refuse(
                    setting,
                    Phrase(
                        "依据的效力和确定程度最多支持“\(ceiling.rawValue)”，“\(id)”的后果不能是“\(effect.rawValue)”",
                        "force and certainty of the basis support '\(ceiling.rawValue)' at most: the effect of '\(id)' "
                            + "cannot be '\(effect.rawValue)'"))
            }
            let effects = ("effect", Value.text(before.effect.rawValue), Value.text(effect.rawValue))
            record(setting, before.title, [effects], before.basis)
            bundle.vetoRules[place].effect = effect
            bundle.vetoRules[place].basis = setting.basis
            bundle.vetoRules[place].location = setting.location
        }
    }

    private mutating func setRow(of name: String, _ key: [Value], _ setting: Amendment.Setting) {
        guard let place = bundle.tables.firstIndex(where: { $0.name == name }) else {
            return unknown(setting, Phrase("查询表", "table"), name, bundle.tables.map(\.name))
        }
        let table = bundle.tables[place]
        guard let index = table.rows.firstIndex(where: { row in table.key.map { row.cells[$0] } == key }) else {
            let keys = table.rows.map { row in Self.text(table.key.compactMap { row.cells[$0] }) }
            return unknown(setting, Phrase("“\(name)”的行", "row of '\(name)'"), Self.text(key), keys)
        }
        let before = table.rows[index]
        let cells = setting.cells.sorted { $0.key < $1.key }
        record(
            setting, table.title,
            cells.compactMap { column, value in before.cells[column].map { (column, $0, value) } }, before.basis)
        bundle.tables[place].rows[index].cells.merge(setting.cells) { _, new in new }
        bundle.tables[place].rows[index].basis = setting.basis
        bundle.tables[place].rows[index].location = setting.location
    }

    private static func text(_ key: [Value]) -> String { key.map(\.description).joined(separator: ", ") }

    // MARK: - What is told of it

    private mutating func record(
        _ setting: Amendment.Setting, _ title: String, _ values: [(name: String, before: Value, after: Value)],
        _ basis: [Citation]
    ) {
        let differences = values.filter { $0.before != $0.after }.map {
            AmendmentChange.Difference(name: $0.name, before: $0.before.description, after: $0.after.description)
        }
        changes.append(
            AmendmentChange(
                amendment: amendment, target: setting.target, title: title, differences: differences,
                formerBasis: basis, basis: setting.basis))
    }

    private mutating func unknown(_ setting: Amendment.Setting, _ kind: Phrase, _ name: String, _ known: [String]) {
        let nearest = name.nearest(among: known)
        let hint =
            nearest.map { Phrase("，是否是“\($0)”？", "; did you mean '\($0)'?") }
            ?? (known.isEmpty
                ? Phrase("", "")
                : Phrase(
                    "，有的是：\(known.prefix(20).joined(separator: "、"))",
                    "; known are \(known.prefix(20).joined(separator: ", "))"))
        refuse(
            setting,
            Phrase(
                "“\(bundle.id)”没有名为“\(name)”的\(kind.zh)\(hint.zh)", "\(bundle.id) has no \(kind.en) '\(name)'\(hint.en)"
            ))
    }

    private mutating func refuse(_ setting: Amendment.Setting, _ message: Phrase) {
        diagnostics.append(Diagnostic(at: setting.location, message))
    }
}
