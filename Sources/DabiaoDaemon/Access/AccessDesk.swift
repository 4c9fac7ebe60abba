import Dabiao
import Glibc
import Logging
import SectorKit

/// Puts `access.yaml` in force, at start and whenever it is read again.
struct AccessDesk: Sendable {
    let office: Office
    /// Nil where none was configured.
    let file: String?
    private let accounts: Accounts

    /// What fails under this name is a trouble.
    static let trouble = "access"

    init(office: Office, file: String?, accounts: Accounts = .system) {
        self.office = office
        self.file = file
        self.accounts = accounts
    }

    /// Reads the file and lets it count.
    ///
    /// - Throws: `DabiaoError` that lists what is wrong with it; what was in force stays.
    func load() throws {
        guard let file else { return office.replaceAccess(by: .owned(by: geteuid())) }
        var resolver = AccessResolver(accounts, office.catalogue)
        let access = try resolver.resolve(try AccessFile(file: file))
        office.replaceAccess(by: access)
        office.logger.info("access", metadata: ["file": "\(file)", "grants": "\(access.grants.count)"])
        office.troubles.set(Self.trouble, to: Self.trouble(resolver.unknown, access))
    }

    /// Reads it again while the daemon runs: what is wrong is a trouble, and leaves the former in force.
    func reload() {
        do {
            try load()
        } catch {
            let cause = DabiaoError(unforeseen: error)
            office.troubles.set(
                Self.trouble,
                to: DabiaoError(
                    cause.code,
                    Phrase("授权没有更新，原来的继续有效：\(cause.message.zh)", "the grants stay as they were: \(cause.message.en)"),
                    remedy: cause.remedy, cause: cause.cause))
        }
    }

    /// What in it gives nobody anything.
    private static func trouble(_ unknown: [Diagnostic], _ access: Access) -> DabiaoError? {
        var sentences = unknown.map { Phrase($0.text(.chinese), $0.text(.english)) }
        if !access.grants.contains(where: { $0.role == .administrator && !($0.uids.isEmpty && $0.gids.isEmpty) }) {
            sentences.append(Phrase("没有人是管理员（administrator）", "nobody is administrator"))
        }
        guard !sentences.isEmpty else { return nil }
        return DabiaoError(
            .invalid,
            Phrase(
                "授权文件中有些内容不起作用：\n" + sentences.map(\.zh).joined(separator: "\n"),
                "parts of the file of grants have no effect:\n" + sentences.map(\.en).joined(separator: "\n")),
            remedy: Phrase(
                "请改正后重新读取（dabiaoctl plugin reload）", "correct them and read it again (dabiaoctl plugin reload)"))
    }
}
