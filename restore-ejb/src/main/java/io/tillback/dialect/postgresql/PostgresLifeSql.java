package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.all;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.names;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.dialect.LifeSql;
import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.Segment;
import io.tillback.model.TableShape;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads records by key. What they say of a state is {@link PastRows}' to tell. */
final class PostgresLifeSql implements LifeSql {
    private static final String REMOVING = "('D', 'T', 'M')";

    @Override
    public String presence(TableShape table) {
        return """
                WITH %s
                SELECT %s, %s
                FROM asked a
                LEFT JOIN %s ON %s
                """.formatted(asked(table), printedKey(table, "a"), present(table), live(table), here(table));
    }

    /**
     * Counted backwards from now, transaction by transaction: the newest one before which the row was there removed it. One
     * that made the row and removed it itself has not.
     */
    @Override
    public String removals(Companion companion) {
        TableShape table = companion.table();
        RecordColumns own = RecordColumns.of(table);
        Identity identity = Identity.of(table);
        String there = RecordColumns.free(table, "there");
        String gone = RecordColumns.free(table, "gone");
        String since = RecordColumns.free(table, "since");
        return """
                WITH %1$s,
                state AS (
                  SELECT a.*, %2$s AS %3$s
                  FROM asked a
                  LEFT JOIN %4$s ON %5$s),
                done AS (
                  SELECT %6$s, r.%7$s, min(r.%18$s) AS %18$s, min(r.%8$s) AS %8$s,
                         max(r.%9$s) FILTER (WHERE r.%10$s IN %11$s) AS %9$s,
                         (array_agg(r.%10$s ORDER BY r.%8$s DESC) FILTER (WHERE r.%10$s IN %11$s))[1] AS %10$s,
                         count(*) FILTER (WHERE r.%10$s IN %11$s) - count(*) FILTER (WHERE r.%10$s = 'I') AS %12$s
                  FROM %13$s r
                  JOIN asked a ON %14$s
                  GROUP BY %6$s, r.%7$s),
                counted AS (
                  SELECT r.*, sum(r.%12$s) OVER (PARTITION BY %6$s ORDER BY r.%8$s DESC) AS %15$s
                  FROM done r),
                removed AS (
                  SELECT DISTINCT ON (%6$s) r.*
                  FROM counted r
                  WHERE r.%12$s > 0 AND r.%15$s = 1
                  ORDER BY %6$s, r.%8$s DESC)
                SELECT %16$s, s.%3$s, r.%7$s::text, r.%10$s::text, r.%9$s, r.%8$s::text, w.*
                FROM state s
                LEFT JOIN removed r ON NOT s.%3$s AND %17$s
                %19$s
                """.formatted(
                        asked(table),
                        present(table),
                        there,
                        live(table),
                        here(table),
                        list(table.key(), name -> "r." + quote(name)),
                        own.transaction(),
                        own.position(),
                        own.time(),
                        own.operation(),
                        REMOVING,
                        gone,
                        RecordColumns.tableOf(companion),
                        identity.same("r", "a"),
                        since,
                        printedKey(table, "s"),
                        identity.same("r", "s"),
                        own.backend(),
                        who(own));
    }

    @Override
    public String findEarliest() {
        return """
                WITH removal AS (
                  SELECT id::xid8, position::pg_lsn
                  FROM unnest(?::text[], ?::text[]) r (id, position)),
                before AS (
                  SELECT m.number
                  FROM tillback.moment m
                  WHERE NOT EXISTS (SELECT FROM removal r WHERE pg_visible_in_snapshot(r.id, m.cut))
                  ORDER BY m.number DESC
                  LIMIT 1),
                after AS (
                  SELECT m.cut
                  FROM tillback.moment m
                  JOIN before b ON m.number > b.number
                  ORDER BY m.number
                  LIMIT 1)
                SELECT r.id::text
                FROM removal r
                CROSS JOIN before
                LEFT JOIN after a ON TRUE
                WHERE a.cut IS NULL OR pg_visible_in_snapshot(r.id, a.cut)
                ORDER BY r.position
                LIMIT 1
                """;
    }

    @Override
    public String findMissing(Companion companion, PastState state) {
        TableShape table = companion.table();
        return """
                WITH %s,
                past (%s) AS (
                %s)
                SELECT %s
                FROM asked a
                WHERE NOT EXISTS (SELECT FROM past p WHERE %s)
                """.formatted(
                        asked(table),
                        list(table.storedColumns(), column -> quote(column.name())),
                        new PastRows(companion, state).rowsOf("asked"),
                        printedKey(table, "a"),
                        Identity.of(table).same("a", "p"));
    }

    @Override
    public String changes(Companion companion) {
        TableShape table = companion.table();
        RecordColumns own = RecordColumns.of(table);
        return """
                SELECT r.%1$s::text, r.%2$s::text, r.%3$s, r.%4$s::text,
                       CASE WHEN r.%4$s IN ('U', 'D', 'T') THEN ARRAY[%5$s]::text[] END, w.*
                FROM %6$s r
                %8$s
                WHERE %7$s AND r.%1$s < ?::text::pg_lsn
                ORDER BY r.%1$s DESC
                LIMIT ?
                """.formatted(
                own.position(),
                own.transaction(),
                own.time(),
                own.operation(),
                list(table.storedColumns(), column -> "left(r." + quote(column.name()) + "::text, 201)"),
                RecordColumns.tableOf(companion),
                all(table.keyColumns(), column -> Sql.equal(column, "r." + quote(column.name()), bound(column))),
                who(own));
    }

    static String who(RecordColumns own) {
        return WhoRecorder.find("r." + own.backend(), "r." + own.transaction());
    }

    @Override
    public String findUnindexed() {
        return """
                SELECT s.companion, s.number
                FROM tillback.journal_segment s
                WHERE s.newest IS NOT NULL
                  AND s.companion <> 0
                  AND to_regclass('tillback.journal_' || s.companion || '_' || s.number) IS NOT NULL
                  AND (to_regclass('tillback.journal_' || s.companion || '_' || s.number || '_key') IS NULL
                    OR to_regclass('tillback.journal_' || s.companion || '_' || s.number || '_by') IS NULL
                    OR to_regclass('tillback.journal_' || s.companion || '_' || s.number || '_who') IS NULL)
                ORDER BY s.companion, s.number
                """;
    }

    /** The position lets a page of a row's records be read without the others. */
    @Override
    public String index(Companion companion, Segment settled) {
        RecordColumns own = RecordColumns.of(companion.table());
        return """
                CREATE INDEX IF NOT EXISTS journal_%1$d_%2$d_key ON %3$s (%4$s, %5$s);
                CREATE INDEX IF NOT EXISTS journal_%1$d_%2$d_by ON %3$s (%6$s);
                CREATE INDEX IF NOT EXISTS journal_%1$d_%2$d_who ON %3$s (%7$s, %6$s)
                """.formatted(
                        companion.number(),
                        settled.number(),
                        RecordColumns.segmentOf(companion, settled.number()),
                        names(companion.table().key()),
                        own.position(),
                        own.transaction(),
                        own.backend());
    }

    /** The keys as values of their columns' types, each once. */
    private static String asked(TableShape table) {
        int width = table.key().size();
        String values = IntStream.range(0, width)
                .mapToObj(i -> "u.k%d::%s AS %s"
                        .formatted(
                                i + 1,
                                table.keyColumns().get(i).values().type(),
                                quote(table.key().get(i))))
                .collect(Collectors.joining(", "));
        String arrays = IntStream.range(0, width).mapToObj(i -> "?::text[]").collect(Collectors.joining(", "));
        return "asked AS (SELECT DISTINCT %s FROM unnest(%s) u (%s))"
                .formatted(values, arrays, Sql.plannedKeys(width, ""));
    }

    private static String bound(Column column) {
        return "?::text::" + column.values().type();
    }

    private static String live(TableShape table) {
        return Identity.of(table).live("l");
    }

    private static String here(TableShape table) {
        return Identity.of(table).same("a", "l");
    }

    private static String present(TableShape table) {
        return Identity.of(table).present("l");
    }

    /** {@code concat} prints values as COPY does, which is how a snapshot's index knows them. */
    private static String printedKey(TableShape table, String alias) {
        return "ARRAY[%s]".formatted(list(table.key(), name -> "concat(" + alias + "." + quote(name) + ")"));
    }
}
