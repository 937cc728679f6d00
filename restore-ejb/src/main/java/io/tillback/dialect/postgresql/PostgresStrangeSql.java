package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.PostgresValueSql.digest;
import static io.tillback.dialect.postgresql.PostgresValueSql.each;
import static io.tillback.dialect.postgresql.PostgresValueSql.live;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.dialect.ValueSql.Blocks;
import io.tillback.dialect.ValueSql.Looked;
import io.tillback.dialect.ValueSql.Stretch;
import io.tillback.dialect.ValueSql.Watched;
import io.tillback.dialect.WatchSql.Piece;
import io.tillback.dialect.postgresql.PostgresValueSql.Steps;
import io.tillback.model.Companion;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds values that are not known, in records and in rows. */
final class PostgresStrangeSql {
    private final Companion companion;
    private final TableShape table;
    private final RecordColumns own;
    private final Looked looked;
    private final List<Watched> columns;

    PostgresStrangeSql(Companion companion, Looked looked, List<Watched> columns) {
        this.companion = companion;
        this.table = companion.table();
        this.own = RecordColumns.of(table);
        this.looked = looked;
        this.columns = columns;
    }

    /** What a transaction left in a row is what the next one found there, or what is there now. */
    String columns() {
        return """
                WITH cut AS (
                  SELECT ?::text::pg_snapshot AS before),
                shown AS (
                  %1$s),
                different AS (
                  SELECT CASE %2$s END AS number, CASE %3$s END AS value
                  FROM shown s
                  GROUP BY GROUPING SETS (%4$s))
                SELECT DISTINCT d.number
                FROM different d
                WHERE %5$s
                """.formatted(
                        Stream.of(images(), keys(), rows())
                                .flatMap(List::stream)
                                .collect(Collectors.joining("\n  UNION ALL\n  ")),
                        each(columns.size(), " ", i -> "WHEN GROUPING(s.c%d) = 0 THEN %d"
                                .formatted(i + 1, columns.get(i).number())),
                        each(columns.size(), " ", i -> "WHEN GROUPING(s.c%1$d) = 0 THEN s.c%1$d".formatted(i + 1)),
                        each(columns.size(), ", ", i -> "(s.c%d)".formatted(i + 1)),
                        isUnknown("d"));
    }

    private static String isUnknown(String alias) {
        return """
                NOT EXISTS (
                  SELECT FROM tillback.known_value k
                  WHERE k.column_number = %1$s.number AND k.digest = %2$s)""".formatted(alias, digest(alias + ".value"));
    }

    /** Rows that changed show mostly the same: what differs is looked at once. */
    private List<String> images() {
        return looked.images().stream()
                .map(stretch -> """
                        SELECT DISTINCT %s
                          FROM %s
                          WHERE %s AND %s""".formatted(steps().recordedValues(), source(stretch), isIn(stretch), isImaged()))
                .toList();
    }

    private List<String> keys() {
        if (looked.keys().isEmpty()) {
            return List.of();
        }
        String keys = looked.keys().stream()
                .map(stretch ->
                        "SELECT %s FROM %s WHERE %s".formatted(steps().recordedKeys(), source(stretch), isIn(stretch)))
                .collect(Collectors.joining("\n    UNION\n    "));
        return List.of("""
                SELECT %1$s
                  FROM (
                    SELECT DISTINCT %2$s FROM (%3$s) r) f
                  JOIN %4$s ON %5$s""".formatted(
                liveValues(), steps().keys("r."), keys, Identity.of(table).live("l"), steps().sameKeyAsLive("f", "l")));
    }

    private List<String> rows() {
        return looked.rows().stream()
                .map(blocks -> "SELECT DISTINCT %s\n  FROM %s l\n  WHERE %s"
                        .formatted(liveValues(), rowsOf(table), isWritten(blocks)))
                .toList();
    }

    /** Few rows of many blocks were written lately: values of others are not unpacked. */
    private static String isWritten(Blocks blocks) {
        return ("l.ctid >= '(%d,0)'::tid AND l.ctid < '(%d,0)'::tid"
                        + " AND age(l.xmin) <= age(pg_snapshot_xmin(%s::pg_snapshot)::xid)")
                .formatted(blocks.first(), blocks.end(), literal(blocks.since()));
    }

    private String liveValues() {
        return each(columns.size(), ", ", i -> live(columns.get(i).facet(), "l") + " AS c" + (i + 1));
    }

    private String source(Stretch stretch) {
        return "ONLY " + RecordColumns.segmentOf(companion, stretch.segment()) + " s, cut";
    }

    /** A key that a row gave up says nothing: the row is told by its image and its new key. */
    private String isIn(Stretch stretch) {
        return "s.ctid >= '(%d,0)'::tid AND s.ctid < '(%d,0)'::tid AND s.%s <> 'M' AND %s"
                .formatted(stretch.first(), stretch.end(), own.operation(), PostgresWatchSql.isNew("cut.before", own));
    }

    private String isImaged() {
        return "s.%s IN ('U', 'D', 'T')".formatted(own.operation());
    }

    private Steps steps() {
        return steps(List.of());
    }

    private Steps steps(List<Piece> pieces) {
        return new Steps(companion, pieces, columns.stream().map(Watched::facet).toList());
    }

    /** Of each value one row is followed back to whoever wrote it. */
    String values(List<Piece> all) {
        Steps steps = steps(all);
        return """
                WITH cut AS (
                  SELECT ?::text::pg_snapshot AS before),
                seen AS (
                  %1$s),
                strange AS (
                  SELECT DISTINCT ON (d.number, d.value) d.*, count(*) OVER (PARTITION BY d.number, d.value) AS rows
                  FROM (
                    SELECT %2$s, v.number, v.value
                    FROM seen s
                    CROSS JOIN LATERAL (VALUES %3$s) v (number, value)) d
                  WHERE %4$s
                  ORDER BY d.number, d.value),
                chosen AS (
                  SELECT DISTINCT %2$s FROM strange s),
                %5$s,
                %6$s
                SELECT n.number, left(n.value, %7$d), encode(%8$s, 'hex'), n.rows, w.transaction::text
                FROM (
                  SELECT s.*, row_number() OVER (PARTITION BY s.number ORDER BY s.value) AS nth
                  FROM strange s) n
                LEFT JOIN LATERAL (
                  SELECT p.transaction
                  FROM step p
                  CROSS JOIN LATERAL (VALUES %9$s) v (number, before, after)
                  WHERE %10$s AND v.number = n.number AND v.after IS NOT DISTINCT FROM n.value
                    AND (NOT p.imaged OR v.before IS DISTINCT FROM v.after)
                  ORDER BY p.place
                  LIMIT 1) w ON TRUE
                WHERE n.nth <= ?
                ORDER BY n.number, n.nth
                """.formatted(
                        seen(),
                        steps.keys("s."),
                        each(columns.size(), ", ", i -> "(%d, s.c%d)"
                                .formatted(columns.get(i).number(), i + 1)),
                        isUnknown("d"),
                        steps.fresh(" JOIN chosen k ON " + steps.sameKey("s", "k")),
                        steps.steps("f.next_imaged IS NULL AND ", ", " + steps.keys("f.")),
                        PostgresValueSql.SHOWN,
                        digest("n.value"),
                        each(columns.size(), ", ", i -> "(%d, p.b%d, p.a%d)"
                                .formatted(columns.get(i).number(), i + 1, i + 1)),
                        steps.sameKey("p", "n"));
    }

    private String seen() {
        Stream<String> images = looked.images().stream().map(stretch -> "SELECT %s, %s\n  FROM %s\n  WHERE %s AND %s"
                .formatted(
                        steps().recordedKeys(), steps().recordedValues(), source(stretch), isIn(stretch), isImaged()));
        Stream<String> rows = looked.rows().stream().map(blocks -> "SELECT %s, %s\n  FROM %s l\n  WHERE %s"
                .formatted(liveKeys(), liveValues(), rowsOf(table), isWritten(blocks)));
        return Stream.concat(images, rows).collect(Collectors.joining("\n  UNION ALL\n  "));
    }

    private String liveKeys() {
        return each(
                table.keyColumns().size(),
                ", ",
                i -> "l." + quote(table.keyColumns().get(i).name()) + " AS k" + (i + 1));
    }
}
