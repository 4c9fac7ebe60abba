import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import Varlink

/// Importing, listing and showing enterprises.
struct Enterprises: Sendable {
    let office: Office

    // MARK: - Import

    /// Applies an enterprise list in one transaction, or says everything that is wrong with it.
    ///
    /// - Parameter tell: takes how far it is.
    func importList(
        _ bytes: Data, named name: String?, dryRun: Bool, onlyNew: Bool = false, _ call: Call,
        _ tell: (EnterpriseInterface.ImportReply) async throws -> Void = { _ in }
    ) async throws -> EnterpriseInterface.ImportReply {
        try await relaying { step in
            try await importList(
                bytes, named: name, dryRun: dryRun, onlyNew: onlyNew, call, ImportProgress(of: bytes, step))
        } to: {
            try await tell($0)
        }
    }

    private func importList(
        _ bytes: Data, named name: String?, dryRun: Bool, onlyNew: Bool, _ call: Call, _ progress: ImportProgress
    ) async throws -> EnterpriseInterface.ImportReply {
        let today = office.clock.today()
        let detail = ["file": name ?? "", "bytes": "\(bytes.count)", "dry_run": "\(dryRun)"]
        do {
            return try await office.change(call, target: name, detail: detail) { [office] transaction in
                var reader = ImportedRowReader(office.catalogue, today: today)
                reader.open(bytes)
                var rows = EnterpriseImport(
                    office: office, transaction: transaction, today: today, file: name, isTrial: dryRun,
                    onlyNew: onlyNew, progress: progress)
                let reply = try rows.apply(&reader)
                guard reply.errors.isEmpty, !dryRun else { throw NothingImported(reply: reply) }
                return reply
            }
        } catch let nothing as NothingImported {
            return nothing.reply
        }
    }

    // MARK: - Questions

    func list(_ request: EnterpriseInterface.ListRequest) async throws -> EnterpriseInterface.ListReply {
        let district = try request.district.map { try self.district($0) }
        let sector = try request.sector.map { try self.sector($0) }
        let filter = EnterpriseFilter(
            district: district, sector: sector, text: request.text, limit: try Page.limit(request.limit),
            offset: try Page.offset(request.offset))
        return try await office.store.read { snapshot in
            let enterprises = try snapshot.enterprises(filter).map { enterprise in
                EnterpriseInterface.Enterprise(enterprise, sites: try snapshot.coveredSites(of: enterprise.id))
            }
            return EnterpriseInterface.ListReply(
                enterprises: enterprises, total: try snapshot.countEnterprises(filter))
        }
    }

    func show(_ code: String) async throws -> EnterpriseInterface.ShowReply {
        try await office.store.read { snapshot in
            let enterprise = try snapshot.enterprise(named: code)
            let sites = try snapshot.coveredSites(of: enterprise.id)
            let names = Dictionary(sites.map { ($0.id, $0.record.name) }) { first, _ in first }
            return EnterpriseInterface.ShowReply(
                enterprise: EnterpriseInterface.Enterprise(enterprise, sites: sites),
                sites: sites.map { site in
                    EnterpriseInterface.Site(
                        name: site.record.name, district: site.record.district, address: site.record.address,
                        sectors: site.record.sectors)
                },
                certificates: try snapshot.certificates(of: enterprise.id).filter { certificate in
                    try snapshot.covers(certificate.site ?? enterprise.id)
                }.map { certificate in
                    EnterpriseInterface.Certificate(
                        site: certificate.site.flatMap { names[$0] ?? nil }, grade: certificate.grade,
                        number: certificate.number, certifiedOn: certificate.certifiedOn,
                        expiresOn: certificate.expiresOn, state: certificate.state)
                }, changes: try snapshot.changes(of: enterprise.id).map { EnterpriseInterface.DatedChange($0) })
        }
    }

    /// The id of a sector that was named by id or title.
    func sector(_ text: String) throws(DabiaoError) -> String {
        let sectors = office.catalogue.sectors
        if let found = sectors.first(where: { $0.id == text || $0.title == text }) { return found.id }
        let nearest = text.nearest(among: sectors.map(\.id))
        let known = sectors.map(\.id).joined(separator: "、")
        throw DabiaoError(
            .notFound, Phrase("没有行业“\(text)”", "there is no sector \(text)"),
            remedy: nearest.map { Phrase("是否想写“\($0)”？", "did you mean \($0)?") }
                ?? Phrase("可选：\(known)", "known are: \(known)"))
    }

    /// The name of a district that was named, coded or nicknamed.
    func district(_ text: String) throws(DabiaoError) -> String {
        let districts = office.catalogue.districts
        let found = districts.first { $0.name == text || $0.code == text || $0.aliases.contains(text) }
        if let found { return found.name }
        let nearest = text.nearest(among: districts.map(\.name))
        throw DabiaoError(
            .notFound, Phrase("没有区“\(text)”", "there is no district \(text)"),
            remedy: nearest.map { Phrase("是否想写“\($0)”？", "did you mean \($0)?") })
    }
}

/// Leaves a transaction without a change: with what it would have done, or with what stands in its way.
private struct NothingImported: Error, CustomStringConvertible {
    let reply: EnterpriseInterface.ImportReply

    var description: String { reply.errors.isEmpty ? "dry run" : "\(reply.faults ?? reply.errors.count) errors" }
}

extension Snapshot {
    /// The enterprise with a credit code, however it was written.
    ///
    /// - Throws: `DabiaoError` that says what is wrong with the code, that it is not known here, or that the enterprise
    ///   lies outside the scope.
    func enterprise(named text: String) throws -> Enterprise {
        let code = CreditCode.normalized(text)
        if let enterprise = try enterprise(creditCode: code) {
            try require(reaching: enterprise.id)
            return enterprise
        }
        if let finding = CreditCode.findings(in: code).first(where: \.isRefusal) {
            throw DabiaoError(.invalid, finding.message)
        }
        throw DabiaoError(
            .notFound, Phrase("没有登记信用代码为 \(code) 的企业", "no enterprise with the credit code \(code) is recorded"),
            remedy: Phrase("可先用 dabiaoctl enterprise list 查找", "look for it with dabiaoctl enterprise list"))
    }
}

extension EnterpriseInterface.Enterprise {
    init(_ enterprise: Enterprise, sites: [Site]) {
        let record = enterprise.record
        self.init(
            code: record.creditCode, name: record.name, industry: record.industry, areaCode: record.areaCode,
            district: record.district, subdistrict: record.subdistrict, address: record.address, scale: record.scale,
            employees: record.employees, sectors: Set(sites.flatMap(\.record.sectors)).sorted())
    }
}

/// The part of a list that was asked for.
enum Page {
    static func limit(_ limit: Int?, otherwise: Int = 100) throws(DabiaoError) -> Int {
        try check(limit ?? otherwise, upTo: 10_000, "limit")
    }

    static func offset(_ offset: Int?) throws(DabiaoError) -> Int {
        try check(offset ?? 0, upTo: .max, "offset")
    }

    private static func check(_ number: Int, upTo most: Int, _ name: String) throws(DabiaoError) -> Int {
        guard (0...most).contains(number) else {
            throw DabiaoError(
                .invalid, Phrase("\(name) 应在 0 到 \(most) 之间", "\(name) must be between 0 and \(most)"))
        }
        return number
    }
}
