package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.dialect.SnapshotSql;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.TableRange;

/** One exported snapshot, many COPYs. */
final class PostgresSnapshotSql implements SnapshotSql {
    @Override
    public String exportView() {
        return """
                SELECT pg_export_snapshot(), pg_current_snapshot()::text, clock_timestamp(),
                       'PostgreSQL ' || current_setting('server_version')
                """;
    }

    @Override
    public String joinView(String view) {
        return "SET TRANSACTION SNAPSHOT " + literal(view);
    }

    /** Within a transaction statistics are read once and then kept. */
    @Override
    public String forgetStatistics() {
        return "SELECT pg_stat_clear_snapshot()";
    }

    @Override
    public String countTransactions() {
        return """
                SELECT xact_commit + xact_rollback
                FROM pg_stat_database
                WHERE datname = current_database()
                """;
    }

    @Override
    public String relations() {
        return """
                WITH RECURSIVE piece AS (
                  SELECT c.oid AS root, c.oid, c.relkind
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE c.relkind IN ('r', 'p')
                    AND NOT c.relispartition
                    AND n.nspname NOT IN ('information_schema', 'tillback')
                    AND n.nspname !~ '^pg_'
                  UNION ALL
                  SELECT piece.root, c.oid, c.relkind
                  FROM piece
                  JOIN pg_inherits i ON i.inhparent = piece.oid AND piece.relkind = 'p' AND NOT i.inhdetachpending
                  JOIN pg_class c ON c.oid = i.inhrelid)
                SELECT tn.nspname, t.relname, n.nspname, c.relname,
                       COALESCE(pg_relation_size(c.oid) / current_setting('block_size')::bigint, 0),
                       COALESCE(pg_table_size(c.oid), 0),
                       GREATEST(c.reltuples, 0)::bigint,
                       c.oid || '/' || c.relfilenode
                FROM piece
                JOIN pg_class c ON c.oid = piece.oid AND c.relkind = 'r'
                JOIN pg_namespace n ON n.oid = c.relnamespace
                JOIN pg_class t ON t.oid = piece.root
                JOIN pg_namespace tn ON tn.oid = t.relnamespace
                ORDER BY t.oid, c.oid
                """;
    }

    /** Locks last until the end of the transaction, or until it goes back to before they were taken. */
    @Override
    public String hold(TableId relation) {
        return "SAVEPOINT held; LOCK TABLE ONLY " + quote(relation) + " IN ACCESS SHARE MODE";
    }

    @Override
    public String letGo() {
        return "ROLLBACK TO SAVEPOINT held; RELEASE SAVEPOINT held";
    }

    /**
     * A view does not keep rows from TRUNCATE and from rewrites: both give the table another file, in which the view sees
     * nothing. The functions here answer as of now, the columns of {@code pg_class} and {@code pg_attribute} as of the view.
     */
    @Override
    public String incarnation(TableId relation) {
        return """
                SELECT c.oid || '/' || pg_relation_filenode(c.oid),
                       (SELECT count(*)
                        FROM pg_attribute a
                        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                          AND (pg_identify_object_as_address('pg_class'::regclass, c.oid, a.attnum)).object_names[3]
                            IS DISTINCT FROM a.attname)
                FROM pg_class c
                WHERE c.oid = %s::regclass
                """.formatted(literal(quote(relation)));
    }

    @Override
    public String copyOut(TableShape table, TableRange range) {
        String columns = list(table.storedColumns(), column -> quote(column.name()));
        return copyOut("""
                SELECT %s
                FROM ONLY %s
                WHERE ctid >= '(%d,0)'::tid%s""".formatted(
                        columns,
                        quote(range.relation()),
                        range.fromBlock(),
                        range.untilBlock().isPresent()
                                ? " AND ctid < '(%d,0)'::tid"
                                        .formatted(range.untilBlock().getAsLong())
                                : ""));
    }

    /** The first line names the columns. */
    static String copyOutNamed(String query) {
        return "COPY (\n%s\n) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')\n".formatted(query.strip());
    }

    static String copyOut(String query) {
        return "COPY (\n%s\n) TO STDOUT (FORMAT csv, ENCODING 'UTF8')\n".formatted(query.strip());
    }
}
