import Dabiao
import DabiaoControl
import DabiaoStore

/// Does a change of an enterprise whose day has come, and lets everything follow.
struct EnterpriseChanging {
    let office: Office
    let transaction: Transaction

    private var today: CivilDate { office.clock.today() }

    /// - Returns: of a merger, what became of sites, duties and certificates.
    func apply(_ change: EnterpriseChange) throws -> EnterpriseInterface.ChangeReply {
        guard let enterprise = try transaction.enterprise(id: change.enterprise) else { return .init() }
        if change.what == EnterpriseChange.merger { return try merge(enterprise, change) }
        var record = enterprise.record
        record[change.what] = change.new
        try transaction.replace(record, of: enterprise.id)
        let sites = try transaction.sites(of: enterprise.id)
        // The site without a name is at the enterprise's own address.
        for site in sites where site.record.name == nil {
            try transaction.replace(
                SiteRecord(district: record.district, subdistrict: record.subdistrict, address: record.address),
                of: site.id)
        }
        try settle([enterprise.id] + sites.map(\.id))
        return .init()
    }

    private func settle(_ subjects: [Int64]) throws {
        _ = try Settlement(office: office, transaction: transaction, today: today).settle(subjects)
    }

    // MARK: - Mergers

    /// One legal person goes over into another: its own duties lapse, its certificates end, for they were granted to it;
    /// its sites go on under the other with all that is known and owed there.
    private func merge(_ enterprise: Enterprise, _ change: EnterpriseChange) throws -> EnterpriseInterface.ChangeReply {
        guard let successor = try successor(change.new) else { return .init() }
        let name = successor.record.name
        let lapsed = try lapse(enterprise, reason: "并入 \(name)（\(successor.record.creditCode)）：\(change.reason)")
        let certificates = try end(try transaction.certificates(of: enterprise.id))
        let sites = try move(enterprise, to: successor, change)
        try settle([enterprise.id, successor.id] + (try transaction.sites(of: successor.id).map(\.id)))
        return .init(sites: sites, lapsed: lapsed, certificates: certificates)
    }

    /// The enterprise with that credit code, or the one that has taken it over meanwhile.
    private func successor(_ code: String?) throws -> Enterprise? {
        var next = try code.flatMap { try transaction.enterprise(creditCode: $0) }
        while let one = next, let merger = try transaction.merger(of: one.id), merger.appliedOn != nil {
            next = try merger.new.flatMap { try transaction.enterprise(creditCode: $0) }
        }
        return next
    }

    /// Ends the open duties of the enterprise itself, with a reason that `obligation explain` tells.
    private func lapse(_ enterprise: Enterprise, reason: String) throws -> Int {
        var lapsed = 0
        for entry in office.catalogue.entries where entry.bundle.subject == .enterprise {
            for occurrence in try transaction.openOccurrences(of: enterprise.id, bundle: entry.bundle.id) {
                try transaction.end(
                    occurrence.id, .lapsed, on: today, at: office.clock.now().seconds, reason: reason)
                lapsed += 1
            }
        }
        return lapsed
    }

    private func end(_ certificates: [Certificate]) throws -> Int {
        let inForce = certificates.filter { ["valid", "suspended"].contains($0.state) }
        for certificate in inForce { try transaction.setState(ofCertificate: certificate.id, to: "removed") }
        return inForce.count
    }

    /// Every site gets a name of its own among those of the successor: what had none, that of its enterprise.
    private func move(_ enterprise: Enterprise, to successor: Enterprise, _ change: EnterpriseChange) throws -> Int {
        let sites = try transaction.sites(of: enterprise.id)
        guard !sites.isEmpty else { return 0 }
        let there = try transaction.sites(of: successor.id)
        for site in there where site.record.name == nil { try rename(site, successor.record.name) }
        var names = Set(there.map { $0.record.name ?? successor.record.name })
        for site in sites {
            let own = site.record.name ?? enterprise.record.name
            let marked = "\(own)（原\(enterprise.record.name)）"
            let numbered = (2...(sites.count + there.count + 2)).lazy.map { "\(marked)\($0)" }
            let name = ([own, marked] + numbered).first { !names.contains($0) } ?? own
            names.insert(name)
            try rename(site, name)
            try transaction.move(site: site.id, to: successor.id)
            try transaction.append(
                EnterpriseChange(
                    enterprise: successor.id, what: EnterpriseChange.site, old: enterprise.record.creditCode, new: name,
                    effectiveOn: change.effectiveOn, appliedOn: today, recordedAt: office.clock.now().seconds,
                    reason: change.reason))
        }
        return sites.count
    }

    private func rename(_ site: Site, _ name: String) throws {
        var record = site.record
        record.name = name
        try transaction.replace(record, of: site.id)
    }
}

/// Does the changes whose day has come; what is wrong with one enterprise stops no other.
struct DueChanges {
    let office: Office

    /// How many changes one transaction does.
    private static let batch = 50

    /// - Returns: the enterprises that could not be changed; they are tried again the next time.
    func run() async throws -> Failures {
        let today = office.clock.today()
        let due = try await office.store.read { try $0.earliestChangeToApply() }
        guard let due, due <= today else { return [:] }
        var failures: Failures = [:]
        var isMore = true
        while isMore && failures.isEmpty && !office.bell.isSilent {
            (isMore, failures) = try await office.store.write { [office] transaction in
                let changes = try transaction.changesToApply(by: today, limit: Self.batch)
                var failed: Failures = [:]
                for change in changes {
                    let outcome = try transaction.separately {
                        try transaction.markApplied(change.id, on: today)
                        _ = try EnterpriseChanging(office: office, transaction: transaction).apply(change)
                    }
                    if case .failure(let error) = outcome { failed[change.enterprise] = error }
                }
                return (changes.count == Self.batch, failed)
            }
        }
        return failures
    }
}
