package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.dialect.SearchSql.Pieces;
import io.tillback.dialect.SearchSql.Search;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.Condition;
import io.tillback.model.PastState;
import io.tillback.model.Stretch;
import io.tillback.model.TableShape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a transaction made of a row: from its first image of it to what the next transaction found, or to the live row.
 *
 * <p>Whoever changes a row keeps others from it until the end, so that positions order a row's transactions. Whether the row
 * was there between them is counted back from now, as {@link PastRows} does; where the records do not lead up to now, from
 * what the last one says by itself.
 */
final class RowSteps {
    private final Search search;
    private final TableShape table;
    private final Identity identity;
    private final RecordColumns own;
    private final PastRows past;
    private final FoundRecords found;
    private final String came;
    private final String went;
    private final String number;
    private final String times;
    private final String left;
    private final String texts;
    private final String there;
    private final String told;

    RowSteps(Search search) {
        Companion companion = search.stretch().companion();
        this.search = search;
        this.table = companion.table();
        this.identity = Identity.of(table);
        this.own = RecordColumns.of(table);
        this.past = new PastRows(companion, PastState.at(search.stretch().after()));
        this.found = new FoundRecords(search);
        this.came = RecordColumns.free(table, "came");
        this.went = RecordColumns.free(table, "went");
        this.number = RecordColumns.free(table, "number");
        this.times = RecordColumns.free(table, "times");
        this.left = RecordColumns.free(table, "left_there");
        this.texts = RecordColumns.free(table, "texts");
        this.there = RecordColumns.free(table, "there");
        this.told = RecordColumns.free(table, "told");
    }

    /**
     * Queries that lead to {@code step}: transaction, at, position, process, kind (as a record's operation; null of what came
     * and went in it), key (texts), before, after (texts), known; those alone that are looked for.
     */
    Written write() {
        return write(condition -> wanted(
                "DISTINCT ",
                condition,
                "",
                "SELECT r.* FROM %s JOIN wanted w ON %s".formatted(found.laterRecords("r"), identity.same("r", "w"))));
    }

    /** The same of the first pairs of a row and a transaction, in the order of steps: of few rows, looked up where they can be. */
    Written writeFirst(long pairs) {
        String first = """

                  GROUP BY %1$s, r.%2$s
                  ORDER BY r.%2$s DESC, min(r.%3$s), ARRAY[%4$s]::text[]
                  LIMIT %5$d""".formatted(
                        past.keyColumns("r"),
                        own.transaction(),
                        own.position(),
                        list(table.key(), name -> "concat(r." + quote(name) + ")"),
                        pairs);
        return write(condition -> wanted("", condition, first, unseen(search.pieces())));
    }

    /** A row's records are looked up in each segment; those of a segment without an index are read once for all rows. */
    private String unseen(Pieces pieces) {
        List<String> parts = new ArrayList<>();
        if (!pieces.indexed().isEmpty()) {
            parts.add("SELECT r.* FROM wanted w CROSS JOIN LATERAL (SELECT r.* FROM %s WHERE %s OFFSET 0) r"
                    .formatted(found.laterRecords(pieces.indexed(), "r"), identity.same("r", "w")));
        }
        if (!pieces.others().isEmpty() || parts.isEmpty()) {
            String read =
                    pieces.others().isEmpty() ? found.laterRecords("r") : found.laterRecords(pieces.others(), "r");
            parts.add("SELECT r.* FROM %s JOIN wanted w ON %s".formatted(read, identity.same("r", "w")));
        }
        return String.join("\n  UNION ALL\n  ", parts);
    }

    private Written write(UnaryOperator<String> beginning) {
        List<String> parameters = new ArrayList<>();
        FoundRecords.Condition matching = found.condition("r", FoundRecords.Imaged.AS_ASKED);
        parameters.addAll(matching.parameters());
        String wanted = beginning.apply(matching.sql());
        String compared = compared(parameters);
        return new Written(wanted + counted() + numbered() + followed() + step(compared), parameters);
    }

    /** @param parameters of the placeholders, in their order */
    record Written(String sql, List<String> parameters) {}

    private boolean isLive() {
        return search.stretch().live() == Stretch.LiveRows.FOLLOW;
    }

    private String wanted(String once, String condition, String first, String unseen) {
        return """
                WITH matched AS (
                  SELECT %1$s%2$s, r.%3$s
                  FROM %4$s
                  WHERE %5$s%6$s),
                wanted AS (SELECT DISTINCT %7$s FROM matched m),
                unseen AS MATERIALIZED (
                  %8$s),
                """.formatted(
                        once,
                        past.keyColumns("r"),
                        own.transaction(),
                        found.records("r"),
                        condition,
                        first,
                        past.keyColumns("m"),
                        unseen);
    }

    private String counted() {
        return """
                counted AS (
                  SELECT %1$s, r.%2$s, min(r.%3$s) AS %3$s, min(r.%4$s) AS %4$s, min(r.%5$s) AS %5$s,
                         count(*) FILTER (WHERE r.%6$s = 'I') AS %7$s,
                         count(*) FILTER (WHERE r.%6$s IN ('D', 'T', 'M')) AS %8$s,
                         (array_agg(r.%6$s ORDER BY r.%3$s DESC) FILTER (WHERE r.%6$s IN ('D', 'T', 'M')))[1] AS %6$s,
                         (array_agg(r.%6$s ORDER BY r.%3$s DESC))[1] IN ('I', 'U') AS %9$s
                  FROM unseen r
                  GROUP BY %1$s, r.%2$s),
                %10$s,
                image AS MATERIALIZED (
                  SELECT %11$s, f.%2$s, ARRAY[%12$s]::text[] AS %13$s
                  FROM first f),
                """.formatted(
                        past.keyColumns("r"),
                        own.transaction(),
                        own.position(),
                        own.time(),
                        own.backend(),
                        own.operation(),
                        came,
                        went,
                        left,
                        past.firstImages(past.keyColumns("r") + ", r." + own.transaction()),
                        list(imaged(), column -> "f." + quote(column.name())),
                        list(table.storedColumns(), column -> "f." + quote(column.name()) + "::text"),
                        texts);
    }

    /** The key's columns, and those that are compared. */
    private List<Column> imaged() {
        Set<ColumnName> names = new LinkedHashSet<>(table.key());
        names.addAll(search.criteria().rows().named());
        return names.stream()
                .flatMap(name -> table.findColumn(name).stream())
                .filter(Column::isStored)
                .toList();
    }

    private String numbered() {
        String last = isLive()
                ? present("l")
                : "first_value(%s) OVER (PARTITION BY %s ORDER BY c.%s DESC)"
                        .formatted(leftByItself("c"), past.keyColumns("c"), own.position());
        return """
                numbered AS (
                  SELECT c.*, row_number() OVER (PARTITION BY %1$s ORDER BY c.%2$s) AS %3$s,
                         %4$s - sum(c.%5$s - c.%6$s) OVER (PARTITION BY %1$s ORDER BY c.%2$s DESC)::integer AS %7$s
                  FROM counted c%8$s),
                """.formatted(past.keyColumns("c"), own.position(), number, last, came, went, times, joinedLive("c"));
    }

    /**
     * Each with its image, and with what the next one found. Joined once and then looked along, since nothing is known of
     * how many rows there are: joined with itself, it might be read anew for each.
     */
    private String followed() {
        List<Column> imaged = imaged();
        return """
                pictured AS (
                  SELECT c.*, f.%1$s AS %2$s%3$s
                  FROM numbered c
                  LEFT JOIN image f ON %4$s AND f.%5$s = c.%5$s),
                followed AS (
                  SELECT p.*, lead(p.%6$s) OVER next AS %7$s, lead(p.%2$s) OVER next AS %8$s%9$s
                  FROM pictured p
                  WINDOW next AS (PARTITION BY %10$s ORDER BY p.%11$s)),
                """.formatted(
                texts,
                was("texts"),
                each(imaged, i -> ", f.%s AS %s".formatted(quote(imaged.get(i).name()), was(i))),
                identity.same("c", "f"),
                own.transaction(),
                times,
                next("times"),
                next("texts"),
                each(imaged, i -> ", lead(p.%s) OVER next AS %s".formatted(was(i), next(i))),
                past.keyColumns("p"),
                number);
    }

    private static String each(List<Column> columns, IntFunction<String> form) {
        return IntStream.range(0, columns.size()).mapToObj(form).collect(Collectors.joining());
    }

    private String was(Object what) {
        return RecordColumns.free(table, "was_" + what);
    }

    private String next(Object what) {
        return RecordColumns.free(table, "next_" + what);
    }

    /** Came and went as often: if it did neither, it is there; otherwise the last of them counts. */
    private String leftByItself(String alias) {
        return """
                CASE WHEN %1$s.%2$s <> %1$s.%3$s THEN (%1$s.%2$s > %1$s.%3$s)::integer
                              WHEN %1$s.%2$s = 0 THEN 1 ELSE %1$s.%4$s::integer END""".formatted(alias, came, went, left);
    }

    private String joinedLive(String alias) {
        return isLive() ? " LEFT JOIN %s ON %s".formatted(identity.live("l"), identity.same(alias, "l")) : "";
    }

    private String present(String alias) {
        return "(" + identity.present(alias) + ")::integer";
    }

    private String step(String compared) {
        List<Column> imaged = imaged();
        return """
                step AS (
                  SELECT s.%1$s AS transaction, s.%2$s AS at, s.%3$s AS position, s.%4$s AS process, t.kind,
                         ARRAY[%5$s]::text[] AS key, CASE WHEN s.%6$s = 1 THEN f.%7$s END AS before, t.after, t.known
                  FROM followed s
                  JOIN matched m ON %8$s AND m.%1$s = s.%1$s%9$s
                  CROSS JOIN LATERAL (SELECT s.%10$s AS %7$s%11$s) f
                  CROSS JOIN LATERAL (SELECT %12$s) a
                  CROSS JOIN LATERAL (
                    SELECT CASE WHEN s.%6$s = 0 AND a.%15$s = 1 THEN 'I'
                                WHEN s.%6$s = 1 AND a.%15$s = 0 THEN s.%13$s::text
                                WHEN s.%6$s = 1 AND a.%15$s = 1 THEN 'U' END AS kind,
                           CASE WHEN a.%15$s = 1 THEN a.%7$s END AS after,
                           a.%15$s = 0 OR a.%16$s AS known) t
                  WHERE %14$s)
                """.formatted(
                        own.transaction(),
                        own.time(),
                        own.position(),
                        own.backend(),
                        list(table.key(), name -> "concat(s." + quote(name) + ")"),
                        times,
                        texts,
                        identity.same("s", "m"),
                        joinedLive("s"),
                        was("texts"),
                        each(imaged, i -> ", s.%s AS %s"
                                .formatted(was(i), quote(imaged.get(i).name()))),
                        after(imaged),
                        own.operation(),
                        compared,
                        there,
                        told);
    }

    /** How the row was left: there, told, texts; then the columns that are compared, by their names. */
    private String after(List<Column> imaged) {
        boolean live = isLive();
        String followed = "s.%s IS NOT NULL".formatted(next("times"));
        String now = live
                ? "ARRAY[%s]::text[]"
                        .formatted(list(table.storedColumns(), column -> Sql.value(column, "l") + "::text"))
                : "NULL::text[]";
        return "COALESCE(s.%s, %s) AS %s, %s AS %s,\n           CASE WHEN %s THEN s.%s ELSE %s END AS %s%s"
                .formatted(
                        next("times"),
                        live ? present("l") : leftByItself("s"),
                        there,
                        live ? "TRUE" : followed,
                        told,
                        followed,
                        next("texts"),
                        now,
                        texts,
                        each(imaged, i -> ",\n           CASE WHEN %s THEN s.%s%s END AS %s"
                                .formatted(
                                        followed,
                                        next(i),
                                        live ? " ELSE " + found.asKept(imaged.get(i), "l") : "",
                                        quote(imaged.get(i).name()))));
    }

    /** Conditions on a row that was not there, or of which nothing is known, do not hold. */
    private String compared(List<String> parameters) {
        ChangeCriteria.Rows rows = search.criteria().rows();
        List<String> conditions = new ArrayList<>(List.of("t.kind IS NOT NULL"));
        if (!rows.operations().isEmpty()) {
            conditions.add("t.kind IN (%s)".formatted(FoundRecords.letters(rows.operations())));
        }
        if (!rows.columns().isEmpty()) {
            conditions.add("t.kind = 'U' AND t.known AND (%s)".formatted(anyChanged(rows.columns())));
        }
        write(rows.before(), "f", "s.%s = 1".formatted(times), parameters).ifPresent(conditions::add);
        write(rows.after(), "a", "a.%s = 1 AND a.%s".formatted(there, told), parameters)
                .ifPresent(conditions::add);
        return String.join("\n    AND ", conditions);
    }

    private String anyChanged(List<ColumnName> columns) {
        List<ColumnName> stored =
                table.storedColumns().stream().map(Column::name).toList();
        return IntStream.range(0, stored.size())
                .filter(i -> columns.contains(stored.get(i)))
                .mapToObj(i -> "f.%1$s[%2$d] IS DISTINCT FROM a.%1$s[%2$d]".formatted(texts, i + 1))
                .collect(Collectors.joining(" OR "));
    }

    private Optional<String> write(Optional<Condition> asked, String alias, String there, List<String> parameters) {
        return asked.map(condition -> {
            PostgresConditions conditions = new PostgresConditions(found.shapeAsKept(), alias);
            String sql = "%s AND (%s)".formatted(there, conditions.write(condition));
            parameters.addAll(conditions.parameters());
            return sql;
        });
    }
}
