public import ArgumentParser
import Dabiao
import DabiaoControl
import Foundation
public import SectorKit

extension EnterpriseCommand {
    /// A list of one row: the checks are those of an import.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: text("登记一家企业", "Record one enterprise"))

        @Argument(help: ArgumentHelp(text("统一社会信用代码", "unified social credit code"), valueName: "code"))
        var code: String
        @Option(help: ArgumentHelp(text("名称", "its name")))
        var name: String
        @Option(help: ArgumentHelp(text("区名或 GB/T 2260 代码", "district, by name or GB/T 2260 code")))
        var district: String
        @Option(name: .customLong("sector"), help: ArgumentHelp(text("行业，可写多次", "a sector; may be repeated")))
        var sectors: [String]
        @Option(help: ArgumentHelp(text("GB/T 4754 行业代码", "GB/T 4754 code")))
        var industry: String?
        @Option(help: ArgumentHelp(text("GB/T 2260 代码", "GB/T 2260 code")))
        var areaCode: String?
        @Option(help: ArgumentHelp(text("街道", "subdistrict")))
        var subdistrict: String?
        @Option(help: ArgumentHelp(text("地址", "address")))
        var address: String?
        @Option(help: ArgumentHelp(text("规模", "scale")))
        var scale: String?
        @Option(help: ArgumentHelp(text("从业人数", "employees")))
        var employees: String?
        @Option(help: ArgumentHelp(text("联系邮箱", "contact's mail address")))
        var email: String?
        @Option(help: ArgumentHelp(text("联系 webhook", "contact's webhook")))
        var webhook: String?
        @Option(help: ArgumentHelp(text("场所名；不写为企业自身地址", "site; without it, its own address")))
        var site: String?
        @Option(help: ArgumentHelp(text("证书等级", "grade of its certificate")))
        var grade: String?
        @Option(help: ArgumentHelp(text("定级日期", "day of certification")))
        var certifiedOn: String?
        @Option(help: ArgumentHelp(text("有效期截止日", "day of expiry")))
        var expiresOn: String?
        @Option(help: ArgumentHelp(text("证书编号", "number of the certificate")))
        var certificateNo: String?
        @Flag(help: ArgumentHelp(text("只检查，不写入", "only check")))
        var dryRun = false
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        private var cells: [(String, String?)] {
            [
                ("credit_code", code), ("name", name), ("district", district),
                ("sectors", sectors.joined(separator: ";")), ("industry", industry), ("area_code", areaCode),
                ("subdistrict", subdistrict), ("address", address), ("scale", scale), ("employees", employees),
                ("email", email), ("webhook", webhook), ("site", site), ("grade", grade),
                ("certified_on", certifiedOn), ("expires_on", expiresOn), ("certificate_no", certificateNo),
            ]
        }

        func run() async throws {
            let told = cells.compactMap { column, cell in cell.map { (column, $0) } }
            var list = CSVText()
            list.add(told.map(\.0))
            list.add(told.map(\.1.forSpreadsheet))
            let bytes = Data(list.text.utf8)
            let reply = try await daemon.ask { client in
                let request = EnterpriseInterface.ImportRequest(
                    upload: try await client.upload(bytes), name: code, dryRun: dryRun, onlyNew: true)
                return try await client.call(EnterpriseInterface.import, request)
            }
            if format.json { try Output.json(reply) } else { ImportText(file: code, isTrial: dryRun).print(reply) }
            if !reply.errors.isEmpty { throw ExitCode(ExitStatus.failed.rawValue) }
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "change",
            abstract: text("更名、迁移或并入另一企业，写明日期和原因", "Change name or district, or merge, with date and reason"),
            discussion: text(
                "统一社会信用代码不能改。并入后：本企业的义务失效、证书摘牌；场所连同其事实、义务转到存续企业名下。",
                "A credit code does not change. Of a merged enterprise the duties lapse and the certificates end; its sites "
                    + "go over with all that is known and owed there."))

        @Argument(help: ArgumentHelp(text("统一社会信用代码", "unified social credit code"), valueName: "code"))
        var code: String
        @Option(help: ArgumentHelp(text("新名称", "the new name")))
        var name: String?
        @Option(help: ArgumentHelp(text("迁入的区", "the new district")))
        var district: String?
        @Option(help: ArgumentHelp(text("迁入的街道；不写则视为未知", "the new subdistrict; unknown without it")))
        var subdistrict: String?
        @Option(help: ArgumentHelp(text("迁入的地址", "the new address")))
        var address: String?
        @Option(help: ArgumentHelp(text("存续企业的信用代码", "credit code of the one that takes it over"), valueName: "code"))
        var mergeInto: String?
        @Option(help: ArgumentHelp(text("自哪一天起，可在过去或将来", "from which day on, past or to come"), valueName: "date"))
        var on: CivilDate
        @Option(help: ArgumentHelp(text("原因和依据", "the reason")))
        var reason: String
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = EnterpriseInterface.ChangeRequest(
                code: code, name: name, district: district, subdistrict: subdistrict, address: address,
                mergeInto: mergeInto, on: "\(on)", reason: reason)
            let reply = try await daemon.ask { try await $0.call(EnterpriseInterface.change, request) }
            if format.json { return try Output.json(reply) }
            for change in reply.changes { Output.paragraph(change.text) }
            if reply.overtaken == true {
                Output.paragraph(
                    text(
                        "注意：已有更晚日期的变更，现在的登记不变；见 enterprise show",
                        "note: something else holds since a later day, and holds on; see enterprise show"))
            }
            guard mergeInto != nil, reply.changes.allSatisfy(\.done) else { return }
            Output.line(
                text(
                    "场所转出 \(reply.sites) 处，义务失效 \(reply.lapsed) 项，证书摘牌 \(reply.certificates) 张",
                    "\(reply.sites) sites went over, \(reply.lapsed) duties lapsed, "
                        + "\(reply.certificates) certificates ended"))
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: text("导出企业名单（CSV，可原样再导入）", "Export enterprises as CSV that can be imported again"),
            discussion: text(
                "以 = + - @ 开头的单元格前加一个 '，表格软件不会把它当公式；再导入时去掉。已并入他家的企业不导出。",
                "A cell that begins with = + - @ gets a ' in front, so that no spreadsheet takes it for a formula; an import "
                    + "takes it away. Enterprises that went over into others are left out."))

        @Argument(
            help: ArgumentHelp(text("CSV 文件，- 为标准输出", "the CSV file, - is standard output"), valueName: "file.csv"))
        var file: String
        @Option(help: ArgumentHelp(text("只导出这个区", "only of this district")))
        var district: String?
        @Option(help: ArgumentHelp(text("只导出这个行业", "only of this sector")))
        var sector: String?
        @Option(name: .customLong("text"), help: ArgumentHelp(text("名称或代码的一部分", "a part of the name or the code")))
        var containing: String?
        @Option(help: ArgumentHelp(text("文字编码", "encoding")))
        var encoding = TextEncoding.markedUTF8
        @Flag(help: ArgumentHelp(text("覆盖已有的文件", "overwrite a file that is there")))
        var force = false
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        mutating func validate() throws {
            guard file != "-" || !format.json else {
                throw ValidationError(text("--json 不能和标准输出（-）一起用", "--json does not go with standard output (-)"))
            }
        }

        func run() async throws {
            guard file == "-" || force || !FileManager.default.fileExists(atPath: file) else {
                throw DabiaoError(
                    .refused, Phrase("文件“\(file)”已存在", "the file \(file) is there already"),
                    remedy: Phrase("换一个文件名，或加 --force 覆盖", "name another one, or add --force"))
            }
            let (list, rows) = try await daemon.ask { try await fetch($0) }
            let bytes = try encoding.bytes(of: list.text)
            if file == "-" { return try FileHandle.standardOutput.write(contentsOf: bytes) }
            do {
                try bytes.write(to: URL(fileURLWithPath: file), options: .atomic)
            } catch {
                throw DabiaoError(
                    .invalid, Phrase("写不了文件“\(file)”", "the file \(file) cannot be written"),
                    cause: error.localizedDescription)
            }
            if format.json { return try Output.json(Written(file: file, rows: rows, encoding: encoding.rawValue)) }
            Output.line(text("\(file)：\(rows) 行（\(encoding.rawValue)）", "\(file): \(rows) rows (\(encoding.rawValue))"))
        }

        private func fetch(_ client: ControlClient) async throws -> (CSVText, Int) {
            var (list, rows) = (CSVText(), 0)
            var request = EnterpriseInterface.ExportRequest(district: district, sector: sector, text: containing)
            repeat {
                let page = try await client.call(EnterpriseInterface.export, request)
                if request.after == nil { list.add(page.columns) }
                for row in page.rows { list.add(row.map(\.forSpreadsheet)) }
                rows += page.rows.count
                request.after = page.next
            } while request.after != nil
            return (list, rows)
        }

        private struct Written: Encodable {
            let file: String
            let rows: Int
            let encoding: String
        }
    }
}

extension TextEncoding: ExpressibleByArgument {}
