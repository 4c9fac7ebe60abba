public import Dabiao
import GRDB

/// A certificate of an enterprise, or of one of its sites.
public struct Certificate: Hashable, Sendable, Stored {
    /// 0 before it is kept.
    public var id: Int64
    public var enterprise: Int64
    /// Nil: of the whole enterprise.
    public var site: Int64?
    public var grade: String
    public var number: String?
    public var certifiedOn: CivilDate
    /// Nil is unknown.
    public var expiresOn: CivilDate?
    /// A state of Common's certificate lifecycle; `valid` is in force.
    public var state: String

    public init(
        id: Int64 = 0, enterprise: Int64, site: Int64? = nil, grade: String, number: String? = nil,
        certifiedOn: CivilDate, expiresOn: CivilDate? = nil, state: String = "valid"
    ) {
        self.id = id
        self.enterprise = enterprise
        self.site = site
        self.grade = grade
        self.number = number
        self.certifiedOn = certifiedOn
        self.expiresOn = expiresOn
        self.state = state
    }

    static let columns = """
        certificate.id, certificate.enterprise, certificate.site, certificate.grade, certificate.number, \
        certificate.certifiedOn, certificate.expiresOn, certificate.state
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        enterprise = try reader.value()
        site = try reader.optional()
        grade = try reader.value()
        number = try reader.optional()
        certifiedOn = try reader.date()
        expiresOn = try reader.optionalDate()
        state = try reader.value()
    }
}

extension Snapshot {
    /// The certificates of an enterprise and its sites, newest first.
    public func certificates(of enterprise: Int64) throws -> [Certificate] {
        try fetchAll(
            """
            SELECT \(Certificate.columns) FROM certificate WHERE enterprise = ?
            ORDER BY certificate.certifiedOn DESC, certificate.id DESC
            """, [enterprise])
    }

    /// The certificate of an enterprise, or of that site of it, of a day of certification.
    public func certificate(of enterprise: Int64, site: Int64?, certifiedOn: CivilDate) throws -> Certificate? {
        try fetchFirst(
            """
            SELECT \(Certificate.columns) FROM certificate
            WHERE enterprise = ? AND ifnull(site, 0) = ifnull(?, 0) AND certifiedOn = ?
            """, [enterprise, site, certifiedOn.description])
    }
}

extension Transaction {
    /// Adds a certificate, or changes the one of the same enterprise, site and day of certification; a number or an
    /// expiry that is not told stays, and so does the state: telling it again does not end a suspension. The
    /// certificate's own `id` is not read.
    @discardableResult
    public func upsert(_ certificate: Certificate) throws -> Upserted {
        let known: Int64? = try fetchValue(
            "SELECT id FROM certificate WHERE enterprise = ? AND ifnull(site, 0) = ifnull(?, 0) AND certifiedOn = ?",
            [certificate.enterprise, certificate.site, certificate.certifiedOn.description])
        guard let id = known else { return Upserted(id: try add(certificate), isNew: true) }
        try run(
            """
            UPDATE certificate SET grade = ?, number = ifnull(?, number), expiresOn = ifnull(?, expiresOn)
            WHERE id = ?
            """, [certificate.grade, certificate.number, certificate.expiresOn?.description, id])
        return Upserted(id: id, isNew: false)
    }

    /// Moves a certificate to a state of its lifecycle. False if there is no such certificate.
    @discardableResult
    public func setState(ofCertificate id: Int64, to state: String) throws -> Bool {
        try run("UPDATE certificate SET state = ? WHERE id = ?", [state, id]) > 0
    }

    private func add(_ certificate: Certificate) throws -> Int64 {
        try insert(
            """
            INSERT INTO certificate (enterprise, site, grade, number, certifiedOn, expiresOn, state)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                certificate.enterprise, certificate.site, certificate.grade, certificate.number,
                certificate.certifiedOn.description, certificate.expiresOn?.description, certificate.state,
            ])
    }
}
