import Foundation
import Logging

@testable import Varlink

/// A folder of its own for a test, gone afterwards.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "varlink-\(UUID().uuidString.prefix(8))").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var socket: String { path + "/socket" }
}

/// Runs a server for the length of `body`, and shuts it down.
func withServer<T>(
    _ service: Service, mode: UInt32 = 0o660, limits: ConnectionLimits = ConnectionLimits(),
    logger: Logger = Logger(label: "varlink"), onDisconnect: @escaping @Sendable (ConnectionID) -> Void = { _ in },
    _ body: (Server, String) async throws -> T
) async throws -> T {
    let folder = try Folder()
    let server = try await Server.listening(
        at: folder.socket, mode: mode, serving: service, limits: limits, logger: logger, onDisconnect: onDisconnect)
    let running = Task { try await server.run() }
    let result: Result<T, any Error>
    do { result = .success(try await body(server, folder.socket)) } catch { result = .failure(error) }
    await server.shutdown(grace: .zero)
    try await running.value
    return try result.get()
}

/// A client for the length of `body`.
func withClient<T>(_ path: String, _ body: (Client) async throws -> T) async throws -> T {
    let client = try await Client.connect(path: path)
    let result: Result<T, any Error>
    do { result = .success(try await body(client)) } catch { result = .failure(error) }
    await client.close()
    return try result.get()
}
