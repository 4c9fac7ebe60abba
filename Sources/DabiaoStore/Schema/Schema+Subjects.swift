extension Schema {
    /// Migration 1: enterprises, their sites and certificates, and the core facts that expressions read.
    static let subjects = """
        CREATE TABLE subject (
          -- Who facts, verdicts and certificates are about: enterprises and sites in one id space.
          id INTEGER PRIMARY KEY,
          kind TEXT NOT NULL CHECK (kind IN ('enterprise', 'site')),
          enterprise INTEGER NOT NULL REFERENCES subject (id), -- itself for an enterprise
          recordedOn TEXT NOT NULL CHECK (recordedOn IS date(recordedOn, '+0 days')), -- first told of here
          CHECK ((kind = 'enterprise') = (enterprise = id)),
          UNIQUE (enterprise, id)
        ) STRICT;
        CREATE TRIGGER subjectIsKept BEFORE UPDATE ON subject
          BEGIN SELECT RAISE (ABORT, 'subject is append-only'); END;
        CREATE TRIGGER subjectStays BEFORE DELETE ON subject
          BEGIN SELECT RAISE (ABORT, 'subject is append-only'); END;

        CREATE TABLE enterprise (
          -- An enterprise as it was last told. NULL is unknown.
          id INTEGER PRIMARY KEY,
          creditCode TEXT NOT NULL UNIQUE CHECK (length(creditCode) = 18), -- GB 32100
          name TEXT NOT NULL CHECK (name <> ''),
          industry TEXT, -- GB/T 4754
          areaCode TEXT, -- GB/T 2260
          district TEXT NOT NULL CHECK (district <> ''),
          subdistrict TEXT,
          address TEXT,
          scale TEXT, -- a word of Common's
          employees INTEGER CHECK (employees >= 0),
          FOREIGN KEY (id, id) REFERENCES subject (enterprise, id)
        ) STRICT;
        CREATE INDEX enterpriseInDistrict ON enterprise (district, id);

        CREATE TABLE site (
          -- A place of an enterprise. The one without a name is implicit: the first named site takes it over.
          id INTEGER PRIMARY KEY CHECK (id <> enterprise),
          enterprise INTEGER NOT NULL REFERENCES enterprise (id),
          name TEXT CHECK (name <> ''),
          district TEXT NOT NULL CHECK (district <> ''),
          subdistrict TEXT,
          address TEXT,
          FOREIGN KEY (enterprise, id) REFERENCES subject (enterprise, id)
        ) STRICT;
        CREATE UNIQUE INDEX siteName ON site (enterprise, ifnull(name, ''));

        CREATE TABLE siteSector (
          -- The sectors that a site belongs to.
          site INTEGER NOT NULL REFERENCES site (id),
          sector TEXT NOT NULL CHECK (sector <> ''),
          PRIMARY KEY (site, sector)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX siteSectorBySector ON siteSector (sector, site);

        CREATE TABLE contact (
          -- Whom to tell. Personal data: kept apart, and out of the audit chain.
          subject INTEGER NOT NULL REFERENCES subject (id),
          role TEXT NOT NULL CHECK (role <> ''),
          email TEXT CHECK (email <> ''),
          webhook TEXT CHECK (webhook <> ''),
          PRIMARY KEY (subject, role),
          CHECK (email IS NOT NULL OR webhook IS NOT NULL)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE certificate (
          -- A certificate of an enterprise, or of one of its sites. The states are those of Common's lifecycle.
          id INTEGER PRIMARY KEY,
          enterprise INTEGER NOT NULL REFERENCES enterprise (id),
          site INTEGER CHECK (site <> enterprise), -- NULL: of the whole enterprise
          grade TEXT NOT NULL CHECK (grade <> ''),
          number TEXT CHECK (number <> ''),
          certifiedOn TEXT NOT NULL CHECK (certifiedOn IS date(certifiedOn, '+0 days')),
          expiresOn TEXT CHECK (expiresOn IS date(expiresOn, '+0 days') AND expiresOn > certifiedOn),
          state TEXT NOT NULL CHECK (state <> ''),
          FOREIGN KEY (enterprise, site) REFERENCES subject (enterprise, id)
        ) STRICT;
        CREATE UNIQUE INDEX certificateOfDay ON certificate (enterprise, ifnull(site, 0), certifiedOn);
        CREATE INDEX certificateInForce ON certificate (enterprise, certifiedOn) WHERE state = 'valid';

        CREATE VIEW coreFact ("subject", "enterprise.subject", "enterprise.name", "enterprise.credit_code",
            "enterprise.scale", "enterprise.industry", "enterprise.district", "enterprise.employees",
            "enterprise.grade", "enterprise.certified_on", "enterprise.expires_on", "site.name", "site.district") AS
          -- The facts that every bundle can read, a row per subject. The certificate is the enterprise's newest
          -- valid one.
          SELECT subject.id, enterprise.id, enterprise.name, enterprise.creditCode,
            enterprise.scale, enterprise.industry, enterprise.district, enterprise.employees,
            certificate.grade, certificate.certifiedOn, certificate.expiresOn, site.name, site.district
          FROM subject
          JOIN enterprise ON enterprise.id = subject.enterprise
          LEFT JOIN site ON site.id = subject.id
          LEFT JOIN certificate ON certificate.id = (
            SELECT newest.id FROM certificate AS newest
            WHERE newest.enterprise = enterprise.id AND newest.state = 'valid'
            ORDER BY newest.certifiedOn DESC, newest.id DESC LIMIT 1);
        """
}
