package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.conflicts;
import static io.tillback.dialect.postgresql.Sql.gap;
import static io.tillback.dialect.postgresql.Sql.planRows;
import static io.tillback.dialect.postgresql.Sql.plannedKeys;

import io.tillback.dialect.Bound;
import io.tillback.dialect.GapSql;
import io.tillback.dialect.PlanSql.Table;
import io.tillback.model.ChangesBy;
import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.RowScope;
import io.tillback.model.SellerRoute;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The changes of a plan's window, told apart by {@link ToldChanges} and kept as counts beside the plan. */
final class PostgresGapSql implements GapSql {
    private static final String BROUGHT_BACK = "COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'BROUGHT_BACK'), 0)";
    private static final String LOST = "COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'LOST'), 0)";
    private static final String KEPT = "COALESCE(sum(g.changes) FILTER (WHERE g.outcome = 'KEPT'), 0)";

    @Override
    public List<String> tellChanges(
            Table table, Companion companion, PastState state, Optional<SellerRoute> route, OptionalLong compared) {
        String gap = gap(table.plan(), table.number());
        String counted = new ToldChanges(table, companion, state, route, compared).counted();
        // Workers may share a table's making, and never an INSERT. Where there are sellers, each would join all rows
        // for the few records that hold a key alone.
        return route.isEmpty()
                ? List.of("CREATE TABLE %s AS\n%s\n".formatted(gap, counted))
                : List.of("""
                        CREATE TABLE %s (
                          common text NOT NULL, outcome text NOT NULL, transaction xid8, backend integer,
                          minute timestamp with time zone, seller text, changes bigint NOT NULL)
                        """.formatted(gap), """
                        INSERT INTO %s (common, outcome, transaction, backend, minute, seller, changes)
                        %s
                        """.formatted(gap, counted));
    }

    @Override
    public String countChanges(Table table, Companion companion, PastState state) {
        return """
                SELECT (SELECT count(*) FROM %s), %s, %s, %s,
                       count(DISTINCT g.transaction) FILTER (WHERE g.outcome <> 'KEPT'),
                       (SELECT count(*) || ':' || COALESCE(sum(hashtextextended(a::text, 0)::numeric), 0) FROM %s a)
                FROM %s g
                WHERE g.common = 'TRANSACTION'
                """.formatted(
                        ToldChanges.window(companion, state).recordsAsKept("r"),
                        BROUGHT_BACK,
                        LOST,
                        KEPT,
                        gap(table.plan(), table.number()),
                        gap(table.plan(), table.number()));
    }

    @Override
    public String groupChanges(List<Table> tables, ChangesBy common) {
        return switch (common) {
            case SELLER -> grouped("g.seller", all(tables, ChangesBy.SELLER));
            case TRANSACTION -> grouped("g.transaction::text", all(tables, ChangesBy.TRANSACTION));
            case MINUTE ->
                grouped(
                        "to_char(g.minute AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI\"Z\"')",
                        all(tables, "minute IS NOT NULL"));
            case ACTOR -> grouped("w.actor", byWhom(tables));
            case RELEASE -> grouped("w.release", byWhom(tables));
        };
    }

    private static String all(List<Table> tables, ChangesBy common) {
        return all(tables, "common = '" + common + "'");
    }

    private static String all(List<Table> tables, String condition) {
        return tables.stream()
                .map(table -> "SELECT * FROM %s WHERE %s".formatted(gap(table.plan(), table.number()), condition))
                .collect(Collectors.joining(" UNION ALL ", "(", ") g"));
    }

    @Override
    public String worstTransaction(List<Table> tables) {
        return counted("g.transaction::text", all(tables, ChangesBy.TRANSACTION) + " WHERE g.outcome = 'BROUGHT_BACK'")
                + """
                ORDER BY 2 DESC, 1
                LIMIT 1
                """;
    }

    private static String grouped(String name, String from) {
        return counted(name, from) + """
                ORDER BY 3 DESC, 2 DESC, 4 DESC, %s COLLATE "C" NULLS LAST
                LIMIT ?
                """.formatted(name);
    }

    private static String counted(String name, String from) {
        return """
                SELECT %s, %s, %s, %s
                FROM %s
                GROUP BY 1
                """.formatted(name, BROUGHT_BACK, LOST, KEPT, from);
    }

    private static String byWhom(List<Table> tables) {
        return all(tables, ChangesBy.TRANSACTION) + "\n" + WhoRecorder.find("g.backend", "g.transaction");
    }

    @Override
    public String hasConflicts() {
        return "SELECT to_regclass('tillback.conflict_' || ? || '_' || ?) IS NOT NULL";
    }

    @Override
    public Bound dropConflictsOutside(Table table, RowScope rows) {
        Identity identity = Identity.of(table);
        PlanJoin joined = PlanJoin.of(table, rows);
        String sql = """
                DELETE FROM %s c
                WHERE %s
                  AND NOT EXISTS (
                    SELECT FROM (
                      SELECT %s
                      FROM %s
                      WHERE %s AND %s
                      OFFSET 0) k
                    WHERE %s)
                """.formatted(
                        conflicts(table.plan(), table.number()),
                        isUnplanned(table),
                        identity.asPlanned("l"),
                        joined.from(),
                        identity.present("l"),
                        joined.inScope(),
                        identity.samePlanned("k", "c"));
        return new Bound(sql, joined.parameters());
    }

    @Override
    public String dropUnplannedConflicts(Table table) {
        return "DELETE FROM %s c WHERE %s".formatted(conflicts(table.plan(), table.number()), isUnplanned(table));
    }

    private static String isUnplanned(Table table) {
        return "NOT EXISTS (SELECT FROM %s p WHERE %s)"
                .formatted(
                        planRows(table.plan(), table.number()),
                        Identity.of(table).samePlanned("p", "c"));
    }

    @Override
    public String countContested(Table table) {
        return "SELECT count(*) FROM (SELECT DISTINCT %s FROM %s) c"
                .formatted(plannedKeys(Identity.of(table).width(), ""), conflicts(table.plan(), table.number()));
    }

    @Override
    public String pageOfConflicts(Table table) {
        return """
                SELECT number, ARRAY[%s], name, before, damage, live
                FROM %s
                WHERE number > ?
                ORDER BY number
                LIMIT ?
                """.formatted(
                        IntStream.rangeClosed(1, Identity.of(table).width())
                                .mapToObj(i -> "k" + i + "::text")
                                .collect(Collectors.joining(", ")),
                        conflicts(table.plan(), table.number()));
    }
}
