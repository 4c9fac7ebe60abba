import Testing

extension EndToEnd {
    @Suite("About whom", .enabled(if: Caller.canChange, "needs root, to become other users"))
    struct ScopeTests {
        private func total(_ connection: RawConnection, _ method: String, _ parameters: String = "{}") throws -> Int {
            let reply = try connection.call(method, parameters)
            return try #require(reply["parameters"]["total"].int, "\(reply)")
        }

        @Test("Lists, counts and the agenda show what lies in the own district, or is of the own sectors")
        func lists() async throws {
            let city = try await City.start()
            let administrator = try await city.connect("administrator")
            let scopes = [
                ("district", #"{"district": "东城区"}"#, 10), ("department", #"{"sector": "hydrogen-station"}"#, 10),
            ]
            for (role, filter, least) in scopes {
                let own = try await city.connect(role)
                let expected = try total(administrator, "org.dabiao.Enterprise.List", filter)
                #expect(expected > least && expected < 200)
                #expect(try total(own, "org.dabiao.Enterprise.List") == expected, "\(role)")
                let listed = try own.call("org.dabiao.Enterprise.List", #"{"limit": 200}"#)["parameters"]["enterprises"]
                let same = try administrator.call("org.dabiao.Enterprise.List", filter)["parameters"]["enterprises"]
                #expect(listed.elements.map { $0["code"] } == same.elements.map { $0["code"] })
                #expect(try own.call("org.dabiao.Daemon.Status")["parameters"]["status"]["enterprises"].int == expected)
            }
            let district = try await city.connect("district")
            let duties = try total(administrator, "org.dabiao.Obligation.List", #"{"district": "东城区"}"#)
            #expect(duties > 0)
            #expect(try total(district, "org.dabiao.Obligation.List") == duties)
            #expect(try total(district, "org.dabiao.Obligation.List", #"{"district": "昌平区"}"#) == 0)
            let agenda = try district.call("org.dabiao.Obligation.Agenda", #"{"to": "2028-01-01"}"#)["parameters"]
            #expect(Set((agenda["due"].elements + agenda["overdue"].elements).map { $0["district"] }) == ["东城区"])
            let forecast = try district.call("org.dabiao.Notification.Preview", #"{"on": "2026-11-25"}"#)["parameters"]
            let codes = Set(
                try district.call("org.dabiao.Enterprise.List", #"{"limit": 200}"#)["parameters"]["enterprises"]
                    .elements.map { $0["code"] })
            #expect(forecast["complete"] == true)
            #expect(codes.isSuperset(of: forecast["previews"].elements.map { $0["enterprise"] }))
        }

        /// Questions about one enterprise or one of its duties.
        private static let questions = [
            ("org.dabiao.Enterprise.Show", #"{"code": "CODE"}"#),
            ("org.dabiao.Assessment.List", #"{"enterprise": "CODE"}"#),
            ("org.dabiao.Assessment.Compare", #"{"enterprise": "CODE", "bundle": "hydrogen-station"}"#),
            ("org.dabiao.Veto.Evaluate", #"{"enterprise": "CODE"}"#),
            ("org.dabiao.Veto.Explain", #"{"enterprise": "CODE", "rule": "grade-one-in-city-centre"}"#),
            ("org.dabiao.Veto.ExplainValue", #"{"enterprise": "CODE", "name": "station_grade"}"#),
            ("org.dabiao.Obligation.List", #"{"enterprise": "CODE"}"#),
            ("org.dabiao.Obligation.Explain", #"{"occurrence": DUTY}"#),
            ("org.dabiao.Notification.List", #"{"enterprise": "CODE"}"#),
            ("org.dabiao.Notification.Preview", #"{"on": "2026-11-25", "enterprise": "CODE"}"#),
            ("org.dabiao.Obligation.Acknowledge", #"{"occurrence": DUTY, "until": "2026-12-20", "reason": "已安排"}"#),
            ("org.dabiao.Assessment.Show", #"{"id": ASSESSMENT}"#),
        ]

        @Test("What is asked of others is refused and says whose it is; the same of one's own is answered")
        func others() async throws {
            let city = try await City.start()
            let administrator = try await city.connect("administrator")
            let district = try await city.connect("district")
            for (code, place, isOwn) in [(Sample.station, "东城区", true), (Sample.december, "昌平区", false)] {
                let file = try city.scene.write(#"{"facts": {"in_city_centre": true}}"#, to: "facts.json")
                let submission = """
                    {"enterprise": "\(code)", "bundle": "hydrogen-station", "kind": "self-review", \
                    "date": "2026-11-20", "upload": "UPLOAD"}
                    """
                let mine = try city.scene.upload(file, by: district)
                let told = try district.call(
                    "org.dabiao.Assessment.Submit", submission.replacing("UPLOAD", with: mine))
                #expect(told.isNotPermitted == !isOwn, "\(told)")
                let theirs = try city.scene.upload(file, by: administrator)
                let filed = try administrator.call(
                    "org.dabiao.Assessment.Submit", submission.replacing("UPLOAD", with: theirs))
                let assessment = try #require(filed["parameters"]["assessment"].int, "\(filed)")
                let duties = try administrator.call("org.dabiao.Obligation.List", #"{"enterprise": "\#(code)"}"#)
                let duty = try #require(duties["parameters"]["occurrences"][0]["id"].int)
                for (method, question) in Self.questions {
                    let parameters = question.replacing("CODE", with: code).replacing("DUTY", with: "\(duty)")
                        .replacing("ASSESSMENT", with: "\(assessment)")
                    let reply = try district.call(method, parameters)
                    guard !isOwn else {
                        #expect(reply["error"] == .null, "\(method): \(reply)")
                        continue
                    }
                    #expect(reply.isNotPermitted, "\(method): \(reply)")
                    let message = reply["parameters"]["message"]["zh"].text
                    #expect(message?.contains(place) == true && message?.contains("区：东城区") == true, "\(reply)")
                }
            }
            let foundry = try await city.connect("department").call(
                "org.dabiao.Enterprise.Show", #"{"code": "\#(Sample.foundry)"}"#)
            #expect(foundry.isNotPermitted)
        }

        @Test(
            "A list with an enterprise of others, or that moves one away, changes nothing",
            arguments: [
                ("91110114EX0000280B,祥云加氢站,昌平区,hydrogen-station", true),
                ("91110114EX0000280B,祥云加氢站,东城区,hydrogen-station", true),
                ("91110101EX0000010X,改名加氢站,昌平区,hydrogen-station", true),
                ("91110101EX0000010X,改名加氢站,东城区,hydrogen-station", false),
            ])
        func imports(row: String, isRefused: Bool) async throws {
            let city = try await City.start()
            let district = try await city.connect("district")
            let list = try city.scene.write("credit_code,name,district,sectors\n\(row)\n", to: "list.csv")
            let upload = try city.scene.upload(list, by: district)
            let reply = try district.call("org.dabiao.Enterprise.Import", #"{"upload": "\#(upload)"}"#)
            #expect(reply.isNotPermitted == isRefused, "\(reply)")
            let administrator = try await city.connect("administrator")
            let renamed = try administrator.call("org.dabiao.Enterprise.List", #"{"text": "改名"}"#)
            #expect(renamed["parameters"]["total"] == (isRefused ? 0 : 1))
            let moved = try administrator.call("org.dabiao.Enterprise.Show", #"{"code": "\#(Sample.december)"}"#)
            #expect(moved["parameters"]["enterprise"]["district"] == "昌平区")
        }
    }
}
