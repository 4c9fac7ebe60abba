public import Dabiao
import GRDB

extension Snapshot {
    private static let select = "SELECT \(Site.columns) FROM site JOIN subject USING (id)"

    public func site(id: Int64) throws -> Site? {
        try fetchFirst(Self.select + " WHERE site.id = ?", [id])
    }

    /// The sites of an enterprise, by name.
    public func sites(of enterprise: Int64) throws -> [Site] {
        try fetchAll(Self.select + " WHERE site.enterprise = ? ORDER BY ifnull(site.name, '')", [enterprise])
    }

    /// The site with that name; with nil, the only site of the enterprise.
    ///
    /// - Throws: `DabiaoError` (not found, or refused where nil does not say which of several).
    public func site(of enterprise: Int64, named name: String?) throws -> Site {
        let sites = try sites(of: enterprise)
        if let site = name == nil ? (sites.count == 1 ? sites[0] : nil) : sites.first(where: { $0.record.name == name })
        {
            return site
        }
        throw name.map { DabiaoError.noSite($0, sites) } ?? .severalSites(sites)
    }
}

extension Transaction {
    /// Adds a site to an enterprise, or changes what is told of it. The first named site takes over the implicit one.
    ///
    /// - Parameter recordedOn: Today; kept only for a new one.
    /// - Throws: `DabiaoError` (refused) if the record has no name and the enterprise has several sites.
    @discardableResult
    public func upsert(_ record: SiteRecord, of enterprise: Int64, recordedOn: CivilDate) throws -> Upserted {
        let known = try knownSite(of: enterprise, record.name)
        let id = try known ?? addSubject(.site, of: enterprise, recordedOn)
        if known == nil {
            try run(
                "INSERT INTO site (id, enterprise, name, district, subdistrict, address) VALUES (?, ?, ?, ?, ?, ?)",
                [id, enterprise, record.name, record.district, record.subdistrict, record.address])
        } else {
            try run(
                """
                UPDATE site SET name = ifnull(?, name), district = ?, subdistrict = ifnull(?, subdistrict),
                  address = ifnull(?, address)
                WHERE id = ?
                """, [record.name, record.district, record.subdistrict, record.address, id])
        }
        try setSectors(record.sectors, of: id)
        return Upserted(id: id, isNew: known == nil)
    }

    private func setSectors(_ sectors: [String], of site: Int64) throws {
        guard !sectors.isEmpty else { return }
        try run("DELETE FROM siteSector WHERE site = ?", [site])
        for sector in Set(sectors) {
            try run("INSERT INTO siteSector (site, sector) VALUES (?, ?)", [site, sector])
        }
    }
}

extension Snapshot {
    /// The site that a record of that name is about, if it is known: the one so named, else the implicit one; for a
    /// record without a name, the only one.
    ///
    /// - Throws: `DabiaoError` (refused) if there is no name and the enterprise has several sites.
    public func knownSite(of enterprise: Int64, _ name: String?) throws -> Int64? {
        guard let name else {
            let sites = try sites(of: enterprise)
            guard sites.count <= 1 else { throw DabiaoError.severalSites(sites) }
            return sites.first?.id
        }
        return try fetchValue(
            "SELECT id FROM site WHERE enterprise = ? AND ifnull(name, '') IN (?, '') ORDER BY name IS NULL LIMIT 1",
            [enterprise, name])
    }
}

extension DabiaoError {
    fileprivate static func noSite(_ name: String, _ sites: [Site]) -> DabiaoError {
        DabiaoError(
            .notFound, Phrase("该企业没有名为“\(name)”的场所", "the enterprise has no site named “\(name)”"), remedy: list(sites))
    }

    fileprivate static func severalSites(_ sites: [Site]) -> DabiaoError {
        sites.isEmpty
            ? DabiaoError(
                .notFound, Phrase("该企业还没有登记场所", "the enterprise has no site yet"),
                remedy: Phrase("请先导入该企业的场所和行业", "import its site and sectors first"))
            : DabiaoError(
                .refused, Phrase("该企业有多个场所，需写明是哪一个", "the enterprise has several sites; say which one"),
                remedy: list(sites))
    }

    private static func list(_ sites: [Site]) -> Phrase {
        let names = sites.compactMap(\.record.name)
        return names.isEmpty
            ? Phrase("该企业只有一个未命名的场所，不必写场所名", "its only site has no name: leave the site out")
            : Phrase("已登记的场所：" + names.joined(separator: "、"), "its sites: " + names.joined(separator: ", "))
    }
}
