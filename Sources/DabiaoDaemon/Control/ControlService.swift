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

    /// The service with every interface and a handler for each of its methods.
    func service() throws -> Service {
        var service = Service(
            vendor: "dabiao", product: "dabiaod", version: Product.version, url: "")
        service.errorMapper = { error in Self.varlinkError(error, office.logger) }
        for text in ControlInterfaces.texts {
            let interface = try Interface(parsing: text)
            try service.add(interface, methods: handlers[interface.name] ?? [:])
        }
        return service
    }

    private var handlers: [String: [String: Handler]] {
        let (enterprises, assessments) = (Enterprises(office: office), Assessments(office: office))
        let (vetoes, obligations) = (Vetoes(office: office), Obligations(office: office))
        let (register, values) = (AssessmentRegister(office: office), Values(office: office))
        let notifications = Notifications(office: office)
        var table = HandlerTable()
        table.on(DaemonInterface.status) { _, _ in try await status.status() }
        table.on(UploadInterface.append) { request, call in
            guard let bytes = Data(base64Encoded: request.data) else { throw VarlinkError.invalidParameter("data") }
            let (upload, size) = try uploads.append(bytes, to: request.upload, of: call.connection)
            return UploadInterface.AppendReply(upload: upload, size: size)
        }
        table.on(PluginInterface.list) { _, _ in plugins.list() }
        table.on(PluginInterface.show) { request, _ in try await plugins.show(request.id) }
        table.on(PluginInterface.reload) { _, call in
            try await office.change(call, target: nil) { _ in }
            return try await plugins.reload()
        }
        table.on(EnterpriseInterface.import) { request, call in
            let bytes = try uploads.take(request.upload, of: call.connection)
            return try await enterprises.importList(
                bytes, named: request.name, dryRun: request.dryRun ?? false, call)
        }
        table.on(EnterpriseInterface.list) { request, _ in try await enterprises.list(request) }
        table.on(EnterpriseInterface.show) { request, _ in try await enterprises.show(request.code) }
        table.on(AssessmentInterface.submit) { request, call in
            let bytes = try uploads.take(request.upload, of: call.connection)
            return try await assessments.submit(request, bytes, call)
        }
        table.on(AssessmentInterface.list) { request, _ in try await register.list(request) }
        table.on(AssessmentInterface.show) { request, _ in try await register.show(request) }
        table.on(AssessmentInterface.compare) { request, _ in try await register.compare(request) }
        table.on(VetoInterface.evaluate) { request, _ in try await vetoes.evaluate(request) }
        table.on(VetoInterface.explain) { request, _ in try await vetoes.explain(request) }
        table.on(VetoInterface.explainValue) { request, _ in try await values.explain(request) }
        table.on(ObligationInterface.list) { request, _ in try await obligations.list(request) }
        table.on(ObligationInterface.agenda) { request, _ in try await obligations.agenda(request) }
        let duties = OccurrenceActs(office: office)
        table.on(ObligationInterface.explain) { request, _ in try await duties.explain(request) }
        table.on(ObligationInterface.extend) { request, call in try await duties.extend(request, call) }
        table.on(ObligationInterface.acknowledge) { request, call in try await duties.acknowledge(request, call) }
        table.on(ObligationInterface.discharge) { request, call in try await duties.discharge(request, call) }
        table.on(NotificationInterface.list) { request, _ in try await notifications.list(request) }
        let preview = NotificationPreview(simulations: simulations)
        table.on(NotificationInterface.preview) { request, _ in try await preview.preview(request) }
        table.on(SimulationInterface.run) { request, _, tell in try await simulations.run(request, tell) }
        return table.handlers
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

/// Handlers by interface and method.
private struct HandlerTable {
    var handlers: [String: [String: Handler]] = [:]

    mutating func on<Request, Reply>(
        _ method: DabiaoControl.Method<Request, Reply>,
        _ body: @escaping @Sendable (Request, Call) async throws -> Reply
    ) {
        handlers[method.interface, default: [:]][method.name] = .method(body)
    }

    /// - Parameter body: hands over each reply but the last, and gives that one back. It is cancelled when the caller goes
    ///   away or the daemon ends.
    mutating func on<Request, Reply>(
        _ method: StreamingMethod<Request, Reply>,
        _ body: @escaping @Sendable (Request, Call, (Reply) async throws -> Void) async throws -> Reply
    ) {
        handlers[method.interface, default: [:]][method.name] = .stream(endsAtShutdown: true) {
            (request: Request, call, replies) in
            let last = try await body(request, call) { try await replies.send($0) }
            try await replies.send(last, continues: false)
        }
    }
}
