import Dabiao
import DabiaoControl
import Testing

@testable import DabiaoDaemon
@testable import Varlink

@Suite("The Swift types of the control socket are what their interfaces declare")
struct InterfaceTypesTests {
    @Test("Every method's request and reply, as they are served")
    func methods() async throws {
        let town = try await Town(at: "2026-11-24T10:00:00")
        let service = try town.control().service()
        #expect(service.interfaces.flatMap(\.methods).count > 20)
        for interface in service.interfaces {
            for method in interface.methods {
                let name = "\(interface.name).\(method.name)"
                let handler = try service.handler(of: name)
                let ends: [(String, Any?, [Interface.Field])] = [
                    ("request", handler.request, method.input), ("reply", handler.reply, method.output),
                ]
                for (word, type, fields) in ends {
                    let both = type as? any Codable.Type
                    let type = try #require(both, "\(name): which type is its \(word)?")
                    let differences = TypeComparison(interface: interface, type: type).differences(fields)
                    #expect(differences == [], "\(name) \(word)")
                }
            }
        }
    }

    @Test("Every error's parameters")
    func errors() throws {
        let interfaces = try ControlInterfaces.texts.map(Interface.init)
        #expect(interfaces.flatMap(\.errors).count >= 5)
        for interface in interfaces {
            for error in interface.errors {
                let comparison = TypeComparison(interface: interface, type: ControlProblem.self)
                #expect(comparison.differences(error.parameters) == [], "\(interface.name).\(error.name)")
                #expect(
                    ControlProblem(DabiaoError(.invalid, Phrase("甲", "a"))).error(
                        named: "\(interface.name).\(error.name)") != nil)
            }
        }
    }

    private struct Kept: Codable {
        let name: String
        let note: String?
        var inner: [Inner]

        struct Inner: Codable { let id: Int }
    }

    @Test(
        "A difference is found",
        arguments: [
            ("name: string, note: ?string, inner: []Inner", nil),
            ("name: string, inner: []Inner", "note: not in the interface"),
            ("name: string, note: ?string, inner: []Inner, more: int", "writes"),
            ("name: ?string, note: ?string, inner: []Inner", "name: optional in the interface"),
            ("name: string, note: string, inner: []Inner", "note: demanded by the interface"),
            ("name: int, note: ?string, inner: []Inner", "cannot read"),
            ("name: string, note: ?string, inner: [](id: ?int)", "inner.id: optional in the interface"),
        ] as [(String, String?)])
    func finds(fields: String, difference: String?) throws {
        let text = "interface a.b\ntype Inner (id: int)\nmethod M(\(fields)) -> ()"
        let interface = try Interface(parsing: text)
        let input = try #require(interface.methods.first).input
        let found = TypeComparison(interface: interface, type: Kept.self).differences(input)
        if let difference {
            #expect(found.contains { $0.contains(difference) }, "\(found)")
        } else {
            #expect(found == [])
        }
    }
}
