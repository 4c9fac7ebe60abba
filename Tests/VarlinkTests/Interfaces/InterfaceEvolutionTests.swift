import DabiaoControl
import Foundation
import Testing

@testable import Varlink

@Suite("Interfaces grow and never shrink")
struct InterfaceEvolutionTests {
    private static let released = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Released")

    /// After a release, the files of `Sources/DabiaoControl/Interfaces` are copied into `Released`.
    @Test("Each interface accepts and says what its last released form did")
    func sinceTheRelease() throws {
        let current = try ControlInterfaces.texts.map(Interface.init)
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.released.path)
        #expect(files.count >= 9)
        for file in files {
            let text = try String(contentsOf: Self.released.appending(path: file), encoding: .utf8)
            let old = try Interface(parsing: text)
            #expect(file == "\(old.name).varlink")
            let new = try #require(current.first { $0.name == old.name }, "\(old.name) is gone")
            #expect(InterfaceEvolution.breaks(from: old, to: new) == [], "\(old.name)")
        }
    }

    private static let base = """
        interface org.example.a
        type Kind (one, two)
        type Node (name: string, next: ?Node, children: []Node)
        method Put(node: Node, kind: Kind, note: ?string, by: [string]int) -> (id: int, kind: ?Kind, ratio: float)
        method Get(id: int) -> (node: Node)
        error Full (size: int)
        """

    @Test(
        "What may be added",
        arguments: [
            ("error Full", "error Empty ()\nerror Full"), ("error Full", "method New(a: int) -> ()\nerror Full"),
            ("note: ?string", "note: ?string, more: ?int"), ("id: int, kind", "id: int, size: int, kind"),
            ("(size: int)", "(size: int, limit: int)"), ("node: Node, kind: Kind", "node: ?Node, kind: Kind"),
            ("kind: ?Kind", "kind: Kind"), ("type Kind", "type Other (a: int)\ntype Kind"),
            ("ratio: float", "ratio: int"), ("kind: Kind, note", "kind: string, note"),
            ("name: string", "name: string"),
            ("kind: Kind, note", "kind: (one, two, three), note"),
        ])
    func grows(old: String, new: String) throws {
        #expect(try breaks(Self.base.replacing(old, with: new)) == [])
    }

    @Test(
        "What breaks old callers, and where",
        arguments: [
            ("note: ?string, ", "", "Put request.note: gone"),
            ("note: ?string", "note: string", "Put request.note: another type"),
            ("note: ?string", "note: ?string, more: int", "Put request.more: new and not optional"),
            ("by: [string]int", "by: []int", "Put request.by: another type"),
            ("ratio: float", "ratio: ?float", "Put reply.ratio: another type"),
            (", ratio: float", "", "Put reply.ratio: gone"), ("(size: int)", "()", "Full.size: gone"),
            ("error Full (size: int)", "", "error Full: gone"),
            ("method Get(id: int) -> (node: Node)", "", "method Get: gone"),
            ("type Kind (one, two)", "type Kind (one, two, three)", "Put reply.kind: three is not known"),
            ("type Kind (one, two)", "type Kind (one)", "Put request.kind: two is not known"),
            ("id: int, kind", "id: string, kind", "Put reply.id: another type"),
            ("org.example.a", "org.example.b", "org.example.a: is org.example.b now"),
            ("name: string, next", "name: int, next", "Get reply.node.name: another type"),
            ("Put(node: Node, kind: Kind", "Put(node: Node, kind: int", "Put request.kind: another type"),
        ])
    func shrinks(old: String, new: String, fault: String) throws {
        #expect(try breaks(Self.base.replacing(old, with: new)).contains(fault))
    }

    @Test("A field that is added to a type breaks those who send it, and not those who read it")
    func bothWays() throws {
        let found = try breaks(Self.base.replacing("name: string", with: "name: string, rank: int"))
        #expect(found == ["Put request.node.rank: new and not optional"])
    }

    private func breaks(_ text: String) throws -> [String] {
        InterfaceEvolution.breaks(from: try Interface(parsing: Self.base), to: try Interface(parsing: text))
    }
}
