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

/// One assessment on its way into the store.
private struct Filing {
    let office: Office
    let transaction: Transaction
    let kind: AssessmentKind
    let date: CivilDate
    let entry: Catalogue.Entry
    let subject: Subject
    let enterprise: Enterprise

    init(
        office: Office, transaction: Transaction, request: AssessmentInterface.SubmitRequest, kind: AssessmentKind,
        date: CivilDate
    ) throws {
        self.office = office
        self.transaction = transaction
        self.kind = kind
        self.date = date
        entry = try office.catalogue.entry(request.bundle)
        enterprise = try transaction.enterprise(named: request.enterprise)
        subject = try transaction.subject(
            entry.bundle.subject, creditCode: enterprise.record.creditCode, site: request.site)
        try transaction.require(subject.id, bundle: entry.bundle.id)
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
        let told = try TellingReader(entry.plugin.compiled(on: date).bundle).read(json: json, name: "facts")
        try checkEvidence(told)
        let today = office.clock.today()
        let projection = Projection(entry.compiled, transaction, in: office)
        let before = try projection.known(of: subject.id, on: today)
        let submission = try transaction.append(
            Submission(
                subject: subject.id, bundle: entry.bundle.id, bundleHash: entry.bundle.contentHash,
                kind: .assessment(kind), source: kind.rawValue, date: date, recordedAt: office.clock.now().seconds,
                body: String(decoding: json, as: UTF8.self)))
        let known = try projection.project(subject.id, on: today, in: transaction)
        let (score, vetoes) = try judge(told)
        let assessment = try transaction.record(
            Assessment(
                submission: submission, subject: subject.id, bundle: entry.bundle.id, kind: kind, date: date,
                score: score.value, isProvisional: score.isProvisional))
        let discharged = try Consequences(office: office, transaction: transaction)
            .follow(entry, about: subject, submission: submission)
        let titles = Titles(entry.bundle)
        return AssessmentInterface.SubmitReply(
            assessment: Int(assessment), score: score.value, provisional: score.isProvisional,
            zeroed: score.zeroings.map { zeroing in
                AssessmentInterface.Zeroing(rule: zeroing.rule, verdict: zeroing.verdict, items: zeroing.items)
            }, vetoes: vetoes, discharged: discharged.map(Self.discharged), vanished: vanished(before, known),
            claims: known.claims.filter { $0.source.id == submission }.map { titles.claim($0, against: known) })
    }

    /// What supports an answer is told with its digest: a file that is exchanged later would not be noticed otherwise.
    private func checkEvidence(_ telling: Telling) throws {
        let bare = telling.answers.sorted { $0.key < $1.key }.flatMap { id, answer in
            answer.evidence.filter { $0.sha256 == nil }.map { "\(id)：\($0.file)" }
        }
        guard !bare.isEmpty else { return }
        throw DabiaoError(
            .invalid,
            Phrase(
                "佐证材料缺少 SHA-256：\(bare.joined(separator: "、"))",
                "evidence lacks its SHA-256: \(bare.joined(separator: ", "))"),
            remedy: Phrase(
                "用 dabiaoctl assessment submit 报送，它会替旁边的文件算好",
                "submit with dabiaoctl assessment submit, which computes it of the files beside"))
    }

    private static func discharged(_ discharged: Consequences.Discharged) -> AssessmentInterface.Discharged {
        let identity = discharged.identity
        let obligation = discharged.entry.bundle.obligations.first { $0.id == identity.obligation }
        return AssessmentInterface.Discharged(
            bundle: identity.bundle, obligation: identity.obligation, title: obligation?.title ?? identity.obligation,
            period: identity.period.description, state: discharged.state.rawValue)
    }

    /// The score and the verdicts as of the day of the assessment.
    private func judge(_ told: Telling) throws -> (Score, [AssessmentInterface.Verdict]) {
        let standpoint = try Standpoint(office, transaction, on: date)
        let matter = Standpoint.Matter(
            entry: try standpoint.catalogue.entry(entry.bundle.id), subject: subject,
            site: try transaction.site(id: subject.id), enterprise: enterprise)
        return try standpoint.look(at: matter, try standpoint.known(matter)) { sight in
            let found = try sight.verdicts().filter { $0.verdict.phase == .inForce }
            let score = matter.entry.compiled.score(
                told.answers, try sight.awards(), found.map(\.verdict), on: date)
            let titles = Titles(matter.bundle)
            let replies = found.map { verdict, explanation in
                let missing = verdict.verdict == .undetermined ? explanation.missing : []
                return AssessmentInterface.Verdict(
                    bundle: matter.bundle.id, id: verdict.rule, title: explanation.rule.title,
                    verdict: verdict.verdict, effect: explanation.rule.effect.rawValue, missing: missing,
                    missingTitles: missing.map(titles.title))
            }
            return (score, replies)
        }
    }

    /// Rows of told lists that were there before and are not any more (`list/key`).
    private func vanished(_ before: Known, _ after: Known) -> [String] {
        entry.bundle.lists.flatMap { list -> [String] in
            guard let old = before.lists[list.name], let new = after.lists[list.name], !list.key.isEmpty else {
                return []
            }
            let left = Set(new.map(\.key))
            return old.map(\.key).filter { !left.contains($0) }.map { "\(list.name)/\($0)" }
        }
    }
}
