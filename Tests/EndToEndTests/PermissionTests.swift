import Testing

extension EndToEnd {
    @Suite("Who may do what", .enabled(if: Caller.canChange, "needs root, to become other users"))
    struct PermissionTests {
        private static let all: Set = ["administrator", "auditor", "department", "district"]
        private static let entering: Set = ["administrator", "department", "district"]

        /// Each method with the roles that may use it.
        private static let allowed: [String: Set<String>] = [
            "org.dabiao.Daemon.Status": all, "org.dabiao.Daemon.Examine": ["administrator", "auditor"],
            "org.dabiao.Plugin.List": all, "org.dabiao.Plugin.Checklist": all, "org.dabiao.Plugin.Show": all,
            "org.dabiao.Plugin.Reload": ["administrator"],
            "org.dabiao.Upload.Append": entering,
            "org.dabiao.Enterprise.Import": entering, "org.dabiao.Enterprise.List": all,
            "org.dabiao.Enterprise.Show": all, "org.dabiao.Enterprise.Change": entering,
            "org.dabiao.Enterprise.Export": all,
            "org.dabiao.Assessment.Submit": entering, "org.dabiao.Assessment.List": all,
            "org.dabiao.Assessment.Show": all, "org.dabiao.Assessment.Compare": all,
            "org.dabiao.Veto.Evaluate": all, "org.dabiao.Veto.Explain": all, "org.dabiao.Veto.ExplainValue": all,
            "org.dabiao.Veto.History": all,
            "org.dabiao.Obligation.List": all, "org.dabiao.Obligation.Agenda": all,
            "org.dabiao.Obligation.Explain": all, "org.dabiao.Obligation.Extend": entering,
            "org.dabiao.Obligation.Acknowledge": entering, "org.dabiao.Obligation.Discharge": entering,
            "org.dabiao.Notification.List": all, "org.dabiao.Notification.Preview": all,
            "org.dabiao.Notification.Retry": ["administrator"],
            "org.dabiao.Simulation.Run": all,
            "org.dabiao.Audit.Log": ["auditor"], "org.dabiao.Audit.Verify": ["administrator", "auditor"],
            "org.dabiao.Backup.Run": ["administrator"],
        ]

        /// The methods that the daemon itself declares; anybody may ask for them.
        private func methods(_ connection: RawConnection) throws -> Set<String> {
            let info = try connection.call("org.varlink.service.GetInfo")
            let interfaces = info["parameters"]["interfaces"].elements.compactMap(\.text)
            return try interfaces.filter { $0.hasPrefix("org.dabiao.") }.reduce(into: Set()) { methods, interface in
                let reply = try connection.call(
                    "org.varlink.service.GetInterfaceDescription", #"{"interface": "\#(interface)"}"#)
                let lines = reply["parameters"]["description"].text?.split(separator: "\n") ?? []
                for line in lines where line.hasPrefix("method ") {
                    methods.insert("\(interface).\(line.dropFirst(7).prefix { $0 != "(" })")
                }
            }
        }

        @Test("Every method is tried as every role, and refused to whom it is not for")
        func everyMethodAsEveryRole() async throws {
            let city = try await City.start(imported: false)
            #expect(try methods(try await city.connect("nobody")) == Set(Self.allowed.keys))
            for role in City.callers.keys.sorted() {
                for (method, roles) in Self.allowed.sorted(by: { $0.key < $1.key }) {
                    // Of one that replies several times, the rest goes with its connection.
                    let connection = try await city.connect(role)
                    let reply = try connection.call(method)
                    #expect(reply.isNotPermitted == !roles.contains(role), "\(method) as \(role): \(reply)")
                }
            }
        }

        @Test("A refusal says what is missing and who to ask, and comes before the parameters are looked at")
        func words() async throws {
            let city = try await City.start(imported: false)
            let reply = try await city.connect("district").call("org.dabiao.Plugin.Reload", #"{"nonsense": [1, 2]}"#)
            let message = try #require(reply["parameters"]["message"]["zh"].text)
            #expect(message.contains("uid 64004") && message.contains("区（district）"))
            let remedy = try #require(reply["parameters"]["remedy"]["zh"].text)
            #expect(remedy.contains("管理员（administrator）") && remedy.contains("@64101"))
            #expect(try await city.connect("nobody").call("org.dabiao.Veto.Explain").isNotPermitted)
        }

        @Test("Without a file the user who runs the daemon may do everything, and somebody else nothing")
        func withoutFile() async throws {
            let scene = try Scene()
            let city = City(scene: scene, daemon: try await scene.start())
            try city.openDoor()
            let stranger = try await city.connect("administrator")
            for method in Self.allowed.keys.sorted() {
                #expect(try stranger.call(method).isNotPermitted, "\(method)")
            }
            let refusal = try stranger.call("org.dabiao.Daemon.Status")["parameters"]["remedy"]["zh"].text
            #expect(refusal?.contains("没有配置 access.yaml") == true)
            for method in Self.allowed.keys.sorted() {
                let own = try RawConnection(to: scene.socket)
                #expect(try own.call(method).isNotPermitted == false, "\(method)")
            }
        }

        @Test("What is not permitted ends dabiaoctl with status 4")
        func exitStatus() async throws {
            let scene = try Scene()
            try scene.write("grants: [{role: auditor, users: [root]}]", to: "access.yaml")
            _ = try await scene.start(["--config", try scene.write("access: access.yaml\n", to: "dabiao.yaml")])
            #expect(try await scene.dabiaoctl("enterprise", "list").status == 0)
            let refused = try await scene.dabiaoctl("plugin", "reload", "--json")
            #expect(refused.status == 4)
            #expect(try refused.json()["error"]["code"] == "notPermitted")
            let log = try await scene.ask("audit", "log", "--outcome", "refused")
            #expect(log["entries"][0]["method"] == "org.dabiao.Plugin.Reload")
            #expect(try await scene.ask("status")["status"]["problems"][0]["zh"].text?.contains("没有人是管理员") == true)
        }

        @Test("A flood of refusals by one user is one entry a minute, and the rest a number")
        func flood() async throws {
            let city = try await City.start(imported: false)
            let (nobody, auditor) = (try await city.connect("nobody"), try await city.connect("auditor"))
            for _ in 1...200 { #expect(try nobody.call("org.dabiao.Enterprise.List").isNotPermitted) }
            let log = try auditor.call("org.dabiao.Audit.Log", #"{"uid": 64005}"#)["parameters"]
            #expect(log["total"] == 1)
            #expect(log["entries"][0]["outcome"] == "refused")
            #expect(log["entries"][0]["groups"].elements.contains(64105))
            try await city.daemon.stop()
            _ = try await city.scene.start(at: "2026-11-24T12:00:00+08:00")
            let after = try await city.scene.ask("audit", "log", "--uid", "64005")
            #expect(after["total"] == 2)
            #expect(after["entries"][0]["detail"]["withheld"] == "198")
        }
    }
}
