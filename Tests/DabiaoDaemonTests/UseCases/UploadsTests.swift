import Dabiao
import Foundation
import Testing
import Varlink

@testable import DabiaoDaemon

@Suite("Uploads")
struct UploadsTests {
    private let uploads = Uploads(limit: 100, total: 250)

    private func refusal(_ size: Int, to upload: String? = nil, of connection: UInt64) -> DabiaoError.Code? {
        do throws(DabiaoError) {
            _ = try uploads.append(Data(count: size), to: upload, of: ConnectionID(connection))
            return nil
        } catch {
            return error.code
        }
    }

    @Test("A connection stages so much and no more")
    func perConnection() {
        #expect(refusal(60, of: 1) == nil)
        #expect(refusal(41, of: 1) == .invalid)
        #expect(refusal(41, to: "upload-1", of: 1) == .invalid)
        #expect(refusal(40, to: "upload-1", of: 1) == nil)
    }

    @Test("However many connections stage, all together have a limit, and what goes makes room")
    func together() {
        #expect(refusal(100, of: 1) == nil)
        #expect(refusal(100, of: 2) == nil)
        #expect(refusal(51, of: 3) == .refused)
        #expect(refusal(50, of: 3) == nil)
        uploads.forget(ConnectionID(1))
        #expect(refusal(50, to: "upload-1", of: 3) == nil)
    }

    @Test("An upload is its connection's, whole, and used once")
    func once() throws {
        let (name, _) = try uploads.append(Data("ab".utf8), to: nil, of: ConnectionID(1))
        let (same, size) = try uploads.append(Data("c".utf8), to: name, of: ConnectionID(1))
        #expect(same == name)
        #expect(size == 3)
        #expect(throws: DabiaoError.self) { try uploads.take(name, of: ConnectionID(2)) }
        #expect(try uploads.take(name, of: ConnectionID(1)) == Data("abc".utf8))
        #expect(throws: DabiaoError.self) { try uploads.take(name, of: ConnectionID(1)) }
        #expect(refusal(1, to: name, of: 1) == .notFound)
    }
}
