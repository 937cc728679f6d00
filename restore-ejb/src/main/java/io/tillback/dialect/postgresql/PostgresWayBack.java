package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.keys;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.stage;

import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.TableShape;
import io.tillback.model.WayBack;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Turns a stage that holds a copy of a table into the table as it was before the copy. */
final class PostgresWayBack {
    private final TableShape table;
    private final Identity identity;
    private final PastRows past;
    private final String keys;
    private final String stage;
    private final String changed;
    private final String then;

    PostgresWayBack(PlanId plan, int number, WayBack way) {
        this.table = way.companion().table();
        this.identity = Identity.of(table);
        this.keys = keys(plan, number);
        this.stage = stage(plan, number);
        this.past = new PastRows(way, stage);
        this.changed = "tillback.changed_" + plan + "_" + number;
        this.then = "tillback.then_" + plan + "_" + number;
    }

    /** Whoever was done in the earlier view is done in the later one. */
    static String sees(Moment later, Moment earlier) {
        return """
                SELECT pg_snapshot_xmax(%2$s) <= pg_snapshot_xmax(%1$s)
                  AND NOT EXISTS (
                    SELECT FROM pg_snapshot_xip(%1$s) running WHERE pg_visible_in_snapshot(running, %2$s))
                """.formatted(PostgresJournalSql.cut(later), PostgresJournalSql.cut(earlier));
    }

    /** A transaction has the time of its commit before others see it: one may belong to the state, but not to the moment. */
    static String sees(Companion companion, Moment later, PastState state) {
        String transaction = RecordColumns.of(companion.table()).transaction();
        String cut = PostgresJournalSql.cut(later);
        String committed = state.committedUntil()
                .map(until -> """
                          AND NOT EXISTS (
                            SELECT FROM (
                              SELECT DISTINCT %3$s AS id
                              FROM %4$s
                              WHERE %3$s >= pg_snapshot_xmin(%1$s) AND NOT pg_visible_in_snapshot(%3$s, %1$s)) t
                            WHERE COALESCE(pg_xact_commit_timestamp(t.id::xid) <= '%2$s', FALSE))
                        """.formatted(cut, until, transaction, RecordColumns.tableOf(companion)))
                .orElse("");
        String before = state.beforeTransaction().isEmpty()
                ? ""
                : "  AND pg_visible_in_snapshot(%s::xid8, %s)\n"
                        .formatted(
                                literal(Long.toUnsignedString(
                                        state.beforeTransaction().getAsLong())),
                                cut);
        return sees(later, state.moment()) + committed + before;
    }

    List<String> begin(List<ColumnName> laidOut) {
        String wanted = laidOut.isEmpty() ? "" : " WHERE EXISTS (%s)".formatted(laidOut("r", laidOut));
        return List.of(
                "CREATE UNLOGGED TABLE %s WITH (autovacuum_enabled = off) AS SELECT DISTINCT %s FROM %s%s"
                        .formatted(changed, past.keyColumns("r"), past.records("r"), wanted),
                "ANALYZE " + changed,
                "CREATE UNLOGGED TABLE %s (LIKE %s, %s integer NOT NULL) WITH (autovacuum_enabled = off)"
                        .formatted(then, stage, past.mark()),
                "INSERT INTO %s (%s, %s) %s".formatted(then, columns(), past.mark(), past.markedRows(changed)));
    }

    private String columns() {
        return list(table.storedColumns(), column -> quote(column.name()));
    }

    /** A row's being among the keys laid out, whose columns have today's names and collations. */
    private String laidOut(String alias, List<ColumnName> names) {
        List<Column> key = table.keyColumns();
        String asThen = IntStream.range(0, key.size())
                .mapToObj(i -> "%s%s AS %s"
                        .formatted(
                                quote(names.get(i)),
                                Sql.collation(key.get(i)),
                                quote(key.get(i).name())))
                .collect(Collectors.joining(", "));
        return "SELECT FROM (SELECT %s FROM %s) w WHERE %s".formatted(asThen, keys, identity.same(alias, "w"));
    }

    String countContradictions() {
        return "SELECT count(*) FROM %s WHERE %s NOT IN (0, 1)".formatted(then, past.mark());
    }

    List<String> go(List<ColumnName> laidOut) {
        List<String> statements = new ArrayList<>(List.of(
                "DELETE FROM %s s USING %s k WHERE %s".formatted(stage, changed, identity.same("k", "s")),
                "INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s = 1"
                        .formatted(stage, columns(), columns(), then, past.mark())));
        if (!laidOut.isEmpty()) {
            // Chunks hold other rows too, and those are as they were in the copy.
            statements.add("DELETE FROM %s s WHERE NOT EXISTS (%s)".formatted(stage, laidOut("s", laidOut)));
        }
        statements.add("DROP TABLE %s, %s".formatted(changed, then));
        statements.add("ANALYZE " + stage);
        return statements;
    }
}
