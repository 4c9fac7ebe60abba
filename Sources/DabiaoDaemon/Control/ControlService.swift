import Dabiao
import DabiaoControl
import Foundation
import Logging
import Varlink

/// The control socket's methods: decode, call the use case, encode. Work lives in the use cases.
struct ControlService: Sendable {
    let office: Office
    let uploads: Uploads
    let plugins: Plugins
    let status: StatusReport
    let simulations: Simulations
    let access: AccessDesk
    let backups: Backups
    private let examinations = Examinations()

    /// The service with every interface and a handler for each of its methods.
    func service() throws -> Service {
        var service = Service(
            vendor: "dabiao", product: "dabiaod", version: Product.version, url: "")
        service.errorMapper = { error in Self.varlinkError(error, office.logger) }
        let handlers = table.handlers
        for text in ControlInterfaces.texts {
            let interface = try Interface(parsing: text)
            try service.add(interface, methods: handlers[interface.name] ?? [:])
        }
        return service
    }

    /// What answers each method, behind what it demands.
    var table: HandlerTable {
        var table = HandlerTable(Gate(office: office))
        addDaemon(to: &table)
        addEnterprises(to: &table)
        addObligations(to: &table)
        return table
    }

    private func addDaemon(to table: inout HandlerTable) {
        table.on(DaemonInterface.status) { _, _, office in try await status.seen(from: office).status() }
        table.on(DaemonInterface.examine) { _, _, office in
            try await examinations.run(Examination(office: office, state: status.state))
        }
        table.on(PluginInterface.list) { _, _, _ in plugins.list() }
        table.on(PluginInterface.show) { request, _, _ in try await plugins.show(request.id) }
        table.on(PluginInterface.checklist) { request, _, _ in try plugins.checklist(request) }
        table.on(PluginInterface.reload) { _, call, office in
            try await office.change(call, target: nil) { _ in }
            return try await plugins.reload(access)
        }
        table.on(UploadInterface.append) { request, call, _ in
            guard let bytes = Data(base64Encoded: request.data) else { throw VarlinkError.invalidParameter("data") }
            let (upload, size) = try uploads.append(bytes, to: request.upload, of: call.connection)
            return UploadInterface.AppendReply(upload: upload, size: size)
        }
        table.on(AuditInterface.log) { request, _, office in try await AuditRegister(office: office).log(request) }
        table.on(AuditInterface.verify) { request, _, office in
            try await AuditRegister(office: office).verify(request)
        }
        table.on(BackupInterface.run) { _, call, _, tell in try await backups.run(call, tell) }
    }

    private func addEnterprises(to table: inout HandlerTable) {
        table.on(
            EnterpriseInterface.import,
            progress: { request, call, office, tell in
                let bytes = try uploads.take(request.upload, of: call.connection)
                return try await Enterprises(office: office).importList(
                    bytes, named: request.name, dryRun: request.dryRun ?? false, onlyNew: request.onlyNew ?? false, call
                ) {
                    if request.progress == true { try await tell($0) }
                }
            })
        table.on(EnterpriseInterface.change) { request, call, office in
            try await EnterpriseChanges(office: office).change(request, call)
        }
        table.on(EnterpriseInterface.export) { request, _, office in
            try await EnterpriseExport(office: office).page(request)
        }
        table.on(EnterpriseInterface.list) { request, _, office in try await Enterprises(office: office).list(request) }
        table.on(EnterpriseInterface.show) { request, _, office in
            try await Enterprises(office: office).show(request.code)
        }
        table.on(AssessmentInterface.submit) { request, call, office in
            let bytes = try uploads.take(request.upload, of: call.connection)
            return try await Assessments(office: office).submit(request, bytes, call)
        }
        table.on(AssessmentInterface.list) { request, _, office in
            try await AssessmentRegister(office: office).list(request)
        }
        table.on(AssessmentInterface.show) { request, _, office in
            try await AssessmentRegister(office: office).show(request)
        }
        table.on(AssessmentInterface.compare) { request, _, office in
            try await AssessmentRegister(office: office).compare(request)
        }
        table.on(VetoInterface.evaluate) { request, _, office in try await Vetoes(office: office).evaluate(request) }
        table.on(VetoInterface.history) { request, _, office in try await Vetoes(office: office).history(request) }
        table.on(VetoInterface.explain) { request, _, office in try await Vetoes(office: office).explain(request) }
        table.on(VetoInterface.explainValue) { request, _, office in try await Values(office: office).explain(request) }
    }

    private func addObligations(to table: inout HandlerTable) {
        table.on(ObligationInterface.list) { request, _, office in try await Obligations(office: office).list(request) }
        table.on(ObligationInterface.agenda) { request, _, office in
            try await Obligations(office: office).agenda(request)
        }
        table.on(ObligationInterface.explain) { request, _, office in
            try await OccurrenceActs(office: office).explain(request)
        }
        table.on(ObligationInterface.extend) { request, call, office in
            try await OccurrenceActs(office: office).extend(request, call)
        }
        table.on(ObligationInterface.acknowledge) { request, call, office in
            try await OccurrenceActs(office: office).acknowledge(request, call)
        }
        table.on(ObligationInterface.discharge) { request, call, office in
            try await OccurrenceActs(office: office).discharge(request, call)
        }
        table.on(NotificationInterface.list) { request, _, office in
            try await Notifications(office: office).list(request)
        }
        table.on(NotificationInterface.retry) { _, call, office in
            try await Notifications(office: office).retry(call, by: status.scheduler)
        }
        table.on(NotificationInterface.preview) { request, _, office in
            try await NotificationPreview(simulations: simulations.seen(as: office)).preview(request)
        }
        table.on(SimulationInterface.run) { request, _, office, tell in
            try await simulations.seen(as: office).run(request, tell)
        }
    }

    /// What an error becomes on the socket; the details of an unforeseen one go to the log, not to strangers.
    static func varlinkError(_ error: any Error, _ logger: Logger) -> VarlinkError {
        let ours: DabiaoError
        if let known = error as? DabiaoError {
            ours = known
        } else {
            logger.error("unforeseen error: \(error)")
            ours = DabiaoError(
                .system, Phrase("守护进程内部出错，什么都没有改变", "the daemon failed inside, nothing was changed"),
                remedy: Phrase("请看守护进程的日志（journalctl -u dabiaod）", "read the daemon's journal (journalctl -u dabiaod)"))
        }
        return VarlinkError(ControlProblem.name(of: ours.code), parameters: ControlProblem(ours.shortened))
    }
}

extension DabiaoError {
    /// With so much of its message as people read, and as fits into a message.
    fileprivate var shortened: DabiaoError {
        DabiaoError(
            code, Phrase(message.zh.shortened(to: Self.longest), message.en.shortened(to: Self.longest)),
            remedy: remedy, cause: cause?.shortened(to: Self.longest))
    }

    private static let longest = 20_000
}
