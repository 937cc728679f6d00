package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.dialect.SnapshotSql;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.TableRange;
import java.util.List;

/** One exported snapshot, many COPYs. */
final class PostgresSnapshotSql implements SnapshotSql {
    /** LOCK takes no snapshot of its own: what commits before the locks are held is seen, TRUNCATE included. */
    @Override
    public String shareTables(List<TableId> tables) {
        return "LOCK TABLE " + list(tables, Sql::quote) + " IN ACCESS SHARE MODE";
    }

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
                  SELECT c.oid, c.relkind
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = ? AND c.relname = ?
                  UNION ALL
                  SELECT c.oid, c.relkind
                  FROM piece
                  JOIN pg_inherits i ON i.inhparent = piece.oid AND piece.relkind = 'p'
                  JOIN pg_class c ON c.oid = i.inhrelid)
                SELECT n.nspname, c.relname,
                       pg_relation_size(c.oid) / current_setting('block_size')::bigint,
                       pg_table_size(c.oid),
                       GREATEST(c.reltuples, 0)::bigint
                FROM piece
                JOIN pg_class c ON c.oid = piece.oid AND c.relkind = 'r'
                JOIN pg_namespace n ON n.oid = c.relnamespace
                ORDER BY c.oid
                """;
    }

    @Override
    public String copyOut(TableShape table, TableRange range) {
        String columns = list(table.storedColumns(), column -> quote(column.name()));
        return """
                COPY (
                  SELECT %s
                  FROM ONLY %s
                  WHERE ctid >= '(%d,0)'::tid%s
                ) TO STDOUT (FORMAT csv, ENCODING 'UTF8')
                """.formatted(
                        columns,
                        quote(range.relation()),
                        range.fromBlock(),
                        range.untilBlock().isPresent()
                                ? " AND ctid < '(%d,0)'::tid"
                                        .formatted(range.untilBlock().getAsLong())
                                : "");
    }
}
