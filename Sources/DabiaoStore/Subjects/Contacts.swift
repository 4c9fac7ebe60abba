import GRDB

/// Whom to tell for a subject, by role. Personal data: never part of an audit entry.
public struct Contact: Hashable, Sendable, Stored {
    public var subject: Int64
    public var role: String
    public var email: String?
    public var webhook: String?

    public init(subject: Int64, role: String, email: String? = nil, webhook: String? = nil) {
        self.subject = subject
        self.role = role
        self.email = email
        self.webhook = webhook
    }

    static let columns = "contact.subject, contact.role, contact.email, contact.webhook"

    init(_ reader: inout RowReader) throws {
        subject = try reader.value()
        role = try reader.value()
        email = try reader.optional()
        webhook = try reader.optional()
    }
}

extension Snapshot {
    public func contacts(of subject: Int64) throws -> [Contact] {
        try fetchAll("SELECT \(Contact.columns) FROM contact WHERE subject = ? ORDER BY role", [subject])
    }
}

extension Transaction {
    /// Sets the contact of a role; one without any address removes it.
    public func set(_ contact: Contact) throws {
        guard contact.email != nil || contact.webhook != nil else {
            try run("DELETE FROM contact WHERE subject = ? AND role = ?", [contact.subject, contact.role])
            return
        }
        try run(
            """
            INSERT INTO contact (subject, role, email, webhook) VALUES (?, ?, ?, ?)
            ON CONFLICT (subject, role) DO UPDATE SET email = excluded.email, webhook = excluded.webhook
            """, [contact.subject, contact.role, contact.email, contact.webhook])
    }
}
