public import Dabiao
import GRDB

extension Snapshot {
    public func subject(id: Int64) throws -> Subject? {
        try fetchFirst("SELECT \(Subject.columns) FROM subject WHERE id = ?", [id])
    }

    /// The subject that a credit code and a site's name stand for in a bundle about that kind of subject.
    ///
    /// - Parameter site: For an enterprise, nothing; for a site, its name, or nil if the enterprise has only one.
    /// - Throws: `DabiaoError` if there is none, or it is not said which.
    public func subject(_ kind: SubjectKind, creditCode: String, site: String?) throws -> Subject {
        guard let enterprise = try enterprise(creditCode: creditCode) else {
            throw DabiaoError(
                .notFound,
                Phrase("没有登记统一社会信用代码为 \(creditCode) 的企业", "no enterprise with the credit code \(creditCode)"),
                remedy: Phrase("请先导入该企业（dabiaoctl enterprise import）", "import it first (dabiaoctl enterprise import)"))
        }
        switch (kind, site) {
        case (.enterprise, nil):
            return Subject(enterprise)
        case (.enterprise, _?):
            throw DabiaoError(
                .invalid,
                Phrase("这个行业插件针对整个企业，不针对场所", "this bundle is about the whole enterprise, not about a site"),
                remedy: Phrase("请去掉场所名", "leave the site out"))
        case (.site, let name):
            return Subject(try self.site(of: enterprise.id, named: name))
        }
    }

    /// The subjects that a bundle is for, by id.
    ///
    /// - Parameters:
    ///   - sector: Nil is all of them; for enterprises it is a sector of any of their sites.
    ///   - after: The last id of the page before; 0 for the first page.
    public func subjects(_ kind: SubjectKind, sector: String?, after: Int64 = 0, limit: Int) throws -> [Subject] {
        var filter = Filter()
        filter.add("subject.id > ?", after)
        filter.add("subject.kind = ?", kind.rawValue)
        switch kind {
        case .site:
            filter.add("subject.id IN (SELECT site FROM siteSector WHERE sector = ?)", sector)
        case .enterprise:
            // One that went over into another is nobody's subject any more.
            filter.add(
                """
                NOT EXISTS (SELECT 1 FROM enterpriseChange AS merger WHERE merger.enterprise = subject.id
                  AND merger.what = 'merger' AND merger.appliedOn IS NOT NULL)
                """, all: [])
            filter.add(
                """
                subject.id IN (SELECT site.enterprise FROM siteSector JOIN site ON site.id = siteSector.site
                  WHERE siteSector.sector = ?)
                """, sector)
        }
        return try fetchAll(
            "SELECT \(Subject.columns) FROM subject\(filter.clause) ORDER BY subject.id LIMIT ? OFFSET ?",
            filter.arguments(limit: limit, offset: 0))
    }
}

extension Subject {
    fileprivate init(_ enterprise: Enterprise) {
        (id, kind, self.enterprise) = (enterprise.id, .enterprise, enterprise.id)
        recordedOn = enterprise.recordedOn
    }

    fileprivate init(_ site: Site) {
        (id, kind, enterprise, recordedOn) = (site.id, .site, site.enterprise, site.recordedOn)
    }
}
