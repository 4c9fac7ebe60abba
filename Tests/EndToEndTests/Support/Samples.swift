import Foundation
import Testing

/// Enterprises of the demo's list, and how tests bring them in.
enum Sample {
    /// A hydrogen station in 东城区, certified on 2025-01-01.
    static let station = "91110101EX0000010X"
    /// A hydrogen station in 昌平区, certified on 2025-12-30.
    static let december = "91110114EX0000280B"
    /// A dust-explosion enterprise in 通州区 or elsewhere: no hydrogen station.
    static let foundry = "91110106EX0001064Y"

    static let header = "credit_code,name,district,sectors,grade,certified_on,expires_on"
    /// One enterprise that was certified on 2025-12-30, as a file of its own.
    static let one = """
        \(header)
        91110114EX0000280B,祥云加氢站,昌平区,hydrogen-station,三级,2025-12-30,2028-12-30

        """
}

extension Scene {
    /// Imports the one enterprise of ``Sample/one``.
    func importOne() async throws {
        let reply = try await ask("enterprise", "import", try write(Sample.one, to: "one.csv"))
        #expect(reply["added"] == 1)
    }

    /// Files a self-review of hydrogen-station; the reply.
    func submit(
        _ facts: String, enterprise: String = Sample.december, date: String = "2026-11-24"
    ) async throws -> Outcome {
        try await dabiaoctl(
            "assessment", "submit", "--enterprise", enterprise, "--bundle", "hydrogen-station", "--kind", "self-review",
            "--date", date, "--facts", try write(facts, to: "facts.json"), "--json")
    }

    /// Uploads a file over a connection; its name there.
    func upload(_ file: String, by connection: RawConnection) throws -> String {
        let data = try Data(contentsOf: URL(filePath: file)).base64EncodedString()
        let reply = try connection.call("org.dabiao.Upload.Append", #"{"data": "\#(data)"}"#)
        return try #require(reply["parameters"]["upload"].text, "\(reply)")
    }
}
