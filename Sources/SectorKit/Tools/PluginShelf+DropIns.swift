import Dabiao

/// What became of the drop-ins on a bundle.
struct Amending {
    /// Those that are accepted, whether in force already or later.
    var accepted: [Plugin.DropIn] = []
    /// Why what lies in the folder of a drop-in is not accepted, by its id.
    var refused: [String: [Diagnostic]] = [:]
}

extension PluginShelf {
    /// A drop-in that passes, and whether it would come into force only now.
    private struct Choice {
        let dropIn: Plugin.DropIn
        let isNew: Bool
    }

    /// The drop-ins on a bundle that are accepted, those included whose day has not come; by id.
    public func dropIns(on id: String) -> [Plugin.DropIn] { amending[id]?.accepted ?? [] }

    /// A plugin with every drop-in on it that passes.
    ///
    /// A new drop-in that does not pass is left out, and told of; one that is in force stays, so that a version of the
    /// plugin that does not take it does not pass itself.
    func amended(_ base: Plugin) -> Plugin.Checked {
        guard let today = stock.today else { return Plugin.Checked(plugin: base, diagnostics: []) }
        var refused: [String: [Diagnostic]] = [:]
        while true {
            var choices: [Choice] = []
            for id in dropInIDs(on: base.bundle.id) {
                switch choose(id, on: base, refused: &refused) {
                case .success(let choice): choices += [choice].compactMap { $0 }
                case .failure(let held): return Plugin.Checked(plugin: nil, diagnostics: [held.diagnostic])
                }
            }
            let known = refused.count
            refuseConflicts(among: choices, refused: &refused)
            guard refused.count == known else { continue }
            let inForce = choices.filter { $0.dropIn.amendment.span.contains(today) }
            let amended = base.amended(by: inForce.map(\.dropIn))
            let newcomers = inForce.filter(\.isNew)
            guard amended.plugin == nil, !newcomers.isEmpty else {
                amending[base.bundle.id] = Amending(accepted: choices.map(\.dropIn), refused: refused)
                return amended
            }
            // Each passes by itself, all together do not: those before stay.
            for newcomer in newcomers { refused[newcomer.dropIn.id] = amended.diagnostics }
        }
    }

    /// Ids of the drop-ins on a bundle, in the folders and in force, in order.
    private func dropInIDs(on base: String) -> [String] {
        let stored = stock.dropIns.filter { AmendmentReader.base(of: $0.value) == base }.keys
        return Set(offers.filter { $0.amends == base }.compactMap(\.id) + stored).sorted()
    }

    /// A drop-in that is in force and does not fit.
    private struct Held: Error {
        let diagnostic: Diagnostic
    }

    private func choose(
        _ id: String, on base: Plugin, refused: inout [String: [Diagnostic]]
    ) -> Result<Choice?, Held> {
        let stored = stock.dropIns[id].flatMap { AmendmentReader.base(of: $0) == base.bundle.id ? $0 : nil }
        let offer = offers.first { $0.id == id }
        if refused[id] == nil, let offer, offer.amends == base.bundle.id, let source = offer.source {
            let (dropIn, problems) = check(source, on: base, objection: stock.objection(offer))
            if let dropIn { return .success(Choice(dropIn: dropIn, isNew: source != stored)) }
            refused[id] = problems
        }
        guard let stored else { return .success(nil) }
        let (dropIn, problems) = check(stored, on: base, objection: nil)
        if let dropIn { return .success(Choice(dropIn: dropIn, isNew: false)) }
        return .failure(Held(diagnostic: held(id, problems)))
    }

    /// Lint and cases of a drop-in, with it alone.
    private func check(
        _ source: BundleSource, on base: Plugin, objection: Diagnostic?
    ) -> (dropIn: Plugin.DropIn?, problems: [Diagnostic]) {
        let (dropIn, diagnostics) = Plugin.read(source, on: base)
        guard let dropIn else { return (nil, diagnostics) }
        let amended = base.amended(by: [dropIn])
        guard let plugin = amended.plugin else { return (nil, amended.diagnostics) }
        let problems = objection.map { [$0] } ?? failures(of: plugin)
        return (problems.isEmpty ? dropIn : nil, problems)
    }

    private func refuseConflicts(among choices: [Choice], refused: inout [String: [Diagnostic]]) {
        for choice in choices where choice.isNew {
            for other in choices where other.dropIn.id != choice.dropIn.id {
                let (mine, theirs) = (choice.dropIn.amendment, other.dropIn.amendment)
                for setting in theirs.conflicts(with: mine) {
                    let phrase = mine.disagreement(with: theirs, about: setting.target)
                    refused[mine.id, default: []].append(Diagnostic(at: setting.location, phrase))
                }
            }
        }
    }

    private func held(_ id: String, _ problems: [Diagnostic]) -> Diagnostic {
        let reason = problems.first?.message ?? Phrase("", "")
        return Diagnostic(
            at: SourceLocation(file: "plugin.yaml", line: 1, column: 1),
            Phrase(
                "生效的补充件“\(id)”不适用于这一版，原来的组合继续有效：\(reason.zh)。请同时更新补充件",
                "the drop-in \(id), which is in force, does not fit this version, what was in force before stays: "
                    + "\(reason.en); update the drop-in together with it"))
    }
}
