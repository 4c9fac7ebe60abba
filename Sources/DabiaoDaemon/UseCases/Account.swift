import Dabiao
import DabiaoControl
import DabiaoStore
import RuleEngine
import SectorKit

/// Gives account of values: what they are called, who told them and when, why they are unknown.
struct Account {
    let matter: Standpoint.Matter
    /// By plugin: of the matter's own, and of those that it reads.
    let known: [String: Known]
    let titles: Titles
    private let catalogue: Catalogue

    init(_ matter: Standpoint.Matter, _ known: [String: Known], _ catalogue: Catalogue) {
        self.matter = matter
        self.known = known
        self.catalogue = catalogue
        titles = Titles(matter.bundle)
    }

    var own: Known { known[matter.bundle.id] ?? Known() }

    /// Who told a name: of the plugin itself, or of one that it reads (`common.x`).
    func source(of name: String) -> Testimony.Source? {
        if let source = own.source(of: name) { return source }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        return parts.count == 2 ? known[parts[0]]?.source(of: parts[1]) : nil
    }

    func fact(_ name: String, _ value: String?, row: String? = nil) -> VetoInterface.Fact {
        let source = source(of: name)
        return VetoInterface.Fact(
            name: name, title: titles.title(name), row: row, value: value, unit: titles.units[name],
            by: source?.kind.rawValue, on: source?.date, recordedAt: source?.recordedText,
            basis: catalogue.parameter(name, of: matter.bundle)?.basis.sentence)
    }

    /// Every cell that was told of a list; of an empty one that it is empty, as a row without a key.
    func facts(ofList name: String, _ rows: [Known.Row]) -> [VetoInterface.Fact] {
        guard !rows.isEmpty else { return [fact(name, nil, row: "")] }
        let columns = matter.bundle.lists.first { $0.name == name }?.columns ?? []
        return rows.flatMap { row in
            columns.compactMap { column in
                row.cells[column.name].map { cell in
                    VetoInterface.Fact(
                        name: "\(name).\(column.name)", title: column.title, row: row.key,
                        value: cell.value?.description, unit: column.unit, by: cell.source.kind.rawValue,
                        on: cell.source.date, recordedAt: cell.source.recordedText, basis: nil)
                }
            }
        }
    }

    /// What the enterprise says otherwise of some facts and lists.
    func claims(about names: Set<String>) -> [AssessmentInterface.Claim] {
        own.claims.filter { names.contains($0.name) }.map { titles.claim($0, against: own) }
    }

    func phrases(_ reasons: [UnknownReason]) -> [Phrase] {
        reasons.map { $0.refined(by: own).phrase(title: titles.title) }
    }

    // MARK: - Derived values

    func derivation(_ value: ValueExplanation) -> VetoInterface.Derivation {
        let declaration = value.declaration
        return VetoInterface.Derivation(
            name: declaration.name, title: declaration.title, value: value.value?.description, unit: declaration.unit,
            expression: declaration.derivation.text, inputs: value.inputs.map { named($0.name, $0.value) },
            scans: value.scans.map(scan), band: value.band.flatMap { band($0, of: declaration) },
            reasons: phrases(value.reasons))
    }

    private func named(_ name: String, _ value: Value?, title: String? = nil, unit: String? = nil)
        -> VetoInterface.Named
    {
        VetoInterface.Named(
            name: name, title: title ?? titles.title(name), value: value?.description,
            unit: unit ?? titles.units[name])
    }

    func scan(_ scan: ValueExplanation.Scan) -> VetoInterface.Scan {
        let bundle = matter.bundle
        let columns =
            bundle.lists.first { $0.name == scan.source }?.columns
            ?? bundle.tables.first { $0.name == scan.source }?.columns ?? []
        return VetoInterface.Scan(
            operation: scan.operation, source: scan.source, title: titles.title(scan.source),
            rows: scan.rows.map { row in
                VetoInterface.ScannedRow(
                    cells: row.cells.map { name, value in
                        let column = columns.first { $0.name == name }
                        return VetoInterface.Named(
                            name: name, title: column?.title ?? name, value: value?.description, unit: column?.unit)
                    }, value: row.value?.description, known: row.isKnown, basis: row.basis.map(\.sentence))
            }, total: scan.total)
    }

    private func band(_ place: Int, of declaration: DerivedDeclaration) -> VetoInterface.Band? {
        guard case .bands(let bands) = declaration.derivation, bands.indices.contains(place) else { return nil }
        let band = bands[place]
        return VetoInterface.Band(
            when: band.when.text, value: band.value.text, basis: band.basis.map(\.sentence))
    }
}

extension Testimony.Source {
    /// When it was recorded, as RFC 3339.
    var recordedText: String { "\(Instant(seconds: recordedAt))" }
}

extension Derivation {
    /// As its author wrote it.
    fileprivate var text: String {
        switch self {
        case .expression(let source): source.text
        case .bands(let bands): bands.map { "\($0.when.text): \($0.value.text)" }.joined(separator: "; ")
        }
    }
}

extension Titles {
    /// A claim as the control socket tells it.
    func claim(_ claim: Claim, against known: Known) -> AssessmentInterface.Claim {
        let row = known.lists[claim.name]?.first { $0.key == claim.row }
        let (cell, answer) = (
            claim.column.flatMap { row?.cells[$0] } ?? known.facts[claim.name], known.answers[claim.name]
        )
        let source = cell?.source ?? answer?.source ?? known.source(of: claim.name)
        let (phrase, value): (Phrase, String?) =
            switch claim.content {
            case .value(let value): (Phrase("企业自报 \(value)", "the enterprise tells \(value)"), value.description)
            case .finding(let finding):
                (Phrase("企业自评 \(finding.rawValue)", "the enterprise finds \(finding.rawValue)"), finding.rawValue)
            case .additionalRow: (Phrase("企业自报有这一行", "the enterprise lists this row"), nil)
            case .missingRow: (Phrase("企业自报没有这一行", "the enterprise does not list this row"), nil)
            case .otherRows: (Phrase("企业自报的清单与此不同", "the enterprise lists other rows"), nil)
            }
        return AssessmentInterface.Claim(
            name: claim.name, title: title(claim.name), row: claim.row, column: claim.column,
            columnTitle: claim.column.map(title), claim: phrase, value: value,
            known: cell?.value?.description ?? answer?.value?.finding.rawValue, by: source?.kind.rawValue,
            on: source?.date, claimedOn: claim.source.date)
    }
}
