package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.quote;

import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.TableShape;
import java.util.List;

/**
 * What a table's records say about a moment: those of transactions that the moment does not see.
 *
 * <p>Whether a row was there is a sum, which knows no order: there now, less the times its key came, plus the times it
 * went. If it was, the first image tells its values, or the live row does.
 */
final class PastRows {
    private final Companion companion;
    private final TableShape table;
    private final Identity identity;
    private final RecordColumns own;
    private final Moment moment;

    PastRows(Companion companion, Moment moment) {
        this.companion = companion;
        this.table = companion.table();
        this.identity = Identity.of(table);
        this.own = RecordColumns.of(table);
        this.moment = moment;
    }

    String keyColumns(String alias) {
        return list(table.key(), name -> alias + "." + quote(name));
    }

    String records(String alias) {
        return "(SELECT * FROM %s WHERE NOT pg_visible_in_snapshot(%s, %s)) %s"
                .formatted(RecordColumns.tableOf(companion), own.transaction(), PostgresJournalSql.cut(moment), alias);
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

    /** A sum other than 0 and 1 is proof that records are missing. */
    String contradictionsOf(String keys) {
        return "WITH %s SELECT count(*) FROM %s WHERE %s NOT IN (0, 1)"
                .formatted(counted(keys, false), joined(), existed());
    }

    private String counted(String keys, boolean withImages) {
        String counted = """
                unseen AS MATERIALIZED (
                  SELECT r.* FROM %s JOIN %s w ON %s),
                counted AS (
                  SELECT %s,
                         count(*) FILTER (WHERE r.%s = 'I') AS came,
                         count(*) FILTER (WHERE r.%s IN ('D', 'T', 'M')) AS went
                  FROM unseen r
                  GROUP BY %s),
                wanted AS (SELECT DISTINCT * FROM %s)""".formatted(
                        records("r"),
                        keys,
                        identity.same("r", "w"),
                        keyColumns("r"),
                        own.operation(),
                        own.operation(),
                        keyColumns("r"),
                        keys);
        return withImages
                ? counted + """
                ,
                first AS (
                  SELECT DISTINCT ON (%s) r.*
                  FROM unseen r
                  WHERE r.%s IN ('U', 'D', 'T')
                  ORDER BY %s, r.%s)""".formatted(keyColumns("r"), own.operation(), keyColumns("r"), own.position())
                : counted;
    }

    private String joined() {
        return "wanted k LEFT JOIN counted c ON %s LEFT JOIN %s ON %s"
                .formatted(identity.same("k", "c"), identity.live("l"), identity.same("k", "l"));
    }

    private String existed() {
        return "((%s)::integer - COALESCE(c.came, 0) + COALESCE(c.went, 0))".formatted(identity.present("l"));
    }
}
