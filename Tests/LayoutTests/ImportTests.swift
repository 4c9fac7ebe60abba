import Testing

@Suite("A module imports only what its place in the design allows")
struct ImportTests {
    @Test("Every module's import lines", arguments: try Repository.modules())
    func imports(module: String) throws {
        let allowed = try #require(Layout.mayImport[module], "Sources/\(module) is not in the table of modules")
        for file in try Repository.files(under: "Sources/\(module)") where file.hasSuffix(".swift") {
            let found = Layout.forbidden(in: try Repository.text(of: file), of: module)
            #expect(found.isEmpty, "\(file) imports \(found.sorted()); \(module) may import \(allowed.sorted())")
        }
    }

    @Test("The table has no module that is not there")
    func modulesAreThere() throws {
        #expect(try Set(Repository.modules()) == Set(Layout.mayImport.keys))
    }

    @Test("An outside module is imported at its home only", arguments: Layout.homes.keys.sorted())
    func homes(outside: String) {
        #expect(Set(Layout.mayImport.filter { $0.value.contains(outside) }.keys) == Layout.homes[outside])
    }

    @Test("Every allowed module is one of ours, of Swift's, or has a home")
    func everyModuleIsKnown() {
        let known = Set(Layout.mayImport.keys).union(Layout.standard).union(Layout.homes.keys)
        #expect(Layout.mayImport.values.reduce(into: Set()) { $0.formUnion($1) }.subtracting(known).isEmpty)
    }

    @Test(
        "A forbidden import is found, however it is written",
        arguments: [
            ("import GRDB", "GRDB"),
            ("public import Yams", "Yams"),
            ("@testable import SectorKit", "SectorKit"),
            ("@preconcurrency package import Dabiao", "Dabiao"),
            ("  internal import struct DabiaoStore.Store", "DabiaoStore"),
            ("@_spi(Testing)\nimport DabiaoDaemon", "DabiaoDaemon"),
            ("#if canImport(Glibc)\n    private import Glibc.stdlib // why\n#endif", "Glibc"),
        ])
    func finds(source: String, forbidden: String) {
        #expect(Layout.forbidden(in: "import Foundation\n" + source, of: "Varlink") == [forbidden])
    }

    @Test(
        "What only looks like an import is none",
        arguments: ["// import GRDB", "let important = true", "importGRDB()", "/// import Yams", "import NIOCore", ""])
    func ignores(source: String) {
        #expect(Layout.forbidden(in: source, of: "Varlink").isEmpty)
    }
}
