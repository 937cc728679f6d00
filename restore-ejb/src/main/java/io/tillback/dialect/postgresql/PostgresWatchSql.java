package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.dialect.WatchSql;
import io.tillback.model.Companion;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.stream.Collectors;

/** Finds new records by where they lie: segments are written to at their ends. */
final class PostgresWatchSql implements WatchSql {
    /** The database makes room for some blocks at once when many write, and fills them afterwards. */
    private static final int BLOCKS_MADE_AHEAD = 64;

    private static final String CHANGED = "count(*) FILTER (WHERE r.%1$s IN ('U', 'D', 'T'))";

    /** A row that takes another key is changed, goes and comes. */
    private static final String INSERTED =
            "count(*) FILTER (WHERE r.%1$s = 'I') - count(*) FILTER (WHERE r.%1$s = 'M')";

    /** A segment {@code s} that is written to, with its blocks. */
    private static final String OPEN = """
            FROM tillback.journal_segment s
            CROSS JOIN LATERAL (
              SELECT pg_relation_size(to_regclass(format('tillback.journal_%s_%s', s.companion, s.number)))
                / current_setting('block_size')::bigint AS blocks) now
            """;

    @Override
    public String measure() {
        return "SELECT s.companion, s.number, now.blocks\n" + OPEN + """
                LEFT JOIN LATERAL (
                  SELECT l.blocks
                  FROM tillback.alert_looked l
                  WHERE l.companion = s.companion AND l.segment = s.number
                  ORDER BY l.look DESC
                  LIMIT 1) noted ON TRUE
                WHERE s.companion > 0 AND s.newest IS NULL AND now.blocks IS NOT NULL
                  AND now.blocks IS DISTINCT FROM noted.blocks
                """;
    }

    /**
     * A segment that was shortened since, because a transaction was rolled back, was filled again from there on. One that has
     * as many blocks as before may have more records in the last ones.
     */
    @Override
    public String findGrown() {
        return "SELECT s.companion, s.number, GREATEST(LEAST(COALESCE(known.blocks, 0), now.blocks) - %d, 0)\n"
                        .formatted(BLOCKS_MADE_AHEAD + 1)
                + OPEN + """
                CROSS JOIN LATERAL (
                  SELECT max(l.look) AS look
                  FROM tillback.alert_looked l
                  WHERE l.companion = s.companion AND l.segment = s.number AND l.look <= ?) since
                CROSS JOIN LATERAL (
                  SELECT min(l.blocks) AS blocks
                  FROM tillback.alert_looked l
                  WHERE l.companion = s.companion AND l.segment = s.number AND l.look >= since.look) known
                WHERE s.companion > 0 AND (s.newest IS NULL OR NOT s.searched)
                  AND now.blocks > 0
                ORDER BY s.companion, s.number
                """;
    }

    @Override
    public String survey(Companion companion, List<Piece> pieces) {
        return """
                SELECT g.segment, g.records, COALESCE((g.last::text::point)[0]::bigint, 0), g.rare
                FROM (VALUES (?::text::pg_snapshot, ?::text::pg_snapshot)) cut (before, now)
                CROSS JOIN LATERAL (
                  %s) g
                """.formatted(pieces.stream()
                .map(piece -> survey(companion, piece))
                .collect(Collectors.joining("\n  UNION ALL\n  ")));
    }

    private static String survey(Companion companion, Piece piece) {
        RecordColumns own = RecordColumns.of(companion.table());
        return """
                SELECT %1$d AS segment, count(*) AS records, max(s.ctid) AS last,
                    concat(
                      CASE WHEN bool_or(s.%2$s = 'D') THEN 'D' END,
                      CASE WHEN bool_or(s.%2$s = 'T') THEN 'T' END,
                      CASE WHEN bool_or(s.%2$s = 'M') THEN 'M' END) AS rare
                  FROM ONLY %3$s s
                  WHERE s.ctid >= '(%4$d,0)'::tid
                    AND %5$s
                    AND %6$s""".formatted(
                        piece.segment(),
                        own.operation(),
                        RecordColumns.segmentOf(companion, piece.segment()),
                        piece.from(),
                        isNew("cut.before", own),
                        sees("cut.now", own));
    }

    /** Most are told by one comparison. */
    static String isNew(String before, RecordColumns own) {
        return "(s.%1$s >= pg_snapshot_xmax(%2$s) OR NOT pg_visible_in_snapshot(s.%1$s, %2$s))"
                .formatted(own.transaction(), before);
    }

    static String sees(String now, RecordColumns own) {
        return "(s.%1$s < pg_snapshot_xmin(%2$s) OR pg_visible_in_snapshot(s.%1$s, %2$s))"
                .formatted(own.transaction(), now);
    }

    /** Few transactions have many records: only of these all is counted. */
    @Override
    public String findLarge(Companion companion, List<Piece> pieces) {
        RecordColumns own = RecordColumns.of(companion.table());
        String isSeen = isNew("cut.before", own) + " AND " + sees("cut.now", own);
        return """
                WITH cut AS (
                  SELECT ?::text::pg_snapshot AS before, ?::text::pg_snapshot AS now),
                many AS (
                  SELECT r.transaction
                  FROM (
                    %1$s) r
                  GROUP BY r.transaction
                  HAVING count(*) > ?::bigint)
                SELECT c.transaction::text, c.large, c.updated
                FROM (
                  SELECT r.transaction, count(*) FILTER (WHERE r.operation = 'U') AS updated,
                    %3$s + %4$s > ?::bigint
                      OR (%3$s > ?::bigint
                        AND %3$s > ?::integer / 100.0 * (
                          %5$s)) AS large
                  FROM (
                    %2$s) r
                  WHERE r.transaction IN (SELECT m.transaction FROM many m)
                  GROUP BY r.transaction) c
                WHERE c.large OR c.updated >= ?::bigint
                ORDER BY c.transaction
                """.formatted(
                        records(companion, pieces, "", " AND " + isSeen),
                        records(companion, pieces, ", s.%s AS operation".formatted(own.operation()), ""),
                        CHANGED.formatted("operation"),
                        INSERTED.formatted("operation"),
                        rowsOf(companion.table()));
    }

    @Override
    public String findRare(Companion companion, List<Piece> pieces) {
        RecordColumns own = RecordColumns.of(companion.table());
        return """
                WITH cut AS (
                  SELECT ?::text::pg_snapshot AS before, ?::text::pg_snapshot AS now)
                SELECT r.operation::text, r.transaction::text, count(*)
                FROM (
                  %s) r
                GROUP BY r.operation, r.transaction
                ORDER BY r.transaction
                """.formatted(records(
                companion,
                pieces,
                ", s.%s AS operation".formatted(own.operation()),
                " AND s.%s IN ('D', 'T', 'M') AND %s AND %s"
                        .formatted(own.operation(), isNew("cut.before", own), sees("cut.now", own))));
    }

    private static String records(Companion companion, List<Piece> pieces, String more, String where) {
        String transaction = RecordColumns.of(companion.table()).transaction();
        return pieces.stream()
                .map(piece -> "SELECT s.%s AS transaction%s FROM ONLY %s s%s WHERE s.ctid >= '(%d,0)'::tid%s"
                        .formatted(
                                transaction,
                                more,
                                RecordColumns.segmentOf(companion, piece.segment()),
                                where.isEmpty() ? "" : ", cut",
                                piece.from(),
                                where))
                .collect(Collectors.joining("\n    UNION ALL\n    "));
    }

    @Override
    public String describe(Companion companion) {
        RecordColumns own = RecordColumns.of(companion.table());
        return """
                SELECT r.changed, r.inserted, r.began, GREATEST(r.changed, (
                  %1$s)), w.*
                FROM (
                  SELECT %2$s AS changed, %3$s AS inserted, min(r.%4$s) AS began, r.%5$s, min(r.%6$s) AS %6$s
                  FROM %7$s r
                  WHERE r.%5$s = ?::text::xid8
                  GROUP BY r.%5$s) r
                %8$s
                """.formatted(
                        rowsOf(companion.table()),
                        CHANGED.formatted(own.operation()),
                        INSERTED.formatted(own.operation()),
                        own.time(),
                        own.transaction(),
                        own.backend(),
                        RecordColumns.tableOf(companion),
                        PostgresLifeSql.who(own));
    }

    /** What the database believes: counting them would take as long as the table is large. */
    private static String rowsOf(TableShape table) {
        return """
                SELECT COALESCE(
                  GREATEST(sum(GREATEST(c.reltuples, 0)::float8), sum(pg_stat_get_live_tuples(c.oid)))::bigint, 0)
                FROM pg_class c
                WHERE c.relkind <> 'p' AND (c.oid = %1$s OR c.oid IN (SELECT relid FROM pg_partition_tree(%1$s)))""".formatted("to_regclass(" + literal(quote(table.id())) + ")");
    }
}
