import Glibc
import Testing

/// A daemon with a user for each role, each known by a secondary group alone.
struct City {
    let scene: Scene
    let daemon: DaemonProcess

    /// Who may open the socket: as under systemd, a group.
    private static let door: UInt32 = 64990
    static let callers = [
        "administrator": Caller(uid: 64001, groups: [door, 64101]),
        "auditor": Caller(uid: 64002, groups: [door, 64102]),
        "department": Caller(uid: 64003, groups: [door, 64103]),
        "district": Caller(uid: 64004, groups: [door, 64104]),
        "nobody": Caller(uid: 64005, groups: [door, 64105]),
    ]

    static let grants = """
        grants:
          - {role: administrator, groups: [64101]}
          - {role: auditor, groups: [64102]}
          - {role: department, groups: [64103], sectors: [hydrogen-station]}
          - {role: district, groups: ["64104"], districts: [东城区]}

        """

    /// Starts it; with the demo's enterprises if asked.
    static func start(imported: Bool = true) async throws -> City {
        let scene = try Scene()
        try scene.write(grants, to: "access.yaml")
        let daemon = try await scene.start(["--config", try scene.write("access: access.yaml\n", to: "dabiao.yaml")])
        let city = City(scene: scene, daemon: daemon)
        try city.openDoor()
        if imported {
            let administrator = try await city.connect("administrator")
            let list = try scene.upload(Programs.demo("enterprises.csv"), by: administrator)
            let reply = try administrator.call("org.dabiao.Enterprise.Import", #"{"upload": "\#(list)"}"#)
            #expect(reply["parameters"]["added"] == 200)
        }
        return city
    }

    /// Lets the group of the door connect.
    func openDoor() throws {
        try #require(chown(scene.socket, 0, Self.door) == 0)
    }

    func connect(_ role: String) async throws -> RawConnection {
        try await RawConnection.connecting(to: scene.socket, as: try #require(Self.callers[role]))
    }

    /// The daemon reads everything again.
    func reload() async throws {
        daemon.command.send(SIGHUP)
        try await daemon.tells("RELOADING=1")
        try await daemon.tells("READY=1")
    }
}

extension JSON {
    /// Whether a reply says that its caller may not do it.
    var isNotPermitted: Bool { self["error"] == "org.dabiao.Problem.NotPermitted" }
}
