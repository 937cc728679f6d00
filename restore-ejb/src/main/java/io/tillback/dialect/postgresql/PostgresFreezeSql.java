package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.dialect.FreezeSql;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.Freeze;
import io.tillback.model.FreezeId;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Triggers of rows, since a statement that changes none is refused nothing: removing an order asks each table of lines for
 * some to remove. Their names sort before the store's, so that they fire first. {@link FreezeGuard} is what they run.
 */
final class PostgresFreezeSql implements FreezeSql {
    private static final String ID = "substring(p.proname, '^freeze_([a-z0-9]+)')";

    private static final String IN_FORCE = "f.lifted_at IS NULL AND f.until > clock_timestamp()";

    @Override
    public List<String> lock(List<TableShape> tables) {
        return List.of(
                PostgresRecorder.SHORT_WAIT,
                "LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(list(tables, Sql::rowsOf)));
    }

    @Override
    public List<String> begin(Freeze freeze, TableShape table) {
        FreezeGuard guard = new FreezeGuard(freeze, table);
        return List.of(
                guard.ofTable(),
                trigger(freeze, "_rows BEFORE INSERT OR UPDATE OR DELETE", table, guard.name()),
                finish(freeze, table, guard.name()));
    }

    @Override
    public List<String> begin(Freeze freeze, TableShape table, SellerRoute route) {
        FreezeGuard guard = new FreezeGuard(freeze, table);
        List<String> statements = new ArrayList<>();
        statements.add(guard.ofSeller(route));
        statements.add(trigger(freeze, "_before BEFORE UPDATE OR DELETE", table, guard.name()));
        statements.add(trigger(freeze, "_after AFTER INSERT OR UPDATE", table, guard.name()));
        for (int hop = 1; hop <= route.hops().size(); hop++) {
            TableShape passed = route.hops().get(hop - 1).table();
            statements.add(guard.ofHop(route, hop));
            statements.add(trigger(freeze, "_" + hop + "_before BEFORE DELETE", passed, guard.name(hop)));
            statements.add(trigger(freeze, "_" + hop + "_after AFTER INSERT OR UPDATE", passed, guard.name(hop)));
        }
        statements.add(finish(freeze, table, guard.name()));
        return statements;
    }

    private static String prefix(FreezeId freeze) {
        return "!tillback_freeze_" + freeze;
    }

    /** @param event begins with the rest of the trigger's name, which nobody need quote but for its first letter */
    private static String trigger(Freeze freeze, String event, TableShape table, String function) {
        int space = event.indexOf(' ');
        return "CREATE TRIGGER %s%s ON %s FOR EACH ROW EXECUTE FUNCTION %s()"
                .formatted(
                        quote(prefix(freeze.id()) + event.substring(0, space)),
                        event.substring(space),
                        quote(table.id()),
                        function);
    }

    /** Triggers of statements are not those of a partition; and all of them fire whatever the session's role of replication is. */
    private static String finish(Freeze freeze, TableShape table, String function) {
        String truncate = "CREATE TRIGGER %s BEFORE TRUNCATE ON %%s EXECUTE FUNCTION %s()"
                .formatted(quote(prefix(freeze.id()) + "_truncate"), function);
        return "DO " + literal("""
                DECLARE piece regclass; guard name;
                BEGIN
                FOR piece IN
                  SELECT c.oid FROM pg_class c
                  WHERE c.oid = %1$s::regclass OR c.oid IN (SELECT relid FROM pg_partition_tree(%1$s::regclass))
                LOOP
                EXECUTE format(%2$s, piece);
                END LOOP;
                FOR piece, guard IN
                  SELECT t.tgrelid, t.tgname
                  FROM pg_trigger t
                  JOIN pg_proc p ON p.oid = t.tgfoid
                  WHERE %3$s
                LOOP
                EXECUTE format('ALTER TABLE ONLY %%s ENABLE ALWAYS TRIGGER %%I', piece, guard);
                END LOOP;
                END
                """.formatted(literal(quote(table.id())), literal(truncate), isOf(freeze.id())));
    }

    private static String isOf(FreezeId freeze) {
        return "p.pronamespace = 'tillback'::regnamespace AND p.proname ~ '^freeze_%s(_[0-9]+)?$'".formatted(freeze);
    }

    @Override
    public List<String> end(FreezeId freeze) {
        return List.of(forEachFunction(
                freeze,
                "format('CREATE OR REPLACE FUNCTION tillback.%I() RETURNS trigger LANGUAGE plpgsql AS %L', guard, "
                        + literal(FreezeGuard.OPEN) + ")"));
    }

    @Override
    public List<String> remove(FreezeId freeze) {
        return List.of(
                PostgresRecorder.SHORT_WAIT,
                forEachFunction(freeze, "format('DROP FUNCTION IF EXISTS tillback.%I() CASCADE', guard)"));
    }

    private static String forEachFunction(FreezeId freeze, String statement) {
        return "DO " + literal("""
                DECLARE guard name;
                BEGIN
                FOR guard IN
                  SELECT p.proname FROM pg_proc p WHERE %s
                LOOP
                EXECUTE %s;
                END LOOP;
                END
                """.formatted(isOf(freeze), statement));
    }

    @Override
    public String findLeftOver() {
        return """
                SELECT DISTINCT %1$s
                FROM pg_proc p
                WHERE p.pronamespace = 'tillback'::regnamespace AND p.proname ~ '^freeze_[a-z0-9]+(_[0-9]+)?$'
                  AND NOT EXISTS (SELECT FROM tillback.freeze f WHERE f.id = %1$s AND %2$s)
                ORDER BY 1
                """.formatted(ID, IN_FORCE);
    }

    @Override
    public String findGuarded() {
        return """
                SELECT f.id
                FROM tillback.freeze f
                JOIN pg_proc p ON p.pronamespace = 'tillback'::regnamespace AND p.proname = 'freeze_' || f.id
                JOIN pg_trigger t ON t.tgfoid = p.oid AND t.tgenabled = 'A'
                JOIN pg_class c ON c.oid = t.tgrelid AND c.relname = f.table_name
                JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = f.table_schema
                GROUP BY f.id
                HAVING count(*) = CASE WHEN f.seller IS NULL THEN 2 ELSE 3 END
                """;
    }

    @Override
    public String pass() {
        return "SELECT set_config('%s', pg_current_xact_id()::text, TRUE)".formatted(FreezeGuard.PASS);
    }

    @Override
    public String findSeller(TableShape table, ColumnName seller) {
        Column column = table.findColumn(seller).orElseThrow();
        return "SELECT %1$s::text FROM %2$s t WHERE %3$s LIMIT 1"
                .formatted(
                        Sql.value(column, "t"),
                        rowsOf(table),
                        Sql.equal(
                                column,
                                Sql.value(column, "t"),
                                "?::" + column.values().type()));
    }

    @Override
    public String describe() {
        return """
                SELECT CASE
                  WHEN c.relispartition THEN (
                    SELECT format('a partition of %s.%s', rn.nspname, r.relname)
                    FROM pg_class r
                    JOIN pg_namespace rn ON rn.oid = r.relnamespace
                    WHERE r.oid = pg_partition_root(c.oid))
                  WHEN c.relkind = 'v' THEN 'a view'
                  WHEN c.relkind = 'm' THEN 'a materialized view'
                  WHEN c.relkind = 'f' THEN 'a foreign table'
                  WHEN c.relkind IN ('r', 'p') THEN 'a table that Tillback cannot read, or one of its own'
                  ELSE 'no table' END
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?
                """;
    }
}
