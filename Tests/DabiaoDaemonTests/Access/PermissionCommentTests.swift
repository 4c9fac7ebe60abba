import Dabiao
import DabiaoControl
import Testing
import Varlink

@testable import DabiaoDaemon

@Suite("What methods demand")
struct PermissionCommentTests {
    @Test("The comment of every method says what the method demands")
    func comments() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00", plugins: [])
        let permissions = try town.control().table.permissions
        let interfaces = try ControlInterfaces.texts.map { try Interface(parsing: $0) }
        let declared = interfaces.flatMap { interface in
            interface.methods.map { ("\(interface.name).\($0.name)", $0.comment) }
        }
        #expect(Set(declared.map(\.0)) == Set(permissions.keys))
        for (method, comment) in declared {
            let permission = try #require(permissions[method])
            #expect(comment.split(separator: "\n").last == "Needs: \(permission.rawValue).", "\(method)")
        }
    }

    @Test("Whoever reads the audit changes nothing, and whoever changes something does not read it")
    func separation() {
        for role in Role.granted {
            let changes = !role.permissions.isDisjoint(with: [.submit, .manage])
            #expect(!(changes && role.permissions.contains(.audit)), "\(role)")
        }
        #expect(Permission.allCases.allSatisfy { !$0.roles.isEmpty })
    }
}
