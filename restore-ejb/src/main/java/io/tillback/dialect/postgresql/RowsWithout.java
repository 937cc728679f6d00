package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.dialect.JournalSql.Reach;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows as they would be now, had some transactions not changed them.
 *
 * <p>A row's history is told transaction by transaction, since whoever changes a row keeps others from it until the end: its
 * state before the first of them, after each, and now. Column by column, and for whether the row is there at all, the
 * last change counts. If that is one of the transactions in question, the column is what it was after the last change that
 * was somebody else's, or before all of them. Otherwise it stays.
 *
 * <p>A row that came with one of these transactions, and that somebody else has changed since, stays as it is.
 *
 * <p>Where others have written over what the transactions did is a conflict. If it is to be overwritten, the column becomes
 * what it was before the first of them, and a row that came with them goes. One that others have put in its place since stays:
 * before the first of them there was none.
 */
final class RowsWithout {
    private final TableShape table;
    private final Identity identity;
    private final RecordColumns own;
    private final PastRows past;
    private final PastState state;
    private final String form;
    private final String came;
    private final String went;
    private final String number;
    private final String was;
    private final String became;
    private final String times;

    /** Marks a row that is there, and of which others have changed again what the transactions did. */
    static final int CHANGED_AGAIN = 2;

    /** A query's rows have at most 1,664 columns, and here three for each of the table's. */
    private static final int MOST_COLUMNS = 540;

    /** @param form a table with the stored columns and, behind them, the mark: its rows' type holds a row's states */
    RowsWithout(Companion companion, PastState state, String form) {
        this.table = requireFewColumns(companion.table());
        this.identity = Identity.of(table);
        this.own = RecordColumns.of(table);
        this.past = new PastRows(companion, PastState.at(state.moment()));
        this.state = state;
        this.form = form;
        this.came = RecordColumns.free(table, "came");
        this.went = RecordColumns.free(table, "went");
        this.number = RecordColumns.free(table, "number");
        this.was = RecordColumns.free(table, "was");
        this.became = RecordColumns.free(table, "became");
        this.times = past.mark();
    }

    private static TableShape requireFewColumns(TableShape table) {
        int columns = table.storedColumns().size();
        if (columns > MOST_COLUMNS) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot take transactions out of " + table.id() + ": it has " + columns
                            + " columns, and the last change of no" + " more than " + MOST_COLUMNS
                            + " can be told apart",
                    "Restore it to just before the first of the transactions (beforeTransaction).");
        }
        return table;
    }

    /** @param laidOut a table of keys */
    private String keys(String laidOut, Reach reach) {
        return switch (reach) {
            case CHANGED -> changedKeys();
            case KEYS_LAID_OUT -> laidOut;
            case KEYS_AND_CHANGED -> "(SELECT * FROM %s UNION SELECT * FROM %s w)".formatted(laidOut, changedKeys());
        };
    }

    /** The keys of all rows that the transactions changed. */
    private String changedKeys() {
        return "(SELECT DISTINCT %s FROM %s WHERE r.%s IN (%s))"
                .formatted(past.keyColumns("r"), past.records("r"), own.transaction(), transactions());
    }

    private String transactions() {
        return list(state.without(), id -> "'" + Long.toUnsignedString(id) + "'");
    }

    /** As {@link PastRows#markedRows}; {@link #CHANGED_AGAIN} is a mark too. */
    String markedRows(String laidOut, Reach reach) {
        String keys = keys(laidOut, reach);
        List<Column> columns = table.storedColumns();
        return """
                %1$s
                SELECT %2$s,
                       CASE WHEN s.contradicts THEN -1
                            WHEN s.damaged > s.kept AND (s.states[s.kept + 1]).%4$s <> 1%3$s THEN (s.states[s.kept + 1]).%4$s
                            WHEN %5$s AND (s.edited OR %6$s) THEN %7$d
                            WHEN s.damaged > s.kept THEN 1
                            ELSE %8$s END AS %4$s
                FROM wanted k
                LEFT JOIN %9$s ON %10$s
                LEFT JOIN judged s ON %11$s
                """.formatted(
                        judged(keys, columns),
                        list(indexes(columns), i -> value(columns.get(i), i)),
                        overwrites() ? "" : " AND NOT s.edited",
                        times,
                        identity.present("l"),
                        indexes(columns).stream().map(RowsWithout::conflict).collect(Collectors.joining(" OR ")),
                        CHANGED_AGAIN,
                        present("l"),
                        identity.live("l"),
                        identity.same("k", "l"),
                        storyOf("s", "k"));
    }

    /** Statements that lay out {@link #conflicts} in a table of this name. */
    List<String> tellConflicts(String table, String laidOut, Reach reach) {
        return List.of(
                "CREATE TABLE %s (number bigint NOT NULL, %s, name text NOT NULL, before text, damage text, live text)"
                        .formatted(table, identity.definitions()),
                "INSERT INTO %s %s".formatted(table, conflicts(keys(laidOut, reach))),
                "ALTER TABLE %s ADD PRIMARY KEY (number)".formatted(table));
    }

    /**
     * What others have written over what the transactions did, in rows that are there: the key, the column, its value before
     * the first of the transactions, what the last of them wrote, and what is there now, as texts.
     */
    private String conflicts(String keys) {
        List<Column> columns = table.storedColumns();
        return """
                %s
                SELECT row_number() OVER (ORDER BY %s, v.place), %s, v.name, v.before, v.damage, v.live
                FROM wanted k
                JOIN %s ON %s
                JOIN judged s ON %s
                CROSS JOIN LATERAL (
                  VALUES %s) v (place, name, stands, before, damage, live)
                WHERE v.stands
                """.formatted(
                        judged(keys, columns),
                        past.keyColumns("k"),
                        past.keyColumns("k"),
                        identity.live("l"),
                        identity.same("k", "l"),
                        storyOf("s", "k"),
                        indexes(columns).stream()
                                .map(i -> conflicting(columns.get(i), i))
                                .collect(Collectors.joining(",\n         ")));
    }

    private static String conflicting(Column column, int i) {
        return "(%d, %s, s.edited OR %s, %s, %s, %s)"
                .formatted(
                        i,
                        Sql.literal(column.name().value()),
                        conflict(i),
                        shown(Sql.field("s.states[s.first%d]".formatted(i), column.name())),
                        shown(Sql.field("s.states[s.damaged%d + 1]".formatted(i), column.name())),
                        shown("l." + quote(column.name())));
    }

    private static String shown(String value) {
        return "left(%s::text, 201)".formatted(value);
    }

    /** Of one column: one of the transactions changed it, and then somebody else. */
    private static String conflict(int i) {
        return "s.damaged%1$d BETWEEN 1 AND s.kept%1$d".formatted(i);
    }

    private boolean overwrites() {
        return state.conflicts() == Conflicts.OVERWRITE;
    }

    private String judged(String keys, List<Column> columns) {
        return """
                WITH %1$s,
                story AS (
                %2$s),
                judged AS (
                  SELECT s.*, s.damaged > s.kept AND (s.states[s.kept + 1]).%3$s = 0 AND s.changed > s.kept
                           AND (s.states[cardinality(s.states)]).%3$s = 1 AS edited
                  FROM story s)""".formatted(states(keys), story(columns), times);
    }

    private static List<Integer> indexes(List<Column> columns) {
        return IntStream.range(0, columns.size()).boxed().toList();
    }

    private String present(String alias) {
        return "(" + identity.present(alias) + ")::integer";
    }

    /** The story has its keys by position, since any name may be one of its own. */
    private String storyOf(String story, String keys) {
        List<Column> key = table.keyColumns();
        return indexes(key).stream()
                .map(i -> Sql.equal(
                        key.get(i),
                        story + ".k" + (i + 1),
                        keys + "." + quote(key.get(i).name())))
                .collect(Collectors.joining(" AND "));
    }

    private String value(Column column, int i) {
        String now = Sql.value(column, "l");
        String then = Sql.field("s.states[s.kept%d + 1]".formatted(i), column.name());
        String before = overwrites()
                ? " WHEN %s AND (s.states[s.first%d]).%s = 1 THEN %s"
                        .formatted(conflict(i), i, times, Sql.field("s.states[s.first%d]".formatted(i), column.name()))
                : "";
        String value = "CASE WHEN s.edited IS NOT TRUE AND s.damaged%d > s.kept%d THEN %s%s ELSE %s END"
                .formatted(i, i, then, before, now);
        return table.key().contains(column.name())
                ? "COALESCE(%s, %s)".formatted(value, Sql.value(column, "k"))
                : value;
    }

    /** What happened to each row, a line for each transaction: how it was before, and after. */
    private String states(String keys) {
        return """
                wanted AS (SELECT DISTINCT * FROM %1$s w),
                unseen AS MATERIALIZED (
                  SELECT r.* FROM %2$s JOIN wanted w ON %3$s),
                counted AS (
                  SELECT %4$s, r.%5$s, min(r.%6$s) AS %6$s,
                         count(*) FILTER (WHERE r.%7$s = 'I') AS %8$s,
                         count(*) FILTER (WHERE r.%7$s IN ('D', 'T', 'M')) AS %9$s
                  FROM unseen r
                  GROUP BY %4$s, r.%5$s),
                %10$s,
                numbered AS (
                  SELECT c.*, row_number() OVER (PARTITION BY %11$s ORDER BY c.%6$s) AS %12$s,
                         %13$s - sum(c.%8$s - c.%9$s) OVER (PARTITION BY %11$s ORDER BY c.%6$s DESC)::integer AS %14$s
                  FROM counted c LEFT JOIN %15$s ON %16$s),
                """.formatted(
                                keys,
                                past.records("r"),
                                identity.same("r", "w"),
                                past.keyColumns("r"),
                                own.transaction(),
                                own.position(),
                                own.operation(),
                                came,
                                went,
                                past.firstImages(past.keyColumns("r") + ", r." + own.transaction()),
                                past.keyColumns("c"),
                                number,
                                present("l"),
                                times,
                                identity.live("l"),
                                identity.same("c", "l"))
                + """
                step AS (
                  SELECT n.*, ROW(%s, n.%s)::%s AS %s
                  FROM numbered n LEFT JOIN first f ON %s AND f.%s = n.%s),
                change AS (
                  SELECT t.*, COALESCE(lead(t.%s) OVER (PARTITION BY %s ORDER BY t.%s), ROW(%s, %s)::%s) AS %s
                  FROM step t LEFT JOIN %s ON %s)""".formatted(
                                list(table.storedColumns(), column -> "CASE WHEN n.%s = 1 THEN %s END"
                                        .formatted(times, "f." + quote(column.name()))),
                                times,
                                form,
                                was,
                                identity.same("n", "f"),
                                own.transaction(),
                                own.transaction(),
                                was,
                                past.keyColumns("t"),
                                number,
                                list(table.storedColumns(), column -> Sql.value(column, "l")),
                                present("l"),
                                form,
                                became,
                                identity.live("l"),
                                identity.same("t", "l"));
    }

    /**
     * One line a row: its states, and for each column the number of the last transaction in question that changed it, of the
     * last other one, and of the first in question; 0 for none.
     */
    private String story(List<Column> columns) {
        String presence = "(c.%1$s).%2$s <> (c.%3$s).%2$s".formatted(was, times, became);
        return """
                SELECT %s,
                       array_agg(c.%s ORDER BY c.%s) || (array_agg(c.%s ORDER BY c.%s DESC))[1] AS states,
                       bool_or((c.%s).%s NOT IN (0, 1)) AS contradicts,
                       %s AS changed,
                       %s AS damaged,
                       %s AS kept%s
                FROM change c
                GROUP BY %s""".formatted(
                        list(indexes(table.keyColumns()), i -> "c.%s AS k%d"
                                .formatted(quote(table.key().get(i)), i + 1)),
                        was,
                        number,
                        became,
                        number,
                        was,
                        times,
                        last("NOT " + damaging() + " AND " + changed(presence, columns)),
                        last(damaging() + " AND " + presence),
                        last("NOT " + damaging() + " AND " + presence),
                        indexes(columns).stream()
                                .map(i -> told(i, changed(presence, List.of(columns.get(i)))))
                                .collect(Collectors.joining()),
                        past.keyColumns("c"));
    }

    private String told(int i, String changed) {
        return ",\n       %2$s AS damaged%1$d, %3$s AS kept%1$d, COALESCE(min(c.%4$s) FILTER (WHERE %5$s), 0) AS first%1$d"
                .formatted(
                        i,
                        last(damaging() + " AND " + changed),
                        last("NOT " + damaging() + " AND " + changed),
                        number,
                        damaging() + " AND " + changed);
    }

    private String damaging() {
        return "c.%s IN (%s)".formatted(own.transaction(), transactions());
    }

    private String changed(String presence, List<Column> columns) {
        return "(%s OR NOT (%s))"
                .formatted(
                        presence,
                        Sql.same(
                                columns,
                                same -> Sql.field("c." + was, same.name()),
                                same -> Sql.field("c." + became, same.name())));
    }

    private String last(String which) {
        return "COALESCE(max(c.%s) FILTER (WHERE %s), 0)".formatted(number, which);
    }
}
