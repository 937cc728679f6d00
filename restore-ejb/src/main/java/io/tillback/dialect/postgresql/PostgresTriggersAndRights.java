package io.tillback.dialect.postgresql;

/** What reacts to a restore's statements, and what the role lacks to write and to silence it. */
final class PostgresTriggersAndRights {
    /**
     * Tillback's own triggers are not the store's: a restore is recorded like any other change. Partitions have triggers
     * of their own, and copies of their parent's, which are altered along with it and put back one by one. Rules would
     * turn our statements into others.
     */
    private static final String REACTIONS = """
            WITH RECURSIVE piece AS (
              SELECT p.oid, p.relkind, p.relispartition, format('%I.%I', pn.nspname, p.relname) AS name
              FROM pg_class p
              JOIN pg_namespace pn ON pn.oid = p.relnamespace
              WHERE pn.nspname = ? AND p.relname = ?
              UNION ALL
              SELECT p.oid, p.relkind, p.relispartition, format('%I.%I', pn.nspname, p.relname)
              FROM piece
              JOIN pg_inherits i ON i.inhparent = piece.oid AND piece.relkind = 'p'
              JOIN pg_class p ON p.oid = i.inhrelid
              JOIN pg_namespace pn ON pn.oid = p.relnamespace),
            reaction AS (
              SELECT t.tgrelid AS relation, 'TRIGGER' AS kind, t.tgname AS name, t.tgenabled AS enabled
              FROM pg_trigger t
              WHERE NOT t.tgisinternal AND t.tgname !~ '^!?tillback_'
              UNION ALL
              SELECT r.ev_class, 'RULE', r.rulename, r.ev_enabled
              FROM pg_rewrite r
              WHERE r.ev_type IN ('2', '3', '4'))
            """;

    private PostgresTriggersAndRights() {}

    static String storeTriggers() {
        return REACTIONS + """
                SELECT format('ALTER TABLE %s DISABLE %s %I', piece.name, r.kind, r.name),
                       format('ALTER TABLE %s ENABLE %s%s %I', piece.name,
                         CASE r.enabled WHEN 'A' THEN 'ALWAYS ' WHEN 'R' THEN 'REPLICA ' ELSE '' END, r.kind, r.name)
                FROM piece
                JOIN reaction r ON r.relation = piece.oid AND r.enabled <> 'D'
                ORDER BY piece.relispartition, piece.relkind = 'r', piece.oid, r.kind, r.name
                """;
    }

    static String missingRights() {
        return """
                SELECT format('%s on %s.%s', need.right, n.nspname, c.relname),
                       format('GRANT %s ON %I.%I TO %I', need.right, n.nspname, c.relname, current_user)
                FROM string_to_array(?, ',') AS needed(rights)
                CROSS JOIN LATERAL unnest(needed.rights) AS need("right")
                JOIN pg_class c ON NOT has_table_privilege(c.oid, need.right)
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?
                """;
    }

    static String missingSequenceRights() {
        return """
                SELECT format('UPDATE on sequence %s.%s', n.nspname, c.relname),
                       format('GRANT SELECT, UPDATE ON SEQUENCE %I.%I TO %I', n.nspname, c.relname, current_user)
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?
                  AND NOT (has_sequence_privilege(c.oid, 'SELECT') AND has_sequence_privilege(c.oid, 'UPDATE'))
                """;
    }

    static String missingOwners() {
        return REACTIONS + """
                SELECT DISTINCT format('ownership of %s, to silence its triggers and rules', piece.name),
                       format('GRANT %I TO %I', pg_get_userbyid(c.relowner), current_user)
                FROM piece
                JOIN pg_class c ON c.oid = piece.oid
                JOIN reaction r ON r.relation = piece.oid AND r.enabled <> 'D'
                WHERE NOT pg_has_role(c.relowner, 'USAGE')
                """;
    }
}
