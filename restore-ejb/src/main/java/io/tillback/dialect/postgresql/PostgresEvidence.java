package io.tillback.dialect.postgresql;

/**
 * What recording depends on, as text that is compared from beat to beat.
 *
 * <p>The system's own row numbers ({@code xmin}) of triggers, functions and columns are new whenever one is altered, so that
 * what was put right again is seen too. Those of {@code pg_class} change without cause.
 */
final class PostgresEvidence {
    /** They run statements within statements, on whatever table. */
    static final String STORE_TRIGGERS = """
            SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE NOT t.tgisinternal AND p.pronamespace <> 'tillback'::regnamespace""";

    /** How column {@code a} of a recorded table is built: differs once it was altered. */
    static final String COLUMN = "format('%s %s %s %s', a.attrelid, a.attnum, a.atttypid, a.xmin)";

    private PostgresEvidence() {}

    /** @param companions their numbers: a regular expression */
    static String of(String companions) {
        return """
                WITH run AS (
                  SELECT p.oid, p.xmin, substring(p.proname, '^record_([0-9]+)_')::integer AS number
                  FROM pg_proc p
                  WHERE p.pronamespace = 'tillback'::regnamespace AND p.proname ~ '^record_@_'),
                fired AS (
                  SELECT run.number, t.tgrelid AS relation, format('%s %s %s', t.oid, t.xmin, t.tgenabled) AS trigger
                  FROM pg_trigger t
                  JOIN run ON run.oid = t.tgfoid),
                recorded AS (SELECT DISTINCT number, relation FROM fired),
                companion AS (
                  SELECT j.number, c.oid
                  FROM (SELECT DISTINCT number FROM recorded) j
                  JOIN pg_class c ON c.relnamespace = 'tillback'::regnamespace AND c.relname = 'journal_' || j.number),
                detail AS (
                  SELECT number, 'triggers' AS part, trigger AS text
                  FROM fired
                  UNION ALL
                  SELECT number, 'functions', format('%s %s', oid, xmin)
                  FROM run
                  UNION ALL
                  SELECT number, 'triggers of the store', 'some'
                  FROM recorded
                  WHERE EXISTS (!)
                    AND NOT EXISTS (
                      SELECT FROM pg_proc p
                      WHERE p.pronamespace = 'tillback'::regnamespace
                        AND p.proname = 'record_' || recorded.number || '_begin')
                  UNION ALL
                  SELECT r.number, 'tables', format('%s %s %s', c.oid, c.relnamespace, c.relname)
                  FROM recorded r JOIN pg_class c ON c.oid = r.relation
                  UNION ALL
                  SELECT r.number, 'partitions', format('%s in %s %s', i.inhrelid, i.inhparent, i.xmin)
                  FROM recorded r JOIN pg_inherits i ON i.inhrelid = r.relation
                  UNION ALL
                  SELECT r.number, 'partitions', format('%s of %s %s', i.inhparent, i.inhrelid, i.xmin)
                  FROM recorded r JOIN pg_inherits i ON i.inhparent = r.relation
                  UNION ALL
                  SELECT r.number, 'columns', #
                  FROM recorded r JOIN pg_attribute a ON a.attrelid = r.relation AND a.attnum > 0
                  UNION ALL
                  SELECT r.number, 'keys', format('%s %s', x.indexrelid, x.indisvalid)
                  FROM recorded r JOIN pg_index x ON x.indrelid = r.relation AND x.indisunique
                  WHERE x.indisprimary
                    OR NOT EXISTS (SELECT FROM pg_index k WHERE k.indrelid = r.relation AND k.indisprimary)
                  UNION ALL
                  SELECT c.number, 'companion', format('%s %s %s', c.oid, a.attnum, a.xmin)
                  FROM companion c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                  UNION ALL
                  SELECT c.number, 'records', format('%s %s', s.oid, s.relfilenode)
                  FROM companion c
                  JOIN pg_inherits i ON i.inhparent = c.oid
                  JOIN pg_class s ON s.oid = i.inhrelid),
                part AS (
                  SELECT number, part, string_agg(text, ',' ORDER BY text COLLATE "C") AS texts
                  FROM detail
                  GROUP BY number, part)
                SELECT number, jsonb_object_agg(part, texts)::text
                FROM part
                GROUP BY number
                """.replace("@", companions).replace("!", STORE_TRIGGERS).replace("#", COLUMN);
    }
}
