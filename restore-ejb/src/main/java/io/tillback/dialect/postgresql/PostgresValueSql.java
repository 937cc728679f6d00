package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.dialect.ValueSql;
import io.tillback.dialect.WatchSql.Piece;
import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns have positions for names here, and values are texts of one collation, whatever the store calls and makes them. */
final class PostgresValueSql implements ValueSql {
    private static final int GLANCED = 2_000;
    static final int SHOWN = 201;

    @Override
    public String size(TableShape table) {
        return """
                SELECT COALESCE(sum(pg_relation_size(c.oid)), 0)::bigint
                FROM pg_class c
                WHERE c.relkind <> 'p' AND (c.oid = %1$s OR c.oid IN (SELECT relid FROM pg_partition_tree(%1$s)))
                """.formatted("to_regclass(" + literal(quote(table.id())) + ")");
    }

    /** The bytes as they are stored: what lies elsewhere is not fetched for columns that turn out to hold much. */
    @Override
    public String glance(TableShape table, List<Column> columns) {
        return """
                SELECT v.number, count(DISTINCT ROW(v.value)), COALESCE(max(v.bytes), 0)
                FROM (SELECT * FROM %s LIMIT %d) t
                CROSS JOIN LATERAL (VALUES %s) v (number, bytes, value)
                GROUP BY v.number
                """.formatted(
                rowsOf(table),
                GLANCED,
                each(
                        columns.size(),
                        ", ",
                        i -> "(%1$d, pg_column_size(t.%2$s), CASE WHEN pg_column_size(t.%2$s) <= 1000 THEN %3$s END)"
                                .formatted(i + 1, quote(columns.get(i).name()), live(columns.get(i), "t"))));
    }

    @Override
    public String learn(TableShape table, List<Facet> columns, double percent) {
        return """
                SELECT g.number, sum(g.rows)::bigint, count(*), count(*) FILTER (WHERE g.rows = 1),
                       CASE WHEN count(*) <= ? THEN array_agg(encode(%s, 'hex')) END
                FROM (
                  SELECT v.number, v.value, count(*) AS rows
                  FROM %s t%s
                  CROSS JOIN LATERAL (VALUES %s) v (number, value)
                  GROUP BY v.number, v.value) g
                GROUP BY g.number
                """.formatted(
                        digest("g.value"),
                        rowsOf(table),
                        percent < 100 ? " TABLESAMPLE SYSTEM (" + percent + ")" : "",
                        each(columns.size(), ", ", i -> "(%d, %s)".formatted(i + 1, live(columns.get(i), "t"))));
    }

    @Override
    public String blocks(TableShape table) {
        return """
                SELECT COALESCE(max(pg_relation_size(c.oid)), 0) / current_setting('block_size')::bigint
                FROM pg_class c
                WHERE c.relkind <> 'p' AND (c.oid = %1$s OR c.oid IN (SELECT relid FROM pg_partition_tree(%1$s)))
                """.formatted("to_regclass(" + literal(quote(table.id())) + ")");
    }

    @Override
    public String findStrange(Companion companion, Looked looked, List<Watched> columns) {
        return new PostgresStrangeSql(companion, looked, columns).columns();
    }

    @Override
    public String findLate(Companion companion, Looked looked, List<Piece> all, List<Watched> columns) {
        return new PostgresStrangeSql(companion, looked, columns).values(all);
    }

    @Override
    public String findTaken(Companion companion, List<Piece> pieces, List<Watched> columns) {
        Steps steps = new Steps(
                companion, pieces, columns.stream().map(Watched::facet).toList());
        return """
                WITH %1$s,
                %2$s,
                taken AS (
                  SELECT v.number, v.after AS value, count(*) AS rows, min(lpad(s.transaction::text, 20, '0')) AS first
                  FROM step s
                  CROSS JOIN LATERAL (VALUES %3$s) v (number, before, after)
                  WHERE pg_visible_in_snapshot(s.transaction, ?::text::pg_snapshot)
                    AND (NOT s.imaged OR v.before IS DISTINCT FROM v.after)
                  GROUP BY v.number, v.after),
                digested AS (
                  SELECT t.*, %4$s AS digest FROM taken t),
                new AS (
                  SELECT d.*, row_number() OVER (PARTITION BY d.number ORDER BY d.first, d.digest) AS place
                  FROM digested d
                  WHERE NOT EXISTS (
                    SELECT FROM tillback.known_value k
                    WHERE k.column_number = d.number AND k.digest = d.digest))
                SELECT n.number, left(n.value, %5$d), encode(n.digest, 'hex'), n.rows, ltrim(n.first, '0')
                FROM new n
                WHERE n.place <= ?
                ORDER BY n.first, n.number, n.place
                """.formatted(
                        steps.fresh(""),
                        steps.steps("f.next_imaged IS NULL AND ", ""),
                        each(columns.size(), ", ", i -> "(%d, s.b%d, s.a%d)"
                                .formatted(columns.get(i).number(), i + 1, i + 1)),
                        digest("t.value"),
                        SHOWN);
    }

    @Override
    public String findConstant(
            Companion companion, List<Piece> pieces, List<Column> columns, SellerRoute route, long share) {
        Steps steps =
                new Steps(companion, pieces, columns.stream().map(Facet::values).toList());
        String seller = PostgresSellerSql.lead(route, column -> "l." + quote(column));
        return """
                WITH chosen AS (
                  SELECT DISTINCT %1$s
                  FROM %2$s s
                  WHERE s.transaction = ?::text::xid8 AND s.operation = 'U'%3$s),
                %4$s,
                %5$s
                SELECT v.number, left(min(v.after), %6$d), count(DISTINCT s.seller)
                FROM step s
                CROSS JOIN LATERAL (VALUES %7$s) v (number, before, after)
                WHERE s.transaction = ?::text::xid8 AND s.imaged AND v.before IS DISTINCT FROM v.after
                GROUP BY v.number
                HAVING count(*) >= ?::bigint AND count(DISTINCT s.seller) >= ?::bigint
                  AND count(DISTINCT ROW(v.after)) = 1 AND count(DISTINCT ROW(v.before)) > 1
                ORDER BY v.number
                """.formatted(
                steps.keys("s."),
                steps.records(),
                share > 1
                        ? " AND abs(hashtext(concat_ws(' ', %s))::bigint) %% %d = 0".formatted(steps.keys("s."), share)
                        : "",
                steps.fresh(" JOIN chosen k ON " + steps.sameKey("s", "k")),
                steps.steps("", ", " + seller + " AS seller"),
                SHOWN,
                each(columns.size(), ", ", i -> "(%1$d, s.b%1$d, s.a%1$d)".formatted(i + 1)));
    }

    @Override
    public String findStreaks(Companion companion, List<Stretch> stretches, List<Column> columns, SellerRoute route) {
        return new PostgresRunSql(companion, columns).find(stretches, route);
    }

    /** What each transaction found in a row and left there: what the next one found, or what is there now. */
    record Steps(Companion companion, List<Piece> pieces, List<Facet> columns, TableShape table, RecordColumns own) {
        Steps(Companion companion, List<Piece> pieces, List<Facet> columns) {
            this(companion, pieces, columns, companion.table(), RecordColumns.of(companion.table()));
        }

        private List<Column> key() {
            return table.keyColumns();
        }

        String keys(String alias) {
            return each(key().size(), ", ", i -> alias + "k" + (i + 1));
        }

        String sameKey(String left, String right) {
            return each(
                    key().size(), " AND ", i -> Sql.equal(key().get(i), left + ".k" + (i + 1), right + ".k" + (i + 1)));
        }

        /**
         * The records in the pieces. A key that a row gave up says nothing here: the row is told by its image and its new key. A
         * statement within which others ran began before they did.
         */
        String records() {
            return pieces.stream()
                    .map(piece -> """
                            SELECT %s, s.%s AS transaction, COALESCE(s.%s, s.%s) AS place, s.%s::text AS operation,
                                     s.%s IN ('U', 'D', 'T') AS imaged, %s
                                   FROM ONLY %s s
                                   WHERE s.ctid >= '(%d,0)'::tid AND s.%s <> 'M'""".formatted(
                                    recordedKeys(),
                                    own.transaction(),
                                    own.began(),
                                    own.position(),
                                    own.operation(),
                                    own.operation(),
                                    recordedValues(),
                                    RecordColumns.segmentOf(companion, piece.segment()),
                                    piece.from(),
                                    own.operation()))
                    .collect(Collectors.joining("\n    UNION ALL\n    ", "(", ")"));
        }

        String recordedKeys() {
            return each(key().size(), ", ", i -> kept(key().get(i)) + " AS k" + (i + 1));
        }

        String recordedValues() {
            return each(columns.size(), ", ", i -> recorded(columns.get(i)) + " AS c" + (i + 1));
        }

        String sameKeyAsLive(String recorded, String live) {
            return each(
                    key().size(),
                    " AND ",
                    i -> Sql.equal(
                            key().get(i),
                            recorded + ".k" + (i + 1),
                            live + "." + quote(key().get(i).name())));
        }

        /** Those of transactions that the first cut does not see, also if the second one does not either. */
        String fresh(String joined) {
            return """
                    fresh AS (
                      SELECT s.*
                      FROM %s s%s
                      WHERE NOT pg_visible_in_snapshot(s.transaction, ?::text::pg_snapshot))""".formatted(records(), joined);
        }

        /**
         * @param onlyIf what has to hold for a live row to be looked up
         * @param more columns from live rows
         */
        String steps(String onlyIf, String more) {
            Identity identity = Identity.of(table);
            return """
                    turn AS (
                      SELECT DISTINCT ON (%1$s, r.transaction) r.*
                      FROM fresh r
                      ORDER BY %1$s, r.transaction, r.place, r.imaged DESC),
                    followed AS (
                      SELECT t.*, lead(t.imaged) OVER next AS next_imaged%2$s
                      FROM turn t
                      WINDOW next AS (PARTITION BY %3$s ORDER BY t.place)),
                    step AS (
                      SELECT f.transaction, f.place, f.imaged%4$s%5$s
                      FROM followed f
                      LEFT JOIN %6$s ON %7$s%8$s
                      WHERE COALESCE(f.next_imaged, %9$s))""".formatted(
                            keys("r."),
                            each(columns.size(), "", i -> ", lead(t.c%1$d) OVER next AS n%1$d".formatted(i + 1)),
                            keys("t."),
                            each(columns.size(), "", i -> """
                                    ,
                                             f.c%1$d AS b%1$d, CASE WHEN f.next_imaged IS NULL THEN %2$s ELSE f.n%1$d END AS a%1$d""".formatted(i + 1, live(columns.get(i), "l"))),
                            more,
                            identity.live("l"),
                            onlyIf,
                            sameKeyAsLive("f", "l"),
                            identity.present("l"));
        }
    }

    /** A record's value, of the type that it has in its table. */
    static String kept(Column column) {
        String name = "s." + quote(column.name());
        return RecordColumns.isBuiltIn(column)
                ? name
                : name + "::" + column.values().type();
    }

    static String recorded(Facet facet) {
        String value = "s." + quote(facet.column().name());
        return facet.shown() == Shown.PRESENCE ? presence(value) : "(" + value + "::text COLLATE \"C\")";
    }

    static String live(Facet facet, String alias) {
        return facet.shown() == Shown.PRESENCE
                ? presence(alias + "." + quote(facet.column().name()))
                : live(facet.column(), alias);
    }

    static String live(Column column, String alias) {
        return "((" + Sql.value(column, alias) + ")::text COLLATE \"C\")";
    }

    private static String presence(String value) {
        return "(CASE WHEN " + value + " IS NOT NULL THEN ''::text COLLATE \"C\" END)";
    }

    /** Of no value, no byte. */
    static String digest(String value) {
        return "CASE WHEN %1$s IS NULL THEN ''::bytea ELSE sha256(convert_to(%1$s, 'UTF8')) END".formatted(value);
    }

    static String each(int count, String between, IntFunction<String> form) {
        return IntStream.range(0, count).mapToObj(form).collect(Collectors.joining(between));
    }
}
