import Dabiao
public import Foundation
import Varlink

/// A connection to a daemon's control socket: typed calls, uploads, and every failure as a `DabiaoError`.
public struct ControlClient: Sendable {
    private let client: Client

    /// Where the daemon of a system listens.
    public static let systemSocket = "/run/dabiao/control.sock"

    /// - Throws: `DabiaoError` (unreachable).
    public static func connect(to path: String) async throws -> ControlClient {
        do {
            return ControlClient(client: try await Client.connect(path: path))
        } catch let error as ClientError {
            throw unreachable(path, error)
        }
    }

    private static func unreachable(_ path: String, _ error: ClientError) -> DabiaoError {
        DabiaoError(
            .unreachable, Phrase("连接不上守护进程：\(path)", "the daemon cannot be reached at \(path)"),
            remedy: Phrase(
                "请确认 dabiaod 正在运行（systemctl status dabiaod），或用 --socket、DABIAO_SOCKET 指明套接字",
                "check that dabiaod runs (systemctl status dabiaod), or name its socket with --socket or DABIAO_SOCKET"),
            cause: error.description)
    }

    /// Calls a method.
    ///
    /// - Throws: `DabiaoError`, as the daemon sent it or for a broken connection.
    public func call<Request, Reply>(_ method: Method<Request, Reply>, _ request: Request) async throws -> Reply {
        try await Self.translatingErrors { try await client.call(method.qualifiedName, request, as: Reply.self) }
    }

    /// Calls a method that replies several times, and hands over each reply as it comes; a slow reader slows the daemon
    /// down.
    ///
    /// - Throws: as ``call(_:_:)``, and what `body` throws: the connection is of no use afterwards.
    public func call<Request, Reply>(
        _ method: StreamingMethod<Request, Reply>, _ request: Request, _ body: (Reply) async throws -> Void
    ) async throws {
        try await Self.translatingErrors {
            for try await reply in client.stream(method.qualifiedName, request, as: Reply.self) {
                try await body(reply)
            }
        }
    }

    /// Calls a method that replies once, after it has told how far it is, and hands over what it tells.
    ///
    /// - Returns: the last reply.
    public func call<Request, Reply>(
        _ method: Method<Request, Reply>, _ request: Request, progress: (Reply) async throws -> Void
    ) async throws -> Reply {
        try await Self.translatingErrors {
            var last: Reply?
            for try await reply in client.stream(method.qualifiedName, request, as: Reply.self) {
                if let last { try await progress(last) }
                last = reply
            }
            guard let last else { throw ClientError.disconnected }
            return last
        }
    }

    private static func translatingErrors<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as VarlinkError {
            throw translated(error)
        } catch let error as ClientError {
            throw unanswered(error)
        }
    }

    /// Nobody here knows whether the daemon did what it was asked: doing it again may do it twice.
    private static func unanswered(_ error: ClientError) -> DabiaoError {
        guard case .unexpectedReply = error else {
            return DabiaoError(
                .unreachable, Phrase("与守护进程的连接中断", "the connection to the daemon broke"),
                remedy: Phrase(
                    "请先查看是否已经执行，再重试；若反复出现，请看守护进程的日志（journalctl -u dabiaod）",
                    "see whether it was done before trying again; if it happens again, read the daemon's journal "
                        + "(journalctl -u dabiaod)"), cause: error.description)
        }
        return DabiaoError(
            .system,
            Phrase(
                "看不懂守护进程的答复：它和本程序的版本可能不同",
                "the daemon's reply is not understood: its version may differ from this program's"),
            remedy: Phrase(
                "命令可能已经执行，请先查看；dabiaoctl status 显示守护进程的版本，dabiaoctl --version 是本程序的，升级后要重启 dabiaod",
                "it may have been done: look first; dabiaoctl status tells the daemon's version and dabiaoctl --version "
                    + "this program's, restart dabiaod after an upgrade"), cause: error.description)
    }

    private static func translated(_ error: VarlinkError) -> DabiaoError {
        if let problem = try? error.decode(ControlProblem.self), let ours = problem.error(named: error.name) {
            return ours
        }
        return DabiaoError(
            .system, Phrase("守护进程拒绝了请求：\(error.name)", "the daemon refused the request: \(error.name)"),
            remedy: Phrase(
                "dabiaoctl 与 dabiaod 的版本可能不一致，请核对 dabiaoctl status",
                "dabiaoctl and dabiaod may be of different versions, compare dabiaoctl status"),
            cause: String(decoding: error.parameters, as: UTF8.self))
    }

    /// Sends a file's bytes in chunks; the answer names the upload for a later call on this connection.
    ///
    /// - Parameter progress: takes how many bytes are sent.
    public func upload(_ bytes: Data, progress: (Int) -> Void = { _ in }) async throws -> String {
        var upload: String?
        var rest = bytes[...]
        repeat {
            let chunk = rest.prefix(UploadInterface.chunk)
            rest = rest.dropFirst(UploadInterface.chunk)
            let request = UploadInterface.AppendRequest(upload: upload, data: chunk.base64EncodedString())
            upload = try await call(UploadInterface.append, request).upload
            progress(bytes.count - rest.count)
        } while !rest.isEmpty
        return upload ?? ""
    }

    public func close() async {
        await client.close()
    }
}
