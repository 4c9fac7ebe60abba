import Dabiao

/// Reads a drop-in bundle against the bundle that it amends, whose declarations give its values their types.
enum AmendmentReader {
    /// The id of the bundle that a drop-in amends, empty where it does not tell one; nil for a bundle that is none.
    static func base(of source: BundleSource) -> String? {
        PluginReader.root(of: source)?["amends"].map { $0["id"]?.text ?? "" }
    }

    /// What is wrong with a drop-in's `plugin.yaml`, as far as that can be seen without the bundle that it amends.
    static func problems(of source: BundleSource) -> [Diagnostic] {
        let log = DiagnosticLog()
        if let root = PluginReader.root(of: source) {
            ShapeCheck(log: log).check(root, .mapping(.amending), key: "plugin.yaml")
        }
        return log.diagnostics
    }

    /// The drop-in; nil where any of the diagnostics is an error.
    static func read(_ source: BundleSource, on base: Dabiao.Bundle) -> (
        amendment: Amendment?, diagnostics: [Diagnostic]
    ) {
        let log = DiagnosticLog()
        FileNames(log: log, files: ["plugin.yaml", "amendments.yaml", "README.md"], folders: ["cases": "yaml"])
            .check(source.paths)
        var bare = base
        bare.cases = []
        var draft = BundleDraft(
            source: source, texts: BundleReader.decode(source, log: log), log: log, bundle: bare)
        let settings = settings(&draft)
        CaseReader.read(into: &draft)
        let amendment = amendment(&draft, settings)
        return (log.hasErrors ? nil : amendment, log.diagnostics)
    }

    private static func amendment(_ draft: inout BundleDraft, _ settings: [Amendment.Setting]) -> Amendment? {
        guard let fields = draft.root(of: "plugin.yaml", .amending, declaresNames: false) else { return nil }
        let span = CommonKeys(fields: fields, log: draft.log).span
        guard let id = fields.text("id"), let version = fields.text("version").flatMap(BundleVersion.init),
            let title = fields.text("title"), let department = fields.text("department"),
            let amends = fields.mappings("amends").first, let base = amends.text("id"),
            let versions = amends.text("version").flatMap(VersionRange.init)
        else { return nil }
        for tested in draft.bundle.cases where !span.contains(tested.date) {
            draft.log.error(
                at: tested.location, "用例的日期 \(tested.date) 不在补充件的有效期内",
                "the case's day \(tested.date) is not one on which the drop-in is in force")
        }
        return Amendment(
            id: id, version: version, title: title, department: department, base: base, versions: versions, span: span,
            settings: settings, cases: draft.bundle.cases, location: amends.location)
    }

    private static func settings(_ draft: inout BundleDraft) -> [Amendment.Setting] {
        let path = "amendments.yaml"
        guard draft.source.files[path] != nil else {
            draft.log.error(
                at: SourceLocation(file: path, line: 1, column: 1), "缺少 amendments.yaml：补充件在其中写它的设定",
                "amendments.yaml is missing: a drop-in says there what it sets")
            return []
        }
        guard let root = draft.root(of: path, .amendments, declaresNames: false) else { return [] }
        let reader = SettingReader(base: draft.bundle, log: draft.log)
        let settings =
            root.mappings("parameters").compactMap(reader.parameter) + root.mappings("vetoes").compactMap(reader.veto)
            + root.mappings("items").compactMap { reader.basis(of: $0, Amendment.Target.item) }
            + root.mappings("obligations").compactMap { reader.basis(of: $0, Amendment.Target.obligation) }
            + root.mappings("rows").compactMap(reader.row)
        if settings.isEmpty, !draft.log.hasErrors {
            draft.log.error(at: root.location, "补充件没有任何设定", "the drop-in sets nothing")
        }
        reader.refuseDoubles(settings)
        return settings
    }
}

/// Reads one thing that a drop-in sets. Whether the bundle has it is asked where it is applied.
private struct SettingReader {
    let base: Dabiao.Bundle
    let log: DiagnosticLog

    func parameter(_ fields: Fields) -> Amendment.Setting? {
        guard let name = fields.text("name") else { return nil }
        guard let parameter = base.parameters.first(where: { $0.name == name }) else {
            return setting(.parameter(name), fields)
        }
        if let unit = fields.text("unit"), unit != parameter.unit {
            let expected = parameter.unit ?? "—"
            log.error(
                at: fields.location(of: "unit"), "“\(name)”的单位是 \(expected)，写的是“\(unit)”",
                "the unit of '\(name)' is \(expected), found '\(unit)'")
        }
        let node = fields.node["value"]
        let value = node.flatMap { read($0, as: DeclaredValue(parameter)) }
        return node == nil || value != nil ? setting(.parameter(name), fields, value: value) : nil
    }

    func veto(_ fields: Fields) -> Amendment.Setting? {
        fields.text("id").flatMap { setting(.veto($0), fields, effect: fields.word("effect")) }
    }

    func basis(of fields: Fields, _ target: (String) -> Amendment.Target) -> Amendment.Setting? {
        fields.text("id").flatMap { setting(target($0), fields) }
    }

    func row(_ fields: Fields) -> Amendment.Setting? {
        guard let name = fields.text("table") else { return nil }
        guard let table = base.tables.first(where: { $0.name == name }) else {
            return setting(.row(table: name, key: []), fields)
        }
        let key = cells(fields, "key", of: table)
        let cells = cells(fields, "cells", of: table)
        let missing = table.key.filter { fields.node["key"]?[$0] == nil }
        if !missing.isEmpty {
            log.error(
                at: fields.location(of: "key"), "主键缺少列：\(missing.joined(separator: "、"))",
                "the key lacks \(missing.joined(separator: ", "))")
        }
        let values = table.key.compactMap { key[$0] }
        guard values.count == table.key.count else { return nil }
        return setting(.row(table: name, key: values), fields, cells: cells)
    }

    /// Cells by column: of the key under `key`, of the other columns under `cells`.
    private func cells(_ fields: Fields, _ part: String, of table: TableDeclaration) -> [String: Value] {
        let columns = table.columns.filter { table.key.contains($0.name) == (part == "key") }
        var cells: [String: Value] = [:]
        for entry in fields.node[part]?.entries ?? [] {
            guard let column = columns.first(where: { $0.name == entry.key }) else {
                let kind = part == "key" ? Phrase("主键列", "key column") : Phrase("主键以外的列", "column outside of the key")
                log.error(at: entry.location, .unknown(kind, entry.key, among: columns.map(\.name)))
                continue
            }
            cells[column.name] = read(entry.value, as: DeclaredValue(column))
        }
        return cells
    }

    private func read(_ node: YAMLNode, as declared: DeclaredValue) -> Value? {
        do {
            return try declared.value(of: Told(node))
        } catch {
            log.error(at: node.location, error.phrase)
            return nil
        }
    }

    private func setting(
        _ target: Amendment.Target, _ fields: Fields, value: Value? = nil, effect: Effect? = nil,
        cells: [String: Value] = [:]
    ) -> Amendment.Setting? {
        let basis = CommonKeys(fields: fields, log: log).basis
        if basis.isEmpty, fields.node["basis"]?.elements.isEmpty == true {
            log.error(at: fields.location(of: "basis"), "“basis”至少写一条依据", "'basis' needs at least one document")
        }
        return basis.isEmpty
            ? nil
            : Amendment.Setting(
                target: target, value: value, effect: effect, cells: cells, basis: basis, location: fields.location)
    }

    func refuseDoubles(_ settings: [Amendment.Setting]) {
        var places: [Amendment.Target: SourceLocation] = [:]
        for setting in settings {
            if let place = places.updateValue(setting.location, forKey: setting.target) {
                log.error(
                    at: setting.location, "\(setting.target.id) 已在 \(place) 设定过",
                    "\(setting.target.id) is set at \(place) already")
            }
        }
    }
}
