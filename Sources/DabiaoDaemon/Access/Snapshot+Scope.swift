import Dabiao
import DabiaoStore

// What is asked about by name or number: refused where it lies outside the scope for which the store is read.
extension Snapshot {
    /// - Throws: `DabiaoError` (not permitted) unless a subject, and a bundle about it, lie in the scope.
    func require(_ subject: Int64, bundle: String? = nil) throws {
        guard try !covers(subject, bundle: bundle) else { return }
        if let bundle, try covers(subject) { throw outside(Phrase("插件“\(bundle)”", "the plugin \(bundle)")) }
        throw outside(try title(of: subject))
    }

    /// - Throws: `DabiaoError` (not permitted) unless an enterprise or any of its sites lies in the scope.
    func require(reaching enterprise: Int64) throws {
        guard try !reaches(enterprise: enterprise) else { return }
        throw outside(try title(of: enterprise))
    }

    /// The sites of an enterprise that lie in the scope, by name.
    func coveredSites(of enterprise: Int64) throws -> [Site] {
        try sites(of: enterprise).filter { try covers($0.id) }
    }

    /// A subject with where it lies.
    private func title(of id: Int64) throws -> Phrase {
        guard let subject = try subject(id: id), let enterprise = try enterprise(id: subject.enterprise) else {
            return Phrase("\(id)", "\(id)")
        }
        let record = enterprise.record
        guard let site = try site(id: id), let name = site.record.name else {
            return Phrase(
                "“\(record.name)”（\(record.district)）", "\(record.name) (\(record.district))")
        }
        return Phrase(
            "“\(record.name)”的“\(name)”（\(site.record.district)）",
            "\(name) of \(record.name) (\(site.record.district))")
    }

    private func outside(_ what: Phrase) -> DabiaoError {
        DabiaoError(
            .notPermitted,
            Phrase(
                "没有权限：\(what.zh)不在您的范围内（\(scope.title.zh)）",
                "not permitted: \(what.en) is not in your scope (\(scope.title.en))"),
            remedy: Phrase(
                "请找其所在的区或主管的行业部门；范围有误时请管理员修改 access.yaml",
                "turn to its own district or department; where your scope is wrong, ask an administrator to correct "
                    + "access.yaml"))
    }
}
