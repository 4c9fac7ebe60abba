import Dabiao
import GRDB

extension Snapshot {
    public func installedBundle(contentHash: String) throws -> InstalledBundle? {
        try fetchFirst("SELECT \(InstalledBundle.columns) FROM bundleVersion WHERE contentHash = ?", [contentHash])
    }

    /// Every version of a bundle that was ever installed, in the order of installation.
    public func installedBundles(_ bundle: String) throws -> [InstalledBundle] {
        try fetchAll(
            "SELECT \(InstalledBundle.columns) FROM bundleVersion WHERE bundleVersion.bundle = ? ORDER BY id", [bundle])
    }

    /// The files of an installed version, by path.
    public func files(ofBundle contentHash: String) throws -> [BundleFile] {
        try fetchAll(
            """
            SELECT \(BundleFile.columns) FROM bundleFile JOIN bundleVersion ON bundleVersion.id = bundleFile.bundleVersion
            WHERE bundleVersion.contentHash = ? ORDER BY bundleFile.path
            """, [contentHash])
    }

    /// The bundles in force, by id.
    public func activeBundles() throws -> [ActiveBundle] {
        try fetchAll(
            """
            SELECT \(ActiveBundle.columns) FROM activeBundle
            JOIN bundleVersion ON bundleVersion.id = activeBundle.bundleVersion ORDER BY activeBundle.bundle
            """)
    }

    /// What was in force when, oldest first.
    public func activations(of bundle: String) throws -> [Activation] {
        try fetchAll(
            """
            SELECT \(Activation.columns) FROM activation
            JOIN bundleVersion ON bundleVersion.id = activation.bundleVersion
            WHERE activation.bundle = ? ORDER BY activation.id
            """, [bundle])
    }

    /// The bundles that were in force at an instant (unix seconds), each by what brought it into force.
    public func activations(inForceAt instant: Int64) throws -> [Activation] {
        try fetchAll(
            """
            SELECT \(Activation.columns) FROM activation
            JOIN bundleVersion ON bundleVersion.id = activation.bundleVersion
            WHERE activation.id IN (SELECT max(id) FROM activation WHERE at <= ? GROUP BY bundle)
              AND activation.action = 'activated' ORDER BY activation.bundle
            """, [instant])
    }

    /// The id by which the other tables point to a version of a bundle.
    ///
    /// - Throws: `DabiaoError` (not found) if that version of that bundle was never installed.
    func versionID(of bundle: String, _ contentHash: String) throws -> Int64 {
        let id: Int64? = try fetchValue(
            "SELECT id FROM bundleVersion WHERE contentHash = ? AND bundle = ?", [contentHash, bundle])
        guard let id else {
            throw DabiaoError(
                .notFound,
                Phrase(
                    "没有安装过行业插件 \(bundle) 的这个版本（\(contentHash)）",
                    "this version of the bundle \(bundle) was never installed (\(contentHash))"),
                remedy: Phrase("请先安装它（dabiaoctl plugin install）", "install it first (dabiaoctl plugin install)"))
        }
        return id
    }
}

extension Transaction {
    /// Keeps a version of a bundle with its files; false if it was kept before, and nothing changes.
    @discardableResult
    public func save(_ bundle: InstalledBundle, files: [BundleFile]) throws -> Bool {
        guard try installedBundle(contentHash: bundle.contentHash) == nil else { return false }
        let id = try insert(
            "INSERT INTO bundleVersion (contentHash, bundle, version, title, installedAt) VALUES (?, ?, ?, ?, ?)",
            [bundle.contentHash, bundle.bundle, bundle.version, bundle.title, bundle.installedAt])
        for file in files {
            try run(
                "INSERT INTO bundleFile (bundleVersion, path, content) VALUES (?, ?, ?)", [id, file.path, file.content])
        }
        return true
    }

    /// Puts an installed version in force in place of the one before; false if it is in force already.
    ///
    /// - Throws: `DabiaoError` (not found) if it was never installed.
    @discardableResult
    public func activate(_ bundle: String, contentHash: String, at instant: Int64) throws -> Bool {
        let version = try versionID(of: bundle, contentHash)
        let current: Int64? = try fetchValue("SELECT bundleVersion FROM activeBundle WHERE bundle = ?", [bundle])
        guard current != version else { return false }
        try run(
            """
            INSERT INTO activeBundle (bundle, bundleVersion, since) VALUES (?, ?, ?)
            ON CONFLICT (bundle) DO UPDATE SET bundleVersion = excluded.bundleVersion, since = excluded.since
            """, [bundle, version, instant])
        try record(.activated, bundle, version, at: instant)
        return true
    }

    /// Takes a bundle out of force; false if it was not in force. Its versions and what refers to them stay.
    @discardableResult
    public func deactivate(_ bundle: String, at instant: Int64) throws -> Bool {
        let current: Int64? = try fetchValue("SELECT bundleVersion FROM activeBundle WHERE bundle = ?", [bundle])
        guard let current else { return false }
        try run("DELETE FROM activeBundle WHERE bundle = ?", [bundle])
        try record(.removed, bundle, current, at: instant)
        return true
    }

    private func record(_ action: Activation.Action, _ bundle: String, _ version: Int64, at instant: Int64) throws {
        try run(
            "INSERT INTO activation (at, bundle, bundleVersion, action) VALUES (?, ?, ?, ?)",
            [instant, bundle, version, action.rawValue])
    }
}
