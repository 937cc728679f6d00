package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.Nesting;
import io.tillback.model.PastState;
import io.tillback.model.Slice;
import io.tillback.model.TableShape;
import io.tillback.model.WayBack;
import java.util.List;

/**
 * What a table's records say about a past state: those of transactions that its moment does not see. Of a row that a
 * given transaction changed, only those from its first one on.
 *
 * <p>Whether a row was there is a sum, which knows no order: there now, less the times its key came, plus the times it
 * went. If it was, the first image tells its values, or the live row does.
 *
 * <p>Where a later copy takes the place of the live rows, only records that the copy's moment sees count.
 */
final class PastRows {
    private final Companion companion;
    private final TableShape table;
    private final Identity identity;
    private final RecordColumns own;
    private final String came;
    private final String went;
    private final PastState state;
    private final String seenByCopy;

    PastRows(Companion companion, PastState state) {
        this(companion, state, Identity.of(companion.table()), "");
    }

    /** @param copy the table that holds it */
    PastRows(WayBack way, String copy) {
        this(
                way.companion(),
                way.state(),
                Identity.in(copy, way.companion().table()),
                " AND pg_visible_in_snapshot(%s, %s)"
                        .formatted(
                                RecordColumns.of(way.companion().table()).transaction(),
                                PostgresJournalSql.cut(way.copy())));
    }

    private PastRows(Companion companion, PastState state, Identity identity, String seenByCopy) {
        this.companion = companion;
        this.table = companion.table();
        this.identity = identity;
        this.seenByCopy = seenByCopy;
        this.own = RecordColumns.of(table);
        this.came = RecordColumns.free(table, "came");
        this.went = RecordColumns.free(table, "went");
        this.state = state;
    }

    String keyColumns(String alias) {
        return list(table.key(), name -> alias + "." + quote(name));
    }

    /** Enums are kept as texts, and are values of their types here. */
    String records(String alias) {
        String columns = table.storedColumns().stream().allMatch(RecordColumns::isBuiltIn)
                ? "*"
                : own.names() + ", " + list(table.storedColumns(), PastRows::asRow);
        return records(columns, alias);
    }

    private static String asRow(Column column) {
        String name = quote(column.name());
        return RecordColumns.isBuiltIn(column)
                ? name
                : "%s::%s AS %s".formatted(name, column.values().type(), name);
    }

    /** As they are kept, whatever became of their types. */
    String recordsAsKept(String alias) {
        return records("*", alias);
    }

    /** Segments without a transaction that the moment may not see are passed by. */
    private String records(String columns, String alias) {
        String cut = PostgresJournalSql.cut(state.moment());
        return "(SELECT %s FROM %s WHERE %s >= pg_snapshot_xmin(%s) AND NOT pg_visible_in_snapshot(%s, %s)%s%s) %s"
                .formatted(
                        columns,
                        RecordColumns.tableOf(companion),
                        own.transaction(),
                        cut,
                        own.transaction(),
                        cut,
                        notCommittedBy(),
                        seenByCopy,
                        alias);
    }

    /** The time of a commit is not known before it, nor of commits from before it was kept. */
    private String notCommittedBy() {
        return state.committedUntil()
                .map(until -> " AND NOT COALESCE(pg_xact_commit_timestamp(%s::xid) <= '%s', FALSE)"
                        .formatted(own.transaction(), until))
                .orElse("");
    }

    /** All rows that changed since, as they were, where they were there; in the order of the stored columns. */
    String rowsThen() {
        return rowsThen(changedRows());
    }

    private String rowsThen(String marked) {
        return "SELECT %s FROM (%s) m WHERE m.%s = 1"
                .formatted(list(table.storedColumns(), column -> Sql.value(column, "m")), marked, mark());
    }

    /** Rows of these keys as they were, where they were there; in the order of the stored columns. */
    String rowsOf(String keys) {
        return rowsThen(markedRows(keys));
    }

    /** The column of {@link #markedRows} behind the stored ones: how many times the row was there. */
    String mark() {
        return markOf(companion);
    }

    static String markOf(Companion companion) {
        return RecordColumns.free(companion.table(), "times");
    }

    /**
     * Rows as they were, the stored columns in their order, and the mark: 1 of a row that was there, 0 of one that was not
     * and whose key alone is given. Any other is proof that records are missing.
     */
    String markedRows(String keys) {
        return """
                WITH %s
                SELECT %s, %s AS %s
                FROM wanted k LEFT JOIN counted c ON %s LEFT JOIN %s ON %s
                LEFT JOIN first f ON %s
                """.formatted(
                counted(keys),
                list(table.storedColumns(), column -> was("f.%s IS NOT NULL".formatted(own.position()), column, "k")),
                times("c"),
                mark(),
                identity.same("k", "c"),
                identity.live("l"),
                identity.same("k", "l"),
                identity.same("k", "f"));
    }

    /**
     * The same of all rows that changed since. Where no statement runs within another, records are in the order of the
     * changes, and read once.
     */
    String changedRows() {
        if (companion.nesting() == Nesting.POSSIBLE || state.beforeTransaction().isPresent()) {
            return markedRows(changedKeys());
        }
        String image = "%s IN ('U', 'D', 'T')".formatted(own.operation());
        return """
                SELECT %s, %s AS %s
                FROM (
                  SELECT DISTINCT ON (%s) r.*, %s, %s
                  FROM %s
                  WINDOW same_row AS (PARTITION BY %s)
                  ORDER BY %s, r.%s DESC, r.%s) f
                LEFT JOIN %s ON %s
                """.formatted(
                        list(table.storedColumns(), column -> was("f." + image, column, "f")),
                        times("f"),
                        mark(),
                        keyColumns("r"),
                        comings("OVER same_row"),
                        goings("OVER same_row"),
                        records("r"),
                        keyColumns("r"),
                        keyColumns("r"),
                        image,
                        own.position(),
                        identity.live("l"),
                        identity.same("f", "l"));
    }

    /** The first image tells a row's values, or the live row does; of one that was not there the key has to do. */
    private String was(String imaged, Column column, String keyed) {
        String unchanged = table.key().contains(column.name())
                ? "COALESCE(%s, %s)".formatted(Sql.value(column, "l"), Sql.value(column, keyed))
                : Sql.value(column, "l");
        return "CASE WHEN %s THEN %s ELSE %s END AS %s"
                .formatted(imaged, Sql.value(column, "f"), unchanged, quote(column.name()));
    }

    String changedKeys() {
        return "(SELECT DISTINCT %s FROM %s)".formatted(keyColumns("r"), records("r"));
    }

    private String changedKeys(Slice slice) {
        return slice.isWhole()
                ? changedKeys()
                : "(SELECT DISTINCT %s FROM %s WHERE abs(hashtext(concat_ws(' ', %s))::bigint) %% %d = %d)"
                        .formatted(keyColumns("r"), records("r"), keyColumns("r"), slice.count(), slice.number() - 1);
    }

    /** A slice of the rows that changed since, as they are, in the order of the stored columns. */
    String rowsNow(Slice slice) {
        return """
                SELECT %s
                FROM %s k
                JOIN %s ON %s
                """.formatted(
                        list(table.storedColumns(), column -> Sql.value(column, "l")),
                        changedKeys(slice),
                        identity.live("l"),
                        identity.same("k", "l"));
    }

    /** Keys that went since and have no row now. */
    String keysGone() {
        return """
                SELECT %s
                FROM (SELECT DISTINCT %s FROM %s WHERE r.%s IN ('D', 'T', 'M')) k
                WHERE NOT EXISTS (
                  SELECT FROM %s
                  WHERE %s)
                """.formatted(
                        keyColumns("k"),
                        keyColumns("r"),
                        records("r"),
                        own.operation(),
                        identity.live("l"),
                        identity.same("k", "l"));
    }

    private String counted(String keys) {
        return """
                %sunseen AS MATERIALIZED (
                  SELECT r.* FROM %s JOIN %s w ON %s%s),
                counted AS (
                  SELECT %s, %s, %s
                  FROM unseen r
                  GROUP BY %s),
                wanted AS (SELECT DISTINCT * FROM %s w),
                %s""".formatted(
                        found(),
                        records("r"),
                        keys,
                        identity.same("r", "w"),
                        fromFound(),
                        keyColumns("r"),
                        comings(""),
                        goings(""),
                        keyColumns("r"),
                        keys,
                        firstImages(keyColumns("r")));
    }

    /**
     * Queries that lead to {@code first}: of the records {@code unseen}, the first image of each row, or of each row within
     * each transaction.
     *
     * @param within columns of {@code r} by which records belong together
     */
    String firstImages(String within) {
        return """
                ended AS (
                  SELECT DISTINCT ON (%1$s) r.*
                  FROM unseen r
                  WHERE r.%2$s IN ('U', 'D', 'T')
                  ORDER BY %1$s, r.%3$s),
                around AS (
                  SELECT DISTINCT ON (%4$s, r.%5$s) r.*
                  FROM unseen r
                  WHERE r.%6$s IS NOT NULL
                  ORDER BY %4$s, r.%5$s, r.%6$s),
                first AS (
                  SELECT e.*
                  FROM ended e
                  WHERE NOT EXISTS (SELECT FROM around a WHERE %7$s)
                  UNION ALL
                  SELECT a.*
                  FROM ended e
                  JOIN around a ON %7$s)""".formatted(
                        within,
                        own.operation(),
                        own.position(),
                        keyColumns("r"),
                        own.transaction(),
                        own.began(),
                        changedBefore());
    }

    private String comings(String over) {
        return "count(*) FILTER (WHERE r.%s = 'I') %s AS %s".formatted(own.operation(), over, came);
    }

    private String goings(String over) {
        return "count(*) FILTER (WHERE r.%s IN ('D', 'T', 'M')) %s AS %s".formatted(own.operation(), over, went);
    }

    /** A statement within which another one ended had changed the row before that. */
    private String changedBefore() {
        return "%s AND a.%s = e.%s AND a.%s < COALESCE(e.%s, e.%s)"
                .formatted(
                        identity.same("a", "e"),
                        own.transaction(),
                        own.transaction(),
                        own.began(),
                        own.began(),
                        own.position());
    }

    /** Where a transaction's first record of each row stands: what others did to the row before lies before it. */
    private String found() {
        return state.beforeTransaction().isEmpty()
                ? ""
                : "found AS (\n"
                        + firstRecords(List.of(state.beforeTransaction().getAsLong())) + "),\n";
    }

    /** Of some transactions together, for each row. */
    String firstRecords(List<Long> transactions) {
        return """
                  SELECT %s, min(%s) AS %s
                  FROM %s r
                  WHERE %s IN (%s)
                  GROUP BY %s""".formatted(
                        keyColumns("r"),
                        own.position(),
                        own.position(),
                        RecordColumns.tableOf(companion),
                        own.transaction(),
                        list(transactions, id -> "'" + Long.toUnsignedString(id) + "'"),
                        keyColumns("r"));
    }

    private String fromFound() {
        return state.beforeTransaction().isEmpty()
                ? ""
                : " LEFT JOIN found x ON %s WHERE x.%s IS NULL OR r.%s >= x.%s"
                        .formatted(identity.same("r", "x"), own.position(), own.position(), own.position());
    }

    private String times(String counts) {
        return "((%1$s)::integer - COALESCE(%2$s.%3$s, 0) + COALESCE(%2$s.%4$s, 0))"
                .formatted(identity.present("l"), counts, came, went);
    }
}
