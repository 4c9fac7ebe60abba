import Dabiao
import DabiaoControl
import DabiaoStore

/// Simulations for the control socket, one at a time: each has a copy of the database and keeps a processor busy.
struct Simulations: Sendable {
    /// As their caller may see it.
    private(set) var office: Office
    let channel: String
    private let turn = Turn(
        DabiaoError(
            .refused, Phrase("另一次推演或提醒预览正在进行", "another simulation or preview is under way"),
            remedy: Phrase("一次只做一个：请等它结束后再试", "one at a time: try again when it has ended")))

    /// - Parameter channels: those on which reminders are told; in a simulation the first stands for all.
    init(office: Office, channels: [String]) {
        self.office = office
        channel = channels.first ?? Outbox.spoolName
    }

    /// The same for a caller who may see a part only.
    func seen(as office: Office) -> Simulations {
        var other = self
        other.office = office
        return other
    }

    /// Tells what is to come through a day.
    ///
    /// - Parameter tell: takes each reply but the last.
    /// - Returns: the last.
    func run(
        _ request: SimulationInterface.RunRequest, _ tell: (SimulationInterface.RunReply) async throws -> Void
    ) async throws -> SimulationInterface.RunReply {
        let until = try DateQuestion.date(request.until)
        let from = office.clock.today()
        guard until >= from else {
            throw DabiaoError(
                .invalid, Phrase("\(until) 已经过去，不能推演", "\(until) is past and cannot be simulated"),
                remedy: Phrase("请写今天（\(from)）或以后的日期", "name today, \(from), or a later day"))
        }
        return try await withSimulation(of: request.enterprise) { simulation, enterprise in
            var foretelling = Foretelling(office: simulation.seen, enterprise: enterprise, from: from)
            let trouble = try await simulation.run(through: until) { day, end in
                try await foretelling.pass(day, before: end) { try await tell(.init(events: $0)) }
            }
            let years = (from.year...until.year).filter { office.calendar.isProvisional($0) }
            let summary = SimulationInterface.Summary(
                from: from, until: until, counts: foretelling.counts, provisionalYears: years,
                problems: [trouble?.message].compactMap { $0 })
            return SimulationInterface.RunReply(events: [], summary: summary)
        }
    }

    /// Makes a simulation for one purpose.
    ///
    /// - Parameter code: the only enterprise whose future is asked for.
    func withSimulation<Result>(
        of code: String?, _ body: (Simulation, Int64?) async throws -> Result
    ) async throws -> Result {
        let enterprise = try await office.store.read { snapshot in
            try code.map { code in
                let id = try snapshot.enterprise(named: code).id
                try snapshot.require(reaching: id)
                return id
            }
        }
        try turn.begin()
        defer { turn.end() }
        do {
            let simulation = try await Simulation(of: office, enterprise: enterprise, channel: channel)
            defer { simulation.close() }
            return try await body(simulation, enterprise)
        } catch let error as DabiaoError where error.code == .system {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: DabiaoError) -> DabiaoError {
        DabiaoError(
            .system,
            Phrase(
                "推演用的数据库副本出了问题，原数据库没有改动：\(error.message.zh)",
                "the copy of the database that is simulated on failed, the database itself is as it was: "
                    + error.message.en),
            remedy: Phrase(
                "副本放在守护进程的临时文件夹（TMPDIR，未设时为 /var/tmp），大小与数据库相同：请检查那里的可用空间",
                "the copy lies in the daemon's temporary folder (TMPDIR, else /var/tmp) and is as large as the database: "
                    + "check the free space there"),
            cause: error.cause)
    }
}
