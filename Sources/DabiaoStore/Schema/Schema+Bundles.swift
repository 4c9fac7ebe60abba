extension Schema {
    /// Migration 1: the bundles as they were installed.
    static let bundles = """
        CREATE TABLE bundleVersion (
          -- Every version of a bundle that was ever installed. Verdicts, submissions and occurrences point here.
          id INTEGER PRIMARY KEY,
          contentHash TEXT NOT NULL UNIQUE CHECK (contentHash <> ''),
          bundle TEXT NOT NULL CHECK (bundle <> ''),
          version TEXT NOT NULL CHECK (version <> ''),
          title TEXT NOT NULL,
          installedAt INTEGER NOT NULL, -- unix seconds
          UNIQUE (bundle, id)
        ) STRICT;

        CREATE TABLE bundleFile (
          -- The files of a version, as they were read.
          bundleVersion INTEGER NOT NULL REFERENCES bundleVersion (id),
          path TEXT NOT NULL CHECK (path <> ''), -- relative to the bundle's folder
          content BLOB NOT NULL,
          UNIQUE (bundleVersion, path)
        ) STRICT;

        CREATE TABLE activeBundle (
          -- The version of each bundle that is in force now.
          bundle TEXT PRIMARY KEY NOT NULL,
          bundleVersion INTEGER NOT NULL,
          since INTEGER NOT NULL, -- unix seconds
          FOREIGN KEY (bundle, bundleVersion) REFERENCES bundleVersion (bundle, id)
        ) STRICT;

        CREATE TABLE activation (
          -- Which version came into force when, and when a bundle was removed. Append-only.
          id INTEGER PRIMARY KEY,
          at INTEGER NOT NULL, -- unix seconds
          bundle TEXT NOT NULL,
          bundleVersion INTEGER NOT NULL,
          action TEXT NOT NULL CHECK (action IN ('activated', 'removed')),
          FOREIGN KEY (bundle, bundleVersion) REFERENCES bundleVersion (bundle, id)
        ) STRICT;
        CREATE INDEX activationOfBundle ON activation (bundle, at);

        CREATE TRIGGER bundleVersionIsKept BEFORE UPDATE ON bundleVersion
          BEGIN SELECT RAISE (ABORT, 'bundleVersion is append-only'); END;
        CREATE TRIGGER bundleVersionStays BEFORE DELETE ON bundleVersion
          BEGIN SELECT RAISE (ABORT, 'bundleVersion is append-only'); END;
        CREATE TRIGGER bundleFileIsKept BEFORE UPDATE ON bundleFile
          BEGIN SELECT RAISE (ABORT, 'bundleFile is append-only'); END;
        CREATE TRIGGER bundleFileStays BEFORE DELETE ON bundleFile
          BEGIN SELECT RAISE (ABORT, 'bundleFile is append-only'); END;
        CREATE TRIGGER activationIsKept BEFORE UPDATE ON activation
          BEGIN SELECT RAISE (ABORT, 'activation is append-only'); END;
        CREATE TRIGGER activationStays BEFORE DELETE ON activation
          BEGIN SELECT RAISE (ABORT, 'activation is append-only'); END;
        """
}
