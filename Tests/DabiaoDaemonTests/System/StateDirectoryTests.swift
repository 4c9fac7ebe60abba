import Dabiao
import DabiaoDaemon
import Foundation
import Glibc
import Testing

@Suite("State directory")
struct StateDirectoryTests {
    /// Held by the suite, so that it lives as long as the test.
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("What is missing is made, closed to others; again is fine and changes nothing")
    func prepare() throws {
        let state = try StateDirectory(preparing: folder.path + "/state")
        #expect(try mode(state.path) & 0o027 == 0)
        #expect(try mode(state.spool) & 0o727 == 0o700)
        chmod(state.path, 0o700)
        #expect(try StateDirectory(preparing: state.path) == state)
        #expect(try mode(state.path) == 0o700)
    }

    @Test(
        "Where no folder can be, the error has the path and what to do",
        arguments: [("file", "不是目录"), ("file/below", "不是目录"), ("missing/state", "上级目录"), ("blocked", "不是目录")])
    func obstacles(name: String, hint: String) throws {
        try folder.write("", to: "file")
        try FileManager.default.createDirectory(atPath: folder.path + "/blocked", withIntermediateDirectories: true)
        try folder.write("", to: "blocked/spool")
        let error = try #require(throws: DabiaoError.self) {
            try StateDirectory(preparing: folder.path + "/" + name)
        }
        #expect(error.code == .system)
        #expect(error.message.zh.contains(folder.path + "/" + name))
        #expect(error.text(.chinese).contains(hint))
        #expect(error.remedy != nil)
    }

    @Test("On a read-only disk it is refused, whether it exists or not", .enabled(if: OwnThread.isPossible))
    func readOnly() async throws {
        let errors = try await OwnThread.run { [folder] in
            try OwnThread.mountMemory(at: folder.path)
            _ = try StateDirectory(preparing: folder.path + "/old")
            try OwnThread.makeReadOnly(folder.path)
            return ["old", "new"].map { name in
                #expect(throws: DabiaoError.self) { try StateDirectory(preparing: folder.path + "/" + name) }
            }
        }
        for error in errors {
            #expect(error?.message.zh.contains("只读") == true)
            #expect(error?.remedy?.zh.contains("--state") == true)
        }
    }

    @Test("A user without rights is told so", .enabled(if: OwnThread.isPossible))
    func noPermission() async throws {
        let errors = try await OwnThread.run { [folder] in
            _ = try StateDirectory(preparing: folder.path + "/old")
            try OwnThread.becomeNobody()
            return ["old", "new"].map { name in
                #expect(throws: DabiaoError.self) { try StateDirectory(preparing: folder.path + "/" + name) }
            }
        }
        for error in errors {
            #expect(error?.message.zh.contains("没有权限") == true)
            #expect(error?.remedy?.zh.contains("属主") == true)
        }
    }
}
