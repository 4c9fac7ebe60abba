import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import SectorKit
import Testing

@testable import DabiaoDaemon

@Suite("Lists in and out", .timeLimit(.minutes(3)))
struct ExchangeTests {
    private func importing(
        _ town: Town, _ bytes: Data, dryRun: Bool = false, onlyNew: Bool = false
    ) async throws -> EnterpriseInterface.ImportReply {
        try await Enterprises(office: town.office).importList(
            bytes, named: "list.csv", dryRun: dryRun, onlyNew: onlyNew, Town.call)
    }

    private func export(_ town: Town) async throws -> (text: String, rows: [[String]]) {
        var (list, rows) = (CSVText(), [[String]]())
        var request = EnterpriseInterface.ExportRequest()
        repeat {
            let page = try await EnterpriseExport(office: town.office).page(request)
            if request.after == nil { list.add(page.columns) }
            for row in page.rows { list.add(row.map(\.forSpreadsheet)) }
            rows += page.rows
            request.after = page.next
        } while request.after != nil
        return (list.text, rows)
    }

    @Test("A list in GB 18030 with CRLF and full-width digits is the list that was meant")
    func oldSpreadsheet() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        let text = "credit_code,name,district,sectors,employees\r\n９１１１０１０８５５１３８５０８２Ｑ,祥云,朝阳区,加氢站,１２\r\n"
        let reply = try await importing(town, TextEncoding.gb18030.bytes(of: text))
        #expect(reply.errors.isEmpty && reply.added == 1 && reply.encoding == "gb18030")
        let shown = try await Enterprises(office: town.office).show(Town.code)
        #expect(shown.enterprise.name == "祥云" && shown.enterprise.employees == 12)
    }

    @Test("A trial run tells of every row what would become of it, beside bad rows too")
    func trial() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station"))
        let list = [
            Town.header, Town.row(sectors: "hydrogen-station"), Town.row(Town.otherCode),
            "91110114EX0000280B,甲,朝羊区,hydrogen-station,,,,",
        ]
        let reply = try await importing(town, Data(list.joined(separator: "\n").utf8), dryRun: true)
        #expect(reply.rows?.map(\.outcome) == ["same", "added", "refused"])
        #expect(reply.rows?.map(\.line) == [2, 3, 4])
        #expect(reply.errors.map(\.rule) == ["district"] && reply.faults == 1)
        let changed = Town.row(sectors: "dust-explosion", certified: "2025-12-24").replacing("某公司82Q", with: "新名")
        let other = try await importing(town, Data([Town.header, changed].joined(separator: "\n").utf8), dryRun: true)
        let changes = try #require(other.rows?.first?.changes)
        #expect(changes.contains(.init(column: "name", old: "某公司82Q", new: "新名")))
        #expect(changes.contains(.init(column: "sectors", old: "hydrogen-station", new: "dust-explosion")))
        #expect(changes.contains(.init(column: "certified_on", old: nil, new: "2025-12-24")))
        #expect(try await Enterprises(office: town.office).show(Town.code).enterprise.name == "某公司82Q")
    }

    @Test("So many bad rows are all counted, and as many told as people read")
    func manyFaults() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        let rows = (0..<2000).map { "\($0),甲,朝阳区,hydrogen-station,,,," }
        let reply = try await importing(town, Data(([Town.header] + rows).joined(separator: "\n").utf8))
        #expect(reply.faults == 2000 && reply.errors.count == 501)
        #expect(reply.errors.last?.message.zh.contains("1500") == true)
    }

    @Test("One that is recorded is not added again")
    func onlyNew() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        let list = Data([Town.header, Town.row()].joined(separator: "\n").utf8)
        #expect(try await importing(town, list, onlyNew: true).added == 1)
        #expect(try await importing(town, list, onlyNew: true).errors.map(\.rule) == ["recorded"])
    }

    @Test("A contact that a list tells half of keeps the other half")
    func contacts() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        let header = "credit_code,name,district,sectors,email,webhook"
        try await town.importList(header, "\(Town.code),甲,朝阳区,hydrogen-station,a@b.cn,http://c.cn")
        try await town.importList(header, "\(Town.code),甲,朝阳区,hydrogen-station,d@b.cn,")
        let exported = try await export(town).rows
        #expect(exported.map { Array($0[10...11]) } == [["d@b.cn", "http://c.cn"]])
    }

    @Test("What is exported and imported again changes nothing, here or anywhere")
    func roundTrip() async throws {
        var seed = Seed.printed(for: "exported then imported")
        for _ in 0..<5 {
            let town = try await Town(at: "2026-11-24T12:00:00")
            let list = Self.list(&seed)
            let first = try await importing(town, Data(list.utf8))
            #expect(first.errors.isEmpty, "\(first.errors)")
            let (text, rows) = try await export(town)
            let encoding = seed.pick(TextEncoding.allCases)
            let again = try await importing(town, encoding.bytes(of: text), dryRun: true)
            #expect(again.errors.isEmpty && again.added == 0 && again.changed == 0, "\(again)")
            #expect(again.unchanged == rows.count)
            let other = try await Town(at: "2026-11-24T12:00:00")
            #expect(try await importing(other, encoding.bytes(of: text)).errors.isEmpty)
            #expect(try await export(other).rows == rows)
        }
    }

    /// A list with what makes lists difficult: quotes, line ends, formulas, apostrophes, several sites, missing cells.
    private static func list(_ seed: inout Seed) -> String {
        let words = ["=1+1", "-1层", "@甲", "'=乙", "“祥云”, 加氢站", "a\"b", "上\n下", "㐀𠮷", "甲；乙", "+"]
        var list = CSVText()
        list.add(ImportedRow.columns)
        for code in [Town.code, Town.otherCode, "91110114EX0000280B", "91110105EX0000205H"] {
            let name = seed.pick(words)
            let sites = seed.once(in: 2) ? [""] : ["东" + seed.pick(words), "=西"]
            let (scale, employees) = (seed.pick(["", "small"]), seed.pick(["", "0", "12"]))
            for site in sites {
                let isCertified = seed.once(in: 2)
                list.add(
                    [
                        code, name, "", "", seed.pick(["朝阳区", "110114", "经开区"]), seed.pick(["", "某街道"]),
                        seed.pick([""] + words), seed.pick(["hydrogen-station", "加氢站;dust-explosion"]), scale,
                        employees, "", "", site, isCertified ? "二级" : "", isCertified ? "2025-12-24" : "",
                        isCertified ? "2028-12-24" : "", "",
                    ].map(\.forSpreadsheet))
            }
        }
        return list.text
    }
}
