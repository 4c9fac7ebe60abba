extension Schema {
    /// Migration 2: the registers that expressions read, beside `assessments`. `RuleEngine.Registers` declares their
    /// columns; an enterprise sees its sites' rows too.
    static let registers = """
        CREATE INDEX certificateOfSite ON certificate (site) WHERE site IS NOT NULL;
        CREATE VIEW certificates (subject, id, number, grade, state, certified_on, expires_on) AS
          SELECT enterprise, id, number, grade, state, certifiedOn, expiresOn FROM certificate
          UNION ALL
          SELECT site, id, number, grade, state, certifiedOn, expiresOn FROM certificate WHERE site IS NOT NULL;

        CREATE VIEW sites (subject, id, name, district, subdistrict, address) AS
          -- The implicit site has no name.
          SELECT enterprise, id, name, district, subdistrict, address FROM site;

        CREATE VIEW verdicts (subject, id, rule, bundle, effect, "row", hit) AS
          -- Of the bundles in force. NULL is undetermined; what does not apply bars nobody. An empty row is the subject as
          -- a whole.
          SELECT subject, subject || '/' || bundle || '/' || rule || '/' || rowKey, rule, bundle, effect, rowKey,
            CASE verdict WHEN 'triggered' THEN 1 WHEN 'undetermined' THEN NULL ELSE 0 END
          FROM verdict
          WHERE EXISTS (SELECT 1 FROM activeBundle WHERE activeBundle.bundle = verdict.bundle)
          UNION ALL
          SELECT subject.enterprise, subject.id || '/' || bundle || '/' || rule || '/' || rowKey, rule, bundle, effect,
            rowKey, CASE verdict WHEN 'triggered' THEN 1 WHEN 'undetermined' THEN NULL ELSE 0 END
          FROM subject JOIN verdict ON verdict.subject = subject.id
          WHERE subject.kind = 'site'
            AND EXISTS (SELECT 1 FROM activeBundle WHERE activeBundle.bundle = verdict.bundle);
        """
}
