import Dabiao
import DabiaoStore
import GRDB
import Testing

@Suite("Enterprises, sites, certificates")
struct SubjectTests {
    @Test("An import adds; another one changes what it tells and keeps what it does not tell")
    func upsertEnterprise() async throws {
        let store = try Store.inMemory()
        let first = EnterpriseRecord(
            creditCode: creditCode(7), name: "旧名", industry: "4511", areaCode: "110108", district: "海淀区",
            subdistrict: "上地街道", address: "一号", scale: "small", employees: 20)
        let second = EnterpriseRecord(creditCode: creditCode(7), name: "新名", district: "昌平区", employees: 21)
        let (added, changed, enterprise) = try await store.write { transaction in
            let added = try transaction.upsert(first, recordedOn: today)
            let changed = try transaction.upsert(second, recordedOn: CivilDate(2026, 4, 1))
            return (added, changed, try transaction.enterprise(creditCode: creditCode(7)))
        }
        #expect(added.isNew && !changed.isNew && added.id == changed.id)
        var expected = first
        (expected.name, expected.district, expected.employees) = ("新名", "昌平区", 21)
        #expect(enterprise?.record == expected)
        #expect(enterprise?.recordedOn == today)
        #expect(try await store.read { try $0.enterprise(id: added.id) } == enterprise)
    }

    @Test("The first named site takes over the implicit one; the second is another")
    func implicitSite() async throws {
        let (store, enterprise, implicit) = try await Store.sample()
        try await store.write { transaction in
            let east = try transaction.upsert(
                SiteRecord(name: "东站", district: "朝阳区"), of: enterprise, recordedOn: today)
            #expect(east.id == implicit && !east.isNew)
            #expect(try transaction.site(id: implicit)?.record.sectors == ["hydrogen-station"])
            // Without a name it is the only site, whatever its name.
            let unnamed = try transaction.upsert(
                SiteRecord(district: "丰台区", sectors: ["b", "a", "b"]), of: enterprise, recordedOn: today)
            #expect(unnamed.id == implicit)
            let site = try #require(try transaction.site(id: implicit))
            #expect(site.record == SiteRecord(name: "东站", district: "丰台区", sectors: ["a", "b"]))

            let west = try transaction.upsert(
                SiteRecord(name: "西站", district: "石景山区"), of: enterprise, recordedOn: today)
            #expect(west.isNew)
            #expect(try transaction.sites(of: enterprise).map(\.record.name) == ["东站", "西站"])
            let error = #expect(throws: DabiaoError.self) {
                try transaction.upsert(SiteRecord(district: "海淀区"), of: enterprise, recordedOn: today)
            }
            #expect(error?.code == .refused)
            #expect(error?.remedy?.zh.contains("东站、西站") == true)
        }
    }

    @Test("A credit code and a site's name find the subject, or say why not")
    func subject() async throws {
        let (store, enterprise, site) = try await Store.sample()
        try await store.read { (snapshot) throws in
            let code = creditCode(1)
            #expect(try snapshot.subject(.enterprise, creditCode: code, site: nil).id == enterprise)
            let found = try snapshot.subject(.site, creditCode: code, site: nil)
            #expect(found.id == site && found.enterprise == enterprise && found.kind == .site)
            #expect(try snapshot.subject(id: site) == found)
            func failure(_ kind: SubjectKind, _ creditCode: String, _ site: String?) -> DabiaoError.Code? {
                #expect(throws: DabiaoError.self) {
                    try snapshot.subject(kind, creditCode: creditCode, site: site)
                }?.code
            }
            #expect(failure(.site, creditCode(99), nil) == .notFound)
            #expect(failure(.site, creditCode(1), "南站") == .notFound)
            #expect(failure(.enterprise, creditCode(1), "南站") == .invalid)
        }
    }

    @Test("Lists are filtered, counted and paged")
    func list() async throws {
        let store = try Store.inMemory()
        try await store.write { transaction in
            for number in 1...30 {
                let district = number.isMultiple(of: 3) ? "东城区" : "西城区"
                let enterprise = try transaction.upsert(
                    EnterpriseRecord(creditCode: creditCode(number), name: "企业\(number)号", district: district),
                    recordedOn: today)
                try transaction.upsert(
                    SiteRecord(district: district, sectors: [number.isMultiple(of: 2) ? "gas" : "hotel"]),
                    of: enterprise.id, recordedOn: today)
            }
        }
        try await store.read { (snapshot) throws in
            func numbers(_ filter: EnterpriseFilter) throws -> [String] {
                try snapshot.enterprises(filter).map(\.record.name)
            }
            #expect(try snapshot.countEnterprises() == 30)
            #expect(try snapshot.countEnterprises(EnterpriseFilter(district: "东城区")) == 10)
            #expect(try snapshot.countEnterprises(EnterpriseFilter(sector: "gas", limit: 2)) == 15)
            let both = EnterpriseFilter(district: "东城区", sector: "gas")
            #expect(try numbers(both) == ["企业6号", "企业12号", "企业18号", "企业24号", "企业30号"])
            #expect(try numbers(EnterpriseFilter(text: "业2号")) == ["企业2号"])
            #expect(try numbers(EnterpriseFilter(text: creditCode(5))) == ["企业5号"])
            // A text is no pattern.
            #expect(try numbers(EnterpriseFilter(text: "%")) == [])
            let page = EnterpriseFilter(district: "东城区", sector: "gas", limit: 2, offset: 1)
            #expect(try numbers(page) == ["企业12号", "企业18号"])

            #expect(try snapshot.subjects(.enterprise, sector: "gas", limit: 100).count == 15)
            let first = try snapshot.subjects(.site, sector: "hotel", limit: 10)
            let rest = try snapshot.subjects(
                .site, sector: "hotel", after: try #require(first.last).id, limit: 10)
            #expect(first.count == 10 && rest.count == 5)
            #expect((first + rest).allSatisfy { $0.kind == .site })
            #expect(try snapshot.subjects(.site, sector: nil, limit: 100).count == 30)
        }
    }

    @Test("Core facts: a row per subject, the newest valid certificate, no site for an enterprise")
    func coreFacts() async throws {
        let (store, enterprise, site) = try await Store.sample()
        try await store.write { transaction in
            let certificates = [
                Certificate(enterprise: enterprise, grade: "三级", certifiedOn: CivilDate(2020, 1, 1)),
                Certificate(
                    enterprise: enterprise, grade: "二级", certifiedOn: CivilDate(2024, 5, 6),
                    expiresOn: CivilDate(2027, 5, 5)),
                Certificate(enterprise: enterprise, grade: "一级", certifiedOn: CivilDate(2025, 1, 1), state: "removed"),
            ]
            for certificate in certificates { try transaction.upsert(certificate) }
        }
        try await store.read { (snapshot) throws in
            func facts(_ subject: Int64) throws -> [String: DatabaseValue] {
                let row = try #require(
                    try Row.fetchOne(
                        snapshot.database, sql: "SELECT * FROM coreFact WHERE subject = ?", arguments: [subject]))
                return Dictionary(uniqueKeysWithValues: row.map { ($0, $1) })
            }
            var expected: [String: DatabaseValue] = [
                "subject": enterprise.databaseValue, "enterprise.subject": enterprise.databaseValue,
                "enterprise.name": "京氢能源".databaseValue, "enterprise.credit_code": creditCode(1).databaseValue,
                "enterprise.scale": "small".databaseValue, "enterprise.industry": .null,
                "enterprise.district": "海淀区".databaseValue, "enterprise.employees": .null,
                "enterprise.grade": "二级".databaseValue, "enterprise.certified_on": "2024-05-06".databaseValue,
                "enterprise.expires_on": "2027-05-05".databaseValue, "site.name": .null, "site.district": .null,
            ]
            #expect(try facts(enterprise) == expected)
            expected["subject"] = site.databaseValue
            expected["site.district"] = "海淀区".databaseValue
            #expect(try facts(site) == expected)
            #expect(try Int.fetchOne(snapshot.database, sql: "SELECT count(*) FROM coreFact") == 2)
        }
    }

    @Test(
        "Registers of one subject are found by index, without a scan",
        arguments: ["coreFact", "assessments", "certificates", "sites", "verdicts"])
    func plans(view: String) async throws {
        let (store, enterprise, _) = try await Store.sample()
        let plan = try await store.read { (snapshot) throws in
            try Row.fetchAll(
                snapshot.database, sql: "EXPLAIN QUERY PLAN SELECT * FROM \(view) WHERE subject = ?",
                arguments: [enterprise]
            ).map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH") })
        #expect(!plan.contains { $0.hasPrefix("SCAN") && $0 != "SCAN CONSTANT ROW" }, "\(plan)")
    }

    @Test("A certificate told again is the same one, and no suspension ends by it")
    func certificates() async throws {
        let (store, enterprise, site) = try await Store.sample()
        try await store.write { transaction in
            var certificate = Certificate(
                enterprise: enterprise, site: site, grade: "二级", number: "京二-1", certifiedOn: CivilDate(2025, 2, 3))
            certificate.id = try transaction.upsert(certificate).id
            #expect(try transaction.setState(ofCertificate: certificate.id, to: "suspended"))
            var again = certificate
            (again.number, again.expiresOn) = (nil, CivilDate(2028, 2, 2))
            let told = try transaction.upsert(again)
            #expect(told.id == certificate.id && !told.isNew)
            (certificate.expiresOn, certificate.state) = (CivilDate(2028, 2, 2), "suspended")
            #expect(try transaction.certificates(of: enterprise) == [certificate])
            #expect(try transaction.setState(ofCertificate: 99, to: "valid") == false)
            let grade = try String.fetchOne(
                transaction.database, sql: #"SELECT "enterprise.grade" FROM coreFact WHERE subject = \#(site)"#)
            #expect(grade == nil)
        }
    }

    @Test("A contact is set, replaced and removed by role")
    func contacts() async throws {
        let (store, enterprise, _) = try await Store.sample()
        try await store.write { transaction in
            try transaction.set(Contact(subject: enterprise, role: "safety-manager", email: "a@example.com"))
            let contact = Contact(subject: enterprise, role: "safety-manager", webhook: "https://example.com/hook")
            try transaction.set(contact)
            #expect(try transaction.contacts(of: enterprise) == [contact])
            try transaction.set(Contact(subject: enterprise, role: "safety-manager"))
            #expect(try transaction.contacts(of: enterprise) == [])
        }
    }
}
