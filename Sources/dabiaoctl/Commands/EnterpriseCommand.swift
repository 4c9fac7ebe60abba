import ArgumentParser
import Dabiao
import DabiaoControl
import Foundation

struct EnterpriseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enterprise", abstract: text("企业及其场所", "Enterprises and their sites"),
        subcommands: [
            Add.self, Import.self, List.self, Show.self, Change.self, Export.self, CheckCode.self,
        ])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: text("导入企业名单（CSV，整份生效或整份不生效）", "Import enterprises from CSV, all of it or nothing"))

        @Argument(help: ArgumentHelp(text("CSV 文件", "the CSV file"), valueName: "file.csv"))
        var file: String

        @Flag(help: ArgumentHelp(text("只说明会有什么变化，不写入", "say what would change, and change nothing")))
        var dryRun = false

        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let bytes = try contents(of: file)
            let reply = try await daemon.ask { client in
                var bar = ProgressBar()
                defer { bar.clear() }
                let upload = try await client.upload(bytes) { bar.show(text("上传", "uploading"), $0, of: bytes.count) }
                let name = URL(fileURLWithPath: file).lastPathComponent
                return try await client.call(
                    EnterpriseInterface.import,
                    EnterpriseInterface.ImportRequest(upload: upload, name: name, dryRun: dryRun, progress: true)
                ) { reply in
                    let label = reply.phase == "duties" ? text("排定义务", "planning") : text("读入", "reading")
                    bar.show(label, reply.done ?? 0, of: reply.total ?? 0)
                }
            }
            if format.json {
                try Output.json(reply)
            } else {
                ImportText(file: file, isTrial: dryRun).print(reply)
            }
            if !reply.errors.isEmpty { throw ExitCode(ExitStatus.failed.rawValue) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: text("列出企业", "List enterprises"))

        @Option(help: ArgumentHelp(text("只列这个区", "only of this district")))
        var district: String?
        @Option(help: ArgumentHelp(text("只列这个行业", "only of this sector")))
        var sector: String?
        @Option(name: .customLong("text"), help: ArgumentHelp(text("名称或代码的一部分", "a part of the name or the code")))
        var containing: String?
        @OptionGroup var page: PageOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = EnterpriseInterface.ListRequest(
                district: district, sector: sector, text: containing, limit: page.limit, offset: page.offset)
            let reply = try await daemon.ask { try await $0.call(EnterpriseInterface.list, request) }
            if format.json { return try Output.json(reply) }
            var table = TextTable(
                [
                    Phrase("信用代码", "credit code"), Phrase("名称", "name"), Phrase("区", "district"),
                    Phrase("行业", "sectors"),
                ].map { $0.text(language) })
            for enterprise in reply.enterprises {
                table.add([
                    enterprise.code, enterprise.name, enterprise.district, enterprise.sectors.joined(separator: ";"),
                ])
            }
            table.print()
            Output.line(Phrase("共 \(reply.total) 家", "\(reply.total) in all").text(language))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: text("显示一家企业", "Show one enterprise"))

        @Argument(help: ArgumentHelp(text("统一社会信用代码", "unified social credit code"), valueName: "code"))
        var code: String
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = EnterpriseInterface.ShowRequest(code: code)
            let reply = try await daemon.ask { try await $0.call(EnterpriseInterface.show, request) }
            if format.json { return try Output.json(reply) }
            let enterprise = reply.enterprise
            var table = TextTable([text("信用代码", "credit code"), enterprise.code])
            let lines: [(String, String?)] = [
                (text("名称", "name"), enterprise.name), (text("区", "district"), enterprise.district),
                (text("街道", "subdistrict"), enterprise.subdistrict), (text("地址", "address"), enterprise.address),
                (text("行业代码", "industry"), enterprise.industry), (text("规模", "scale"), enterprise.scale),
                (text("从业人数", "employees"), enterprise.employees.map(String.init)),
                (text("行业", "sectors"), enterprise.sectors.joined(separator: ";")),
            ]
            for (name, value) in lines { table.add([name, value ?? text("未填报", "not told")]) }
            for site in reply.sites where site.name != nil {
                table.add([text("场所", "site"), "\(site.name ?? "") \(site.sectors.joined(separator: ";"))"])
            }
            for certificate in reply.certificates {
                let until = certificate.expiresOn.map { text("，有效期至 ", ", until ") + "\($0)" } ?? ""
                let site = certificate.site.map { "（\($0)）" } ?? ""
                table.add([
                    text("证书", "certificate"),
                    "\(certificate.grade)\(site) \(certificate.number ?? "") "
                        + text("定级日 ", "certified on ")
                        + "\(certificate.certifiedOn)\(until) \(Self.state(certificate.state))",
                ])
            }
            for change in reply.changes ?? [] { table.add([text("变更", "change"), change.text]) }
            table.print()
        }

        /// A certificate's state as people call it; a word that this client does not know stays as it is.
        private static func state(_ state: String) -> String {
            switch state {
            case "valid": text("有效", "valid")
            case "suspended": text("暂停", "suspended")
            case "expired": text("已到期", "expired")
            case "renewed": text("已换证", "renewed")
            case "removed": text("已摘牌", "removed")
            default: state
            }
        }
    }

    /// Needs no daemon.
    struct CheckCode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check-code",
            abstract: text("校验统一社会信用代码（GB 32100）", "Check a unified social credit code (GB 32100)"))

        @Argument(help: ArgumentHelp(text("统一社会信用代码", "unified social credit code"), valueName: "code"))
        var code: String
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let problem = CreditCode.findings(in: CreditCode.normalized(code)).first { $0.isRefusal }?.message
            if format.json {
                try Output.json(Answer(code: code, valid: problem == nil, problem: problem))
            } else if let problem {
                Output.line(problem.text(language))
            } else {
                Output.line(text("\(code)：有效", "\(code): valid"))
            }
            if problem != nil { throw ExitCode(ExitStatus.failed.rawValue) }
        }

        private struct Answer: Encodable {
            let code: String
            let valid: Bool
            let problem: Phrase?
        }
    }
}
