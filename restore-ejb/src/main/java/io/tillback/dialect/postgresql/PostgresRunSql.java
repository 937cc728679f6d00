package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.PostgresValueSql.digest;
import static io.tillback.dialect.postgresql.PostgresValueSql.each;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.dialect.ValueSql.Facet;
import io.tillback.dialect.ValueSql.Stretch;
import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.stream.Collectors;

/** Finds how long columns took one value, one write after the other. */
final class PostgresRunSql {
    /** What is stored in more bytes is not unpacked, and counts as not written. */
    private static final int LARGE = 2_000;

    private final Companion companion;
    private final TableShape table;
    private final RecordColumns own;
    private final List<Column> columns;

    PostgresRunSql(Companion companion, List<Column> columns) {
        this.companion = companion;
        this.table = companion.table();
        this.own = RecordColumns.of(table);
        this.columns = columns;
    }

    /**
     * What all transactions in some stretches did to a row is one write, of the last one of them: what it holds now beside what
     * the first one found.
     */
    String find(List<Stretch> stretches, SellerRoute route) {
        return """
                WITH cut AS (
                  SELECT ?::text::pg_snapshot AS before, ?::text::pg_snapshot AS now, ?::text[]::xid8[] AS restores),
                recorded AS (
                  %1$s),
                changed AS (
                  SELECT DISTINCT ON (%2$s) r.*, last_value(r.transaction) OVER of_row AS writer,
                         last_value(r.place) OVER of_row AS written_at, bool_or(r.restored) OVER of_row AS touched
                  FROM recorded r
                  WINDOW of_row AS (
                    PARTITION BY %2$s ORDER BY r.place, r.imaged DESC
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
                  ORDER BY %2$s, r.place, r.imaged DESC),
                owned AS MATERIALIZED (
                  SELECT c.imaged, c.writer, c.written_at, (%3$s COLLATE "C") AS seller%4$s
                  FROM changed c
                  JOIN %5$s ON %6$s
                  WHERE NOT c.touched),
                written AS (
                  SELECT o.writer, o.written_at, o.seller, v.number, v.after AS value
                  FROM owned o
                  CROSS JOIN LATERAL (VALUES %7$s) v (number, before, after, fits)
                  WHERE v.fits AND (NOT o.imaged OR v.before IS DISTINCT FROM v.after)),
                turning AS (
                  SELECT w.*, CASE WHEN row_number() OVER following > 1 AND lag(w.value) OVER following IS NOT DISTINCT FROM w.value
                           THEN 0 ELSE 1 END AS turn
                  FROM written w
                  WINDOW following AS (PARTITION BY w.number ORDER BY w.written_at, w.value)),
                placed AS (
                  SELECT t.*, sum(t.turn) OVER (PARTITION BY t.number ORDER BY t.written_at, t.value
                                                ROWS UNBOUNDED PRECEDING) AS streak
                  FROM turning t),
                streaks AS (
                  SELECT s.number, s.streak, s.transactions, max(s.streak) OVER of_column AS streaks,
                         max(s.transactions) OVER of_column AS longest, sum(s.transactions) OVER of_column AS total
                  FROM (
                    SELECT p.number, p.streak, count(DISTINCT p.writer) AS transactions
                    FROM placed p
                    GROUP BY p.number, p.streak) s
                  WINDOW of_column AS (PARTITION BY s.number))
                SELECT s.number, s.streak = 1, s.streaks, s.longest, s.total, s.transactions, count(*),
                       left(min(p.value), %8$d), encode(%9$s, 'hex'),
                       (array_agg(p.writer::text ORDER BY p.written_at))[1],
                       (array_agg(DISTINCT hashtextextended(p.seller, 0)) FILTER (WHERE p.seller IS NOT NULL))[:?::integer]
                FROM streaks s
                JOIN placed p ON p.number = s.number AND p.streak = s.streak
                WHERE s.streak = 1 OR s.streak = s.streaks
                GROUP BY s.number, s.streak, s.streaks, s.longest, s.total, s.transactions
                ORDER BY s.number, s.streak
                """.formatted(
                        recorded(stretches),
                        keys("r."),
                        PostgresSellerSql.lead(route, column -> "l." + quote(column)),
                        each(columns.size(), "", i -> ", c.c%1$d AS b%1$d, %2$s AS a%1$d, %3$s AS f%1$d"
                                .formatted(
                                        i + 1,
                                        unlessLarge(now(columns.get(i)), live(columns.get(i))),
                                        fits(now(columns.get(i))))),
                        Identity.of(table).live("l"),
                        each(table.keyColumns().size(), " AND ", this::sameKey),
                        each(columns.size(), ", ", i -> "(%1$d, o.b%1$d, o.a%1$d, o.f%1$d)".formatted(i + 1)),
                        PostgresValueSql.SHOWN,
                        digest("min(p.value)"));
    }

    private String recorded(List<Stretch> stretches) {
        return stretches.stream()
                .map(stretch -> """
                        SELECT %1$s, s.%2$s AS transaction, COALESCE(s.%3$s, s.%4$s) AS place,
                               s.%5$s IN ('U', 'D', 'T') AS imaged, s.%2$s = ANY (cut.restores) AS restored, %6$s
                          FROM ONLY %7$s s, cut
                          WHERE s.ctid >= '(%8$d,0)'::tid AND s.ctid < '(%9$d,0)'::tid AND s.%5$s <> 'M'
                            AND %10$s
                            AND %11$s""".formatted(
                        each(
                                table.keyColumns().size(),
                                ", ",
                                i -> PostgresValueSql.kept(table.keyColumns().get(i)) + " AS k" + (i + 1)),
                        own.transaction(),
                        own.began(),
                        own.position(),
                        own.operation(),
                        each(columns.size(), ", ", i -> then(columns.get(i)) + " AS c" + (i + 1)),
                        RecordColumns.segmentOf(companion, stretch.segment()),
                        stretch.first(),
                        stretch.end(),
                        PostgresWatchSql.isNew("cut.before", own),
                        PostgresWatchSql.sees("cut.now", own)))
                .collect(Collectors.joining("\n  UNION ALL\n  "));
    }

    private String keys(String alias) {
        return each(table.keyColumns().size(), ", ", i -> alias + "k" + (i + 1));
    }

    private String sameKey(int i) {
        Column column = table.keyColumns().get(i);
        return Sql.equal(column, "c.k" + (i + 1), "l." + quote(column.name()));
    }

    private static String then(Column column) {
        return unlessLarge("s." + quote(column.name()), PostgresValueSql.recorded(Facet.values(column)));
    }

    private static String now(Column column) {
        return "l." + quote(column.name());
    }

    private static String live(Column column) {
        return PostgresValueSql.live(column, "l");
    }

    private static String unlessLarge(String value, String text) {
        return "CASE WHEN %s THEN %s END".formatted(fits(value), text);
    }

    private static String fits(String value) {
        return "COALESCE(pg_column_size(%s), 0) <= %d".formatted(value, LARGE);
    }
}
