package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.TableShape;
import java.util.List;

/**
 * What a table's records say about a past state: those of transactions that its moment does not see. Of a row that a
 * given transaction changed, only those from its first one on.
 *
 * <p>Whether a row was there is a sum, which knows no order: there now, less the times its key came, plus the times it
 * went. If it was, the first image tells its values, or the live row does.
 */
final class PastRows {
    private final Companion companion;
    private final TableShape table;
    private final Identity identity;
    private final RecordColumns own;
    private final String came;
    private final String went;
    private final PastState state;

    PastRows(Companion companion, PastState state) {
        this.companion = companion;
        this.table = companion.table();
        this.identity = Identity.of(table);
        this.own = RecordColumns.of(table);
        this.came = RecordColumns.free(table, "came");
        this.went = RecordColumns.free(table, "went");
        this.state = state;
    }

    String keyColumns(String alias) {
        return list(table.key(), name -> alias + "." + quote(name));
    }

    /** Segments without a transaction that the moment may not see are passed by. */
    String records(String alias) {
        String cut = PostgresJournalSql.cut(state.moment());
        return "(SELECT * FROM %s WHERE %s >= pg_snapshot_xmin(%s) AND NOT pg_visible_in_snapshot(%s, %s)%s) %s"
                .formatted(
                        RecordColumns.tableOf(companion),
                        own.transaction(),
                        cut,
                        own.transaction(),
                        cut,
                        notCommittedBy(),
                        alias);
    }

    /** The time of a commit is not known before it, nor of commits from before it was kept. */
    private String notCommittedBy() {
        return state.committedUntil()
                .map(until -> " AND NOT COALESCE(pg_xact_commit_timestamp(%s::xid) <= '%s', FALSE)"
                        .formatted(own.transaction(), until))
                .orElse("");
    }

    /** Rows as they were, in the order of the stored columns. */
    String rowsOf(String keys) {
        List<Column> columns = table.storedColumns();
        return """
                WITH %s
                SELECT %s
                FROM %s
                LEFT JOIN first f ON %s
                WHERE %s = 1
                """.formatted(
                        counted(keys, true),
                        list(columns, column -> "CASE WHEN f.%s IS NULL THEN %s ELSE f.%s END"
                                .formatted(own.position(), Sql.value(column, "l"), quote(column.name()))),
                        joined(),
                        identity.same("k", "f"),
                        existed());
    }

    String changedKeys() {
        return "(SELECT DISTINCT %s FROM %s)".formatted(keyColumns("r"), records("r"));
    }

    /** Rows that changed since, as they are, in the order of the stored columns. */
    String rowsNow() {
        return """
                SELECT %s
                FROM %s k
                JOIN %s ON %s
                """.formatted(
                        list(table.storedColumns(), column -> Sql.value(column, "l")),
                        changedKeys(),
                        identity.live("l"),
                        identity.same("k", "l"));
    }

    /** Keys that changed since and have no row now. */
    String keysGone() {
        return """
                SELECT %s
                FROM %s k
                WHERE NOT EXISTS (
                  SELECT FROM %s
                  WHERE %s)
                """.formatted(keyColumns("k"), changedKeys(), identity.live("l"), identity.same("k", "l"));
    }

    /** A sum other than 0 and 1 is proof that records are missing. */
    String contradictionsOf(String keys) {
        return "WITH %s SELECT count(*) FROM %s WHERE %s NOT IN (0, 1)"
                .formatted(counted(keys, false), joined(), existed());
    }

    private String counted(String keys, boolean withImages) {
        String counted = """
                %sunseen AS MATERIALIZED (
                  SELECT r.* FROM %s JOIN %s w ON %s%s),
                counted AS (
                  SELECT %s,
                         count(*) FILTER (WHERE r.%s = 'I') AS %s,
                         count(*) FILTER (WHERE r.%s IN ('D', 'T', 'M')) AS %s
                  FROM unseen r
                  GROUP BY %s),
                wanted AS (SELECT DISTINCT * FROM %s w)""".formatted(
                        found(),
                        records("r"),
                        keys,
                        identity.same("r", "w"),
                        fromFound(),
                        keyColumns("r"),
                        own.operation(),
                        came,
                        own.operation(),
                        went,
                        keyColumns("r"),
                        keys);
        return withImages
                ? counted
                        + """
                ,
                ended AS (
                  SELECT DISTINCT ON (%1$s) r.*
                  FROM unseen r
                  WHERE r.%2$s IN ('U', 'D', 'T')
                  ORDER BY %1$s, r.%3$s),
                around AS (
                  SELECT DISTINCT ON (%1$s, r.%4$s) r.*
                  FROM unseen r
                  WHERE r.%5$s IS NOT NULL
                  ORDER BY %1$s, r.%4$s, r.%5$s),
                first AS (
                  SELECT e.*
                  FROM ended e
                  WHERE NOT EXISTS (SELECT FROM around a WHERE %6$s)
                  UNION ALL
                  SELECT a.*
                  FROM ended e
                  JOIN around a ON %6$s)""".formatted(
                                        keyColumns("r"),
                                        own.operation(),
                                        own.position(),
                                        own.transaction(),
                                        own.began(),
                                        changedBefore())
                : counted;
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
                : """
                found AS (
                  SELECT %s, min(%s) AS %s
                  FROM %s r
                  WHERE %s = '%s'
                  GROUP BY %s),
                """.formatted(
                                keyColumns("r"),
                                own.position(),
                                own.position(),
                                RecordColumns.tableOf(companion),
                                own.transaction(),
                                Long.toUnsignedString(state.beforeTransaction().getAsLong()),
                                keyColumns("r"));
    }

    private String fromFound() {
        return state.beforeTransaction().isEmpty()
                ? ""
                : " LEFT JOIN found x ON %s WHERE x.%s IS NULL OR r.%s >= x.%s"
                        .formatted(identity.same("r", "x"), own.position(), own.position(), own.position());
    }

    private String joined() {
        return "wanted k LEFT JOIN counted c ON %s LEFT JOIN %s ON %s"
                .formatted(identity.same("k", "c"), identity.live("l"), identity.same("k", "l"));
    }

    private String existed() {
        return "((%s)::integer - COALESCE(c.%s, 0) + COALESCE(c.%s, 0))".formatted(identity.present("l"), came, went);
    }
}
