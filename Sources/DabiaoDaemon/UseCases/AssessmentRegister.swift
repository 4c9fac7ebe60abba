import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import RuleEngine
import SectorKit

/// The assessments that were filed: listed, shown with what is known of their subject, compared.
struct AssessmentRegister: Sendable {
    let office: Office

    func list(_ request: AssessmentInterface.ListRequest) async throws -> AssessmentInterface.ListReply {
        if let bundle = request.bundle { _ = try office.catalogue.entry(bundle) }
        return try await office.store.read { snapshot in
            let enterprise = try snapshot.enterprise(named: request.enterprise)
            let site = try request.site.map { try snapshot.site(of: enterprise.id, named: $0) }
            if let site { try snapshot.require(site.id) }
            let assessments = try snapshot.assessments(of: site?.id ?? enterprise.id, bundle: request.bundle)
                .filter { try snapshot.covers($0.subject, bundle: $0.bundle) }
            return AssessmentInterface.ListReply(assessments: try assessments.map { try snapshot.entry($0) })
        }
    }

    func show(_ request: AssessmentInterface.ShowRequest) async throws -> AssessmentInterface.ShowReply {
        try await office.store.write { [office] transaction in
            let standpoint = try Standpoint(office, transaction, on: request.on, known: request.known)
            guard let assessment = try transaction.assessment(id: Int64(request.id)),
                let submission = try transaction.submission(id: assessment.submission)
            else {
                throw DabiaoError(
                    .notFound, Phrase("没有第 \(request.id) 号评定", "there is no assessment \(request.id)"),
                    remedy: Phrase(
                        "dabiaoctl assessment list --enterprise 会列出一家企业的评定",
                        "dabiaoctl assessment list --enterprise lists those of an enterprise"))
            }
            try transaction.require(assessment.subject, bundle: assessment.bundle)
            let plugin = try standpoint.catalogue.entry(assessment.bundle).plugin
            let subject = try transaction.subject(id: assessment.subject)
            let enterprise = try subject.flatMap { try transaction.enterprise(id: $0.enterprise) }
            let history = try standpoint.history(plugin, of: assessment.subject)
            let known = history.known(on: standpoint.today, at: standpoint.knownAt)
            let told = History(history.testimonies.filter { $0.source.id == submission.id }, of: plugin.bundle)
                .known(on: submission.date)
            let titles = Titles(plugin.bundle)
            return AssessmentInterface.ShowReply(
                assessment: try transaction.entry(assessment), enterprise: enterprise?.record.creditCode ?? "",
                enterpriseName: enterprise?.record.name ?? "", answers: Self.answers(told, plugin.bundle),
                told: Self.facts(told, plugin.bundle, titles), on: standpoint.today, known: standpoint.knownText,
                facts: Self.facts(known, plugin.bundle, titles),
                claims: known.claims.map { titles.claim($0, against: known) })
        }
    }

    /// The answers in the order of the checklist.
    private static func answers(_ told: Known, _ bundle: Dabiao.Bundle) -> [AssessmentInterface.Answer] {
        bundle.checklist.eachOnce(by: \.id).compactMap { item in
            told.answers[item.id]?.value.map { answer in
                AssessmentInterface.Answer(
                    item: item.id, title: item.title, finding: answer.finding.rawValue, note: answer.note,
                    evidence: answer.evidence.map {
                        AssessmentInterface.Evidence(file: $0.file, sha256: $0.sha256)
                    })
            }
        }
    }

    // MARK: - Facts and cells

    /// What is known, and what would be but has expired or fits no type any more, in the order of the bundle.
    private static func facts(_ known: Known, _ bundle: Dabiao.Bundle, _ titles: Titles) -> [AssessmentInterface.Fact] {
        let facts = bundle.facts.compactMap { fact -> AssessmentInterface.Fact? in
            let cell = known.facts[fact.name]
            guard cell != nil || known.expired[fact.name] != nil else { return nil }
            return self.fact(fact.name, cell, known, titles, unit: fact.unit)
        }
        let cells = bundle.lists.flatMap { list -> [AssessmentInterface.Fact] in
            guard let rows = known.lists[list.name], !rows.isEmpty else {
                let isTold = known.lists[list.name] != nil
                guard isTold || known.expired[list.name] != nil || known.isMisfit(list.name) else { return [] }
                return [self.fact(list.name, nil, known, titles, row: isTold ? "" : nil)]
            }
            return rows.flatMap { row in
                list.columns.compactMap { column in
                    row.cells[column.name].map {
                        self.fact(
                            list.name, $0, known, titles, row: row.key, column: column, unit: column.unit)
                    }
                }
            }
        }
        return facts + cells
    }

    private static func fact(
        _ name: String, _ cell: Known.Cell<Value>?, _ known: Known, _ titles: Titles, row: String? = nil,
        column: ColumnDeclaration? = nil, unit: String? = nil
    ) -> AssessmentInterface.Fact {
        let isUnknown = cell?.value == nil && row != ""
        let reason = column.map { UnknownReason.retyped("\(name).\($0.name)") } ?? UnknownReason.missing(name)
        return AssessmentInterface.Fact(
            name: name, title: titles.title(name), row: row, column: column?.name, columnTitle: column?.title,
            value: cell?.value?.description, unit: unit, by: cell?.source.kind.rawValue, on: cell?.source.date,
            recordedAt: cell?.source.recordedText,
            reason: isUnknown ? reason.refined(by: known).phrase(title: titles.title) : nil)
    }

    // MARK: - Side by side

    func compare(_ request: AssessmentInterface.CompareRequest) async throws -> AssessmentInterface.CompareReply {
        try await office.store.write { [office] transaction in
            let standpoint = try Standpoint(office, transaction, on: request.on, known: request.known)
            let plugin = try standpoint.catalogue.entry(request.bundle).plugin
            let enterprise = try transaction.enterprise(named: request.enterprise)
            let subject = try transaction.subject(
                plugin.bundle.subject, creditCode: enterprise.record.creditCode, site: request.site)
            try transaction.require(subject.id, bundle: request.bundle)
            let all = try transaction.assessments(
                of: subject.id, bundle: request.bundle, knownAt: standpoint.knownAt
            ).filter { $0.subject == subject.id && $0.date <= standpoint.today }
            let newest = AssessmentKind.allCases.compactMap { kind in all.first { $0.kind == kind } }
            let testimonies = try standpoint.history(plugin, of: subject.id).testimonies
            let told = newest.map { assessment in
                let history = History(
                    testimonies.filter { $0.source.id == assessment.submission }, of: plugin.bundle)
                return (Int(assessment.id), history.known(on: assessment.date))
            }
            return AssessmentInterface.CompareReply(
                assessments: try newest.map { try transaction.entry($0) },
                differences: Differences(plugin.bundle).between(told))
        }
    }
}

extension Snapshot {
    /// An assessment as the control socket lists it.
    fileprivate func entry(_ assessment: Assessment) throws -> AssessmentInterface.Entry {
        let recordedAt = try submission(id: assessment.submission)?.recordedAt ?? 0
        return AssessmentInterface.Entry(
            id: Int(assessment.id), bundle: assessment.bundle, site: try site(id: assessment.subject)?.record.name,
            kind: assessment.kind.rawValue, date: assessment.date, score: assessment.score,
            provisional: assessment.isProvisional, recordedAt: "\(Instant(seconds: recordedAt))")
    }
}
