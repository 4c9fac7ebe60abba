import ArgumentParser
import Dabiao
import Foundation
import SectorKit

extension PluginCommand {
    struct Pack: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pack",
            abstract: text("把插件文件夹打包成一个文件，内容相同则逐字节相同（不需要守护进程）", "Pack a plugin's folder into one file, reproducibly"))

        @Argument(help: ArgumentHelp(text("插件文件夹", "the plugin's folder"), valueName: "dir"))
        var directory: String
        @Option(
            name: [.customShort("o"), .long],
            help: ArgumentHelp(
                text("写到这个文件（惯用 .dabiao 结尾）", "the file to write, usually ending in .dabiao"), valueName: "file"))
        var output: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let source = try BundleSource(path: directory)
            let verification = try Verification(
                try author.plugin(directory), of: source, calendar: author.workCalendar())
            do {
                try PackedBundle.pack(source).write(to: URL(fileURLWithPath: output), options: .atomic)
            } catch let error as DabiaoError {
                throw error
            } catch {
                throw DabiaoError(
                    .system, Phrase("写不了“\(output)”", "\(output) cannot be written"),
                    remedy: Phrase("请检查文件夹的权限和磁盘空间", "check the folder's permissions and the space on the disk"),
                    cause: error.localizedDescription)
            }
            try verification.print(format)
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: text("核对打包文件或文件夹：安全读取、检查、运行用例（不需要守护进程）", "Read, lint and test a packed file or a folder"))

        @Argument(help: ArgumentHelp(text("打包文件或插件文件夹", "a packed file or a plugin's folder"), valueName: "file|dir"))
        var path: String
        @Option(
            name: .customLong("sha256"),
            help: ArgumentHelp(text("打包文件应有的 SHA-256", "the SHA-256 that the packed file must have"), valueName: "hex"))
        var expected: String?
        @OptionGroup var author: AuthorOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let source = try BundleSource(path: path)
            let verification = try Verification(try author.plugin(path), of: source, calendar: author.workCalendar())
            if let expected { try verification.confirm(sha256: expected) }
            try verification.print(format)
        }
    }
}

extension Verification {
    fileprivate func print(_ format: FormatOptions) throws {
        if format.json { return try Output.json(self) }
        let base = amends.map { text("（补充 \($0)）", " (amends \($0))") } ?? ""
        Output.line("\(id) \(version)\(base)")
        Output.line(text("内容哈希：", "content hash: ") + contentHash)
        Output.line("SHA-256：\(sha256)")
        Output.line(text("大小：\(bytes) 字节", "size: \(bytes) bytes"))
        Output.line(text("用例：\(cases) 个，全部通过", "cases: \(cases), all passed"))
    }
}
