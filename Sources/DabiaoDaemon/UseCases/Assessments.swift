import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import RuleEngine
import SectorKit
import Varlink

/// Filing assessments.
struct Assessments: Sendable {
    let office: Office

    /// Records an assessment as it came and lets everything follow from it, in one transaction.
    func submit(_ request: AssessmentInterface.SubmitRequest, _ json: Data, _ call: Call) async throws
        -> AssessmentInterface.SubmitReply
    {
        let detail = [
            "site": request.site ?? "", "bundle": request.bundle, "kind": request.kind, "date": request.date,
            "file": request.name ?? "",
        ]
        return try await office.change(call, target: request.enterprise, detail: detail) { [office] transaction in
            let kind = try Self.kind(request.kind)
            let date = try Self.date(request.date, today: office.clock.today())
            guard json.count <= Self.limit else { throw Self.tooLarge }
            let filing = try Filing(office: office, transaction: transaction, request: request, kind: kind, date: date)
            return try filing.file(json)
        }
    }

    /// Bytes of a facts file, at most: it is kept for good and read whole.
    static let limit = 8 * 1024 * 1024

    private static let tooLarge = DabiaoError(
        .invalid, Phrase("填报文件超过 \(limit >> 20) MiB", "the facts file exceeds \(limit >> 20) MiB"),
        remedy: Phrase("请核对文件；佐证材料只写文件名和 SHA-256", "check the file; of evidence it holds names and SHA-256 only"))

    private static func kind(_ text: String) throws(DabiaoError) -> AssessmentKind {
        if let kind = AssessmentKind(rawValue: text) { return kind }
        let kinds = AssessmentKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw DabiaoError(
            .invalid,
            Phrase("没有评定种类“\(text)”，可选：\(kinds)", "there is no kind \(text) of assessment, known are: \(kinds)"))
    }

    private static func date(_ text: String, today: CivilDate) throws(DabiaoError) -> CivilDate {
        let date = try DateQuestion.date(text)
        guard date <= today else {
            throw DabiaoError(
                .invalid,
                Phrase("评定日期 \(date) 在今天（\(today)）之后", "the assessment's date \(date) is after today (\(today))"),
                remedy: Phrase("请填写评定实际进行的日期", "tell the day on which it took place"))
        }
        return date
    }
}

/// Reads the days of requests.
enum DateQuestion {
    static func date(_ text: String) throws(DabiaoError) -> CivilDate {
        if let date = CivilDate(text[...]) { return date }
        throw DabiaoError(
            .invalid, Phrase("“\(text)”不是日期，应写成 2026-01-31", "\(text) is not a date, write 2026-01-31"))
    }
}

/// One assessment on its way into the store.
private struct Filing {
    let office: Office
    let transaction: Transaction
    let kind: AssessmentKind
    let date: CivilDate
    let entry: Catalogue.Entry
    let subject: Subject

    init(
        office: Office, transaction: Transaction, request: AssessmentInterface.SubmitRequest, kind: AssessmentKind,
        date: CivilDate
    ) throws {
        self.office = office
        self.transaction = transaction
        self.kind = kind
        self.date = date
        entry = try office.catalogue.entry(request.bundle)
        let enterprise = try transaction.enterprise(named: request.enterprise)
        subject = try transaction.subject(
            entry.bundle.subject, creditCode: enterprise.record.creditCode, site: request.site)
        let entries = try transaction.entries(for: subject, in: office.catalogue)
        guard entries.contains(where: { $0.bundle.id == entry.bundle.id }) else {
            throw DabiaoError(
                .invalid,
                Phrase(
                    "“\(enterprise.record.name)”没有登记行业“\(entry.bundle.title)”",
                    "\(enterprise.record.name) is not recorded in the sector of \(entry.bundle.id)"),
                remedy: Phrase("请先在企业名单中补上该行业再导入", "add the sector to the enterprise's list and import it first"))
        }
    }

    func file(_ json: Data) throws -> AssessmentInterface.SubmitReply {
        let told = try TellingReader(entry.bundle).read(json: json, name: "facts")
        let projection = Projection(entry: entry, transaction: transaction)
        let before = try projection.known(of: subject.id).telling
        let now = office.clock.now().seconds
        let submission = try transaction.append(
            Submission(
                subject: subject.id, bundle: entry.bundle.id, bundleHash: entry.bundle.contentHash,
                kind: .assessment(kind), source: kind.rawValue, date: date, recordedAt: now,
                body: String(decoding: json, as: UTF8.self)))
        let known = try projection.project(subject.id)
        let awards = try entry.compiled.awards(of: subject.id, on: date, in: transaction.database)
        let score = entry.compiled.score(told.answers, awards, on: date)
        let assessment = try transaction.record(
            Assessment(
                submission: submission, subject: subject.id, bundle: entry.bundle.id, kind: kind, date: date,
                score: score.value, isProvisional: score.isProvisional))
        try StandingVerdicts(entry: entry, transaction: transaction, today: office.clock.today())
            .refresh(subject.id, submission: submission)
        let related = try self.related()
        for subject in related { try follow(subject, submission) }
        return AssessmentInterface.SubmitReply(
            assessment: Int(assessment), score: score.value, provisional: score.isProvisional,
            vetoes: try verdicts(), discharged: try plan(related), vanished: vanished(before, known.telling))
    }

    /// The verdicts as of the day of the assessment.
    private func verdicts() throws -> [AssessmentInterface.Verdict] {
        let verdicts = try entry.compiled.verdicts(of: subject.id, on: date, in: transaction.database)
        return try (verdicts[subject.id] ?? []).map { verdict in
            let explanation = try entry.compiled.explain(
                verdict.rule, of: subject.id, on: date, in: transaction.database)
            let missing = verdict.verdict == .undetermined ? explanation?.missing ?? [] : []
            return AssessmentInterface.Verdict(
                bundle: entry.bundle.id, id: verdict.rule, title: explanation?.rule.title ?? verdict.rule,
                verdict: verdict.verdict, effect: (explanation?.rule.effect ?? .advise).rawValue,
                missing: missing, missingTitles: missing.map(Titles(entry.bundle).title))
        }
    }

    /// The enterprise and its sites: whoever may read what was told.
    private func related() throws -> [Subject] {
        let sites = try transaction.sites(of: subject.enterprise).map(\.id)
        return try ([subject.enterprise] + sites).compactMap { try transaction.subject(id: $0) }
    }

    /// Derives and judges anew what plugins say of a subject that read this one.
    private func follow(_ subject: Subject, _ submission: Int64) throws {
        for reader in try transaction.entries(for: subject, in: office.catalogue)
        where office.catalogue.requirements(of: reader).contains(entry.bundle.id) {
            try reader.compiled.derive(subject.id, in: transaction.database)
            try StandingVerdicts(entry: reader, transaction: transaction, today: office.clock.today())
                .refresh(subject.id)
        }
    }

    /// Plans the duties of the enterprise and its sites: an assessment of a site may discharge the enterprise's too.
    private func plan(_ subjects: [Subject]) throws -> [AssessmentInterface.Discharged] {
        var discharged: [AssessmentInterface.Discharged] = []
        for subject in subjects {
            for entry in try transaction.entries(for: subject, in: office.catalogue) {
                let outcome = try DutyDesk(office: office, entry: entry, transaction: transaction).plan(subject)
                discharged += outcome.discharged.map { identity, state in
                    let obligation = entry.bundle.obligations.first { $0.id == identity.obligation }
                    return AssessmentInterface.Discharged(
                        bundle: identity.bundle, obligation: identity.obligation,
                        title: obligation?.title ?? identity.obligation, period: identity.period.description,
                        state: state.rawValue)
                }
            }
        }
        return discharged
    }

    /// Rows of told lists that were there before and are not any more (`list/key`).
    private func vanished(_ before: Telling, _ after: Telling) -> [String] {
        entry.bundle.lists.flatMap { list -> [String] in
            guard let old = before.lists[list.name], let new = after.lists[list.name], !list.key.isEmpty else {
                return []
            }
            let left = Set(new.map { list.key(of: $0, at: 0) })
            return old.map { list.key(of: $0, at: 0) }.filter { !left.contains($0) }.map { "\(list.name)/\($0)" }
        }
    }
}
