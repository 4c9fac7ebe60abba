import Dabiao
import DabiaoControl
import DabiaoStore
import Glibc

/// Looks at everything that may be wrong with a running daemon, and says what to do about it. Nothing is changed.
struct Examination: Sendable {
    typealias Finding = DaemonInterface.Finding

    let office: Office
    /// The state folder.
    let state: String

    func run() async throws -> DaemonInterface.ExamineReply {
        let database = try await database()
        let messages = try await messages()
        return DaemonInterface.ExamineReply(
            findings: database + Finding.calendar(office.calendar, from: office.clock.today()) + plugins() + spool()
                + disk() + (try await clock()) + messages + troubles())
    }

    // MARK: - The database

    private func database() async throws -> [Finding] {
        let remedy = Phrase(
            "请停止 dabiaod，保留原文件以备检查，并恢复最近的备份",
            "stop dabiaod, keep the file for examination, and restore the last backup")
        return try await office.store.read { snapshot in
            let faults = try snapshot.integrityFaults(limit: 10)
            let dangling = try snapshot.danglingRows()
            let rows = dangling.map { "\($0.table) \($0.rows)" }.joined(separator: ", ")
            return [
                faults.isEmpty
                    ? Finding(.database, .ok, Phrase("数据库完整", "the database is whole"))
                    : Finding(
                        .database, .failure,
                        Phrase(
                            "数据库已损坏：\(faults.joined(separator: "；"))",
                            "the database is damaged: \(faults.joined(separator: "; "))"), remedy: remedy),
                dangling.isEmpty
                    ? Finding(.references, .ok, Phrase("表与表之间的引用完整", "no row refers to one that is not there"))
                    : Finding(
                        .references, .failure,
                        Phrase("有的行引用了不存在的行：\(rows)", "rows refer to rows that are not there: \(rows)"), remedy: remedy),
                try Self.audit(snapshot),
            ]
        }
    }

    private static func audit(_ snapshot: Snapshot) throws -> Finding {
        switch try snapshot.verifyAuditChain() {
        case .intact(let entries, _):
            Finding(.audit, .ok, Phrase("审计链完整，共 \(entries) 条", "the audit is whole: \(entries) entries"))
        case .broken(let id):
            Finding(
                .audit, .failure,
                Phrase("审计链断在第 \(id) 条", "the audit is broken at entry \(id)"),
                remedy: Phrase(
                    "有人改动过数据库：请保留现场，与系统日志里的链头（DABIAO_AUDIT_HEAD）核对",
                    "somebody changed the database: keep it as it is, and compare the heads in the journal (DABIAO_AUDIT_HEAD)"
                ))
        }
    }

    // MARK: - What it works with

    private func plugins() -> [Finding] {
        let catalogue = office.catalogue
        let broken = catalogue.found.filter { !$0.diagnostics.isEmpty }.map { found in
            let (name, count) = (found.id ?? found.folder, found.diagnostics.count)
            return Finding(
                .plugins, .attention,
                Phrase(
                    "插件“\(name)”有 \(count) 处错误，\(found.folder) 中的内容没有生效",
                    "the plugin \(name) has \(count) errors: what lies in \(found.folder) is not in force"),
                remedy: Phrase("逐处位置见 dabiaoctl plugin list", "dabiaoctl plugin list tells where"))
        }
        let count = catalogue.entries.count + catalogue.dropIns.count
        let whole =
            count > 0
            ? Finding(.plugins, .ok, Phrase("\(count) 个插件有效", "\(count) plugins are in force"))
            : Finding(
                .plugins, .failure, Phrase("没有任何插件生效", "no plugin is in force"),
                remedy: Phrase("请用 --plugins 指明插件文件夹", "name their folder with --plugins"))
        return [whole] + broken
    }

    private func spool() -> [Finding] {
        do throws(DabiaoError) {
            let folder = try StateDirectory(preparing: state)
            return [Finding(.spool, .ok, Phrase("外发目录可写：\(folder.spool)", "the spool can be written: \(folder.spool)"))]
        } catch {
            return [Finding(.spool, .failure, error)]
        }
    }

    /// Megabytes below which the disk is a failure, and below which it needs attention.
    private static let (scarce, low): (UInt64, UInt64) = (32, 512)

    private func disk() -> [Finding] {
        var status = statvfs()
        guard statvfs(state, &status) == 0 else {
            return [
                Finding(
                    .disk, .failure,
                    .system(Phrase("看不了磁盘 \(state)", "the disk of \(state) cannot be looked at"), errno: errno))
            ]
        }
        let free = (UInt64(status.f_bavail) * UInt64(status.f_frsize)) >> 20
        let level: DaemonInterface.Level = free < Self.scarce ? .failure : free < Self.low ? .attention : .ok
        return [
            Finding(
                .disk, level, Phrase("磁盘剩余 \(free) MiB（\(state)）", "\(free) MiB are free on the disk of \(state)"),
                remedy: level == .ok ? nil : Phrase("请清理或扩大磁盘", "make room on the disk"))
        ]
    }

    /// Seconds by which a clock may lie behind what was written before.
    private static let tolerance: Int64 = 300

    private func clock() async throws -> [Finding] {
        let now = office.clock.now()
        let last = try await office.store.read { try $0.auditEntries(AuditFilter(limit: 1)).first?.entry.at }
        if let last, now.seconds + Self.tolerance < last {
            return [
                Finding(
                    .clock, .failure,
                    Phrase(
                        "时钟是 \(now)，早于审计中最近的一条（\(Instant(seconds: last))）",
                        "the clock tells \(now), before the newest audit entry (\(Instant(seconds: last)))"),
                    remedy: Phrase("请校正系统时钟（timedatectl）", "set the system's clock (timedatectl)"))
            ]
        }
        guard office.clock.ahead == .zero else {
            return [
                Finding(
                    .clock, .attention, Phrase("时钟是假定的：\(now)", "the clock is pretended: \(now)"),
                    remedy: Phrase(
                        "只应用于演练：正式运行请去掉 --pretend-now", "for drills only: run without --pretend-now otherwise"))
            ]
        }
        return [Finding(.clock, .ok, Phrase("时钟：\(now)", "the clock tells \(now)"))]
    }

    // MARK: - What it does

    private func messages() async throws -> [Finding] {
        let (count, failure) = try await office.store.read { snapshot in
            let waiting = MessageFilter(isDelivered: false)
            return (try snapshot.countMessages(waiting), try snapshot.messages(waiting).first?.failure)
        }
        guard count > 0 else { return [Finding(.messages, .ok, Phrase("没有未送达的通知", "no message waits"))] }
        return [
            Finding(
                .messages, .attention,
                Phrase(
                    "有 \(count) 条通知未送达" + (failure.map { "：\($0)" } ?? ""),
                    "\(count) messages are not delivered" + (failure.map { ": \($0)" } ?? "")),
                remedy: Phrase(
                    "排除原因后会自动重发；立即重发：dabiaoctl notification retry",
                    "they are tried again by themselves; at once: dabiaoctl notification retry"))
        ]
    }

    private func troubles() -> [Finding] {
        let troubles = office.troubles.current
        guard troubles.isEmpty else { return troubles.map { Finding(.troubles, .attention, $0) } }
        return [Finding(.troubles, .ok, Phrase("没有正在重试的故障", "nothing fails and is tried again"))]
    }
}

/// Lets one examination run at a time: each keeps a reader of the database for as long as it takes.
struct Examinations: Sendable {
    private let turn = Turn(
        DabiaoError(
            .refused, Phrase("另一次检查正在进行", "another examination is under way"),
            remedy: Phrase("请等它结束后再试", "try again when it has ended")))

    /// - Throws: `DabiaoError` while another one is under way.
    func run(_ examination: Examination) async throws -> DaemonInterface.ExamineReply {
        try turn.begin()
        defer { turn.end() }
        return try await examination.run()
    }
}
