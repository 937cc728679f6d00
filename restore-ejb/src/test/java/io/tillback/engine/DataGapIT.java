package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ChangesBy;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.RestoreTarget.AtSnapshot;
import io.tillback.model.RestoreTarget.BeforeTransaction;
import io.tillback.model.RestoreTarget.WithoutTransactions;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.ChangeGroup;
import io.tillback.plan.DataGap;
import io.tillback.plan.DataGap.TableChanges;
import io.tillback.plan.Plan;
import io.tillback.plan.SellerPaths;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every change since the target is brought back, lost or kept, and somebody's. */
class DataGapIT {
    private static final TableId ORDERS = new TableId("shop", "orders");
    private static final TableId LINE = new TableId("shop", "order_line");

    private static final RestorePolicy ALL =
            new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS);

    private Engine engine;
    private Moment noon;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.orders (id int PRIMARY KEY, seller_id int, state text, note text);
                CREATE TABLE shop.order_line (
                  id int PRIMARY KEY, order_id int REFERENCES shop.orders ON DELETE CASCADE, quantity int);
                INSERT INTO shop.orders SELECT n, n % 2 + 1, 'open', 'n' || n FROM generate_series(1, 10) n;
                INSERT INTO shop.order_line SELECT n, n, 1 FROM generate_series(1, 10) n;
                """);
        engine.record();
        noon = engine.journal().beat();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** In one transaction of the store. @return its number */
    private long change(String actor, String release, String... statements) throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL tillback.actor = '%s'".formatted(actor));
            statement.execute("SET LOCAL tillback.release = '%s'".formatted(release));
            for (String sql : statements) {
                statement.execute(sql);
            }
            long id = Long.parseLong(Payments.first(statement, "SELECT pg_current_xact_id()::text"));
            connection.commit();
            return id;
        }
    }

    private static ChangeCounts countsOf(Plan plan, TableId table) {
        return plan.gap().changes().stream()
                .filter(changes -> changes.table().equals(table))
                .map(TableChanges::counts)
                .findFirst()
                .orElseThrow();
    }

    private static void assertCounts(Plan plan, TableId table, long broughtBack, long lost, long kept) {
        ChangeCounts counts = countsOf(plan, table);
        assertThat(List.of(counts.broughtBack(), counts.lost(), counts.kept()))
                .containsExactly(broughtBack, lost, kept);
        assertThat(counts.addUp()).isTrue();
        assertThat(plan.gap().headline().get(0)).startsWith("Exact: ");
    }

    private Plan planAtNoon(RestoreScope scope) throws SQLException {
        return planAtNoon(List.of(scope));
    }

    private Plan planAtNoon(List<RestoreScope> scopes) throws SQLException {
        AtInstant target = new AtInstant(noon.takenAt());
        return engine.kept(engine.journalPlanner()
                .plan(engine.nextPlanId(), new RestoreRequest(target, scopes, ALL), target, Progress.NONE));
    }

    private Plan planWithout(TableId table, Long... transactions) throws SQLException {
        WithoutTransactions target = new WithoutTransactions(List.of(transactions));
        RestoreRequest request = new RestoreRequest(target, List.of(RestoreScope.wholeTable(table)), ALL);
        return engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));
    }

    private Plan planBefore(TableId table, long transaction) throws SQLException {
        BeforeTransaction target = new BeforeTransaction(transaction);
        RestoreRequest request = new RestoreRequest(target, List.of(RestoreScope.wholeTable(table)), ALL);
        return engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));
    }

    @Test
    void what_a_row_keeps_that_takes_only_its_reference_back_is_kept() throws SQLException {
        engine.sql("""
                CREATE TABLE shop.receipt (id int PRIMARY KEY, order_id int REFERENCES shop.orders ON DELETE SET NULL, note text);
                INSERT INTO shop.receipt SELECT n, n, 'r' || n FROM generate_series(1, 10) n;
                """);
        engine.record();
        noon = engine.journal().beat();
        change("mia", "", "DELETE FROM shop.orders WHERE id = 3");
        change("noah", "", "UPDATE shop.receipt SET note = 'edited' WHERE id = 3");
        RestoreScope order = Requests.rows(ORDERS, new RowScope.Keys(List.of(RowKey.of("3"))));
        AtInstant target = new AtInstant(noon.takenAt());
        RestoreRequest request = new RestoreRequest(target, List.of(order), ALL.withDependents(Dependents.FOLLOW));

        Plan plan = engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));
        engine.apply(plan);

        assertThat(engine.texts("SELECT r::text FROM shop.receipt r WHERE id = 3"))
                .containsExactly("(3,3,edited)");
        assertCounts(plan, LINE, 1, 0, 0);
        assertCounts(plan, new TableId("shop", "receipt"), 1, 0, 1);
    }

    @Test
    void of_a_row_outside_the_scope_only_what_the_reference_takes_back_is_brought_back() throws SQLException {
        engine.sql("""
                CREATE TABLE shop.receipt (id int PRIMARY KEY, order_id int REFERENCES shop.orders ON DELETE SET NULL,
                  refunds int REFERENCES shop.orders ON DELETE SET NULL, note text);
                INSERT INTO shop.receipt SELECT n, n, n + 1, 'r' || n FROM generate_series(1, 9) n;
                """);
        engine.record();
        noon = engine.journal().beat();
        change("mia", "", "DELETE FROM shop.orders WHERE id = 3");
        change("noah", "", "UPDATE shop.receipt SET refunds = NULL WHERE id = 3");
        change("noah", "", "UPDATE shop.receipt SET note = 'edited' WHERE id IN (3, 5)");
        TableId receipt = new TableId("shop", "receipt");
        RestoreScope order = Requests.rows(ORDERS, new RowScope.Keys(List.of(RowKey.of("3"))));
        RestoreScope other = Requests.rows(receipt, new RowScope.Keys(List.of(RowKey.of("5"))));
        AtInstant target = new AtInstant(noon.takenAt());
        RestoreRequest request =
                new RestoreRequest(target, List.of(order, other), ALL.withDependents(Dependents.FOLLOW));

        Plan plan = engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));
        engine.apply(plan);

        assertThat(engine.texts("SELECT r::text FROM shop.receipt r WHERE id IN (2, 3, 5) ORDER BY id"))
                .containsExactly("(2,2,3,r2)", "(3,3,,edited)", "(5,5,6,r5)");
        // Of rows 2 and 3 what cut them loose, of row 5 its edit; not what was done to row 3 since.
        assertCounts(plan, receipt, 3, 0, 2);
    }

    private List<ChangeGroup> groups(Plan plan, ChangesBy common) {
        return engine.workspace().loadChanges(plan.id(), plan.tables(), common, 100);
    }

    private static ChangeGroup group(String name, long broughtBack, long lost, long kept) {
        return new ChangeGroup(Optional.of(name).filter(some -> !some.isEmpty()), broughtBack, lost, kept);
    }

    @Test
    void to_an_instant_rows_set_back_are_brought_back_and_rows_made_since_are_lost() throws SQLException {
        change(
                "mia",
                "build-104",
                "UPDATE shop.orders SET state = 'paid' WHERE id <= 3",
                "UPDATE shop.orders SET note = 'x' WHERE id = 1");
        change("noah", "build-105", "INSERT INTO shop.orders VALUES (11, 1, 'open'), (12, 2, 'open')");
        change("noah", "build-105", "UPDATE shop.orders SET state = 'paid' WHERE id = 11");
        change(
                "noah",
                "build-105",
                "UPDATE shop.orders SET state = 'x' WHERE id = 9",
                "UPDATE shop.orders SET state = 'open' WHERE id = 9");

        Plan plan = planAtNoon(RestoreScope.wholeTable(ORDERS));

        assertCounts(plan, ORDERS, 4, 3, 2);
        assertThat(groups(plan, ChangesBy.ACTOR)).containsExactly(group("noah", 0, 3, 2), group("mia", 4, 0, 0));
        assertThat(groups(plan, ChangesBy.RELEASE))
                .containsExactly(group("build-105", 0, 3, 2), group("build-104", 4, 0, 0));
        List<ChangeGroup> minutes = groups(plan, ChangesBy.MINUTE);
        assertThat(minutes).allSatisfy(minute -> assertThat(minute.name().orElseThrow())
                .matches("20[0-9-]{8}T[0-9]{2}:[0-9]{2}Z"));
        assertThat(minutes.stream().mapToLong(ChangeGroup::broughtBack).sum()).isEqualTo(4);
        assertThat(minutes.stream().mapToLong(ChangeGroup::lost).sum()).isEqualTo(3);
        assertThat(minutes.stream().mapToLong(ChangeGroup::kept).sum()).isEqualTo(2);
    }

    @Test
    void what_the_named_transactions_did_is_brought_back_and_all_others_did_is_kept() throws SQLException {
        long damage = change("mia", "build-105", "UPDATE shop.orders SET state = 'broken'");
        change("noah", "build-105", "UPDATE shop.orders SET state = 'mended' WHERE id IN (1, 2)");
        change("noah", "build-105", "UPDATE shop.orders SET note = 'mine' WHERE id = 3");
        change("noah", "build-105", "INSERT INTO shop.orders VALUES (11, 1, 'open')");

        Plan plan = planWithout(ORDERS, damage);

        assertCounts(plan, ORDERS, 8, 0, 2 + 4);
        assertThat(groups(plan, ChangesBy.TRANSACTION))
                .contains(group(Long.toUnsignedString(damage), 8, 0, 2))
                .hasSize(4);
    }

    @Test
    void before_a_transaction_its_own_changes_are_brought_back_and_later_ones_of_others_are_lost() throws SQLException {
        change("olga", "build-104", "UPDATE shop.orders SET note = 'before' WHERE id = 1");
        long damage = change("mia", "build-105", "UPDATE shop.orders SET state = 'broken' WHERE id <= 3");
        change("noah", "build-105", "UPDATE shop.orders SET note = 'since' WHERE id IN (3, 4)");

        Plan plan = planBefore(ORDERS, damage);

        assertThat(countsOf(plan, ORDERS).broughtBack()).isEqualTo(3);
        assertThat(countsOf(plan, ORDERS).lost()).isEqualTo(2);
        assertThat(countsOf(plan, ORDERS).addUp()).isTrue();
        assertThat(plan.gap().lost()).isEqualTo(2);
        assertThat(groups(plan, ChangesBy.ACTOR)).contains(group("mia", 3, 0, 0), group("noah", 0, 2, 0));
    }

    @Test
    void of_some_columns_only_what_changed_them_is_taken_back() throws SQLException {
        change("mia", "b", "UPDATE shop.orders SET state = 'broken' WHERE id <= 4");
        change("noah", "b", "UPDATE shop.orders SET note = 'mine' WHERE id <= 2");
        change("mia", "b", "UPDATE shop.orders SET state = 'worse', note = 'both' WHERE id = 1");
        change("noah", "b", "UPDATE shop.orders SET note = 'last' WHERE id = 1");
        RestoreScope states = new RestoreScope(
                ORDERS, new ColumnScope.Columns(List.of(new ColumnName("state"))), new RowScope.AllRows());

        Plan plan = planAtNoon(states);

        assertCounts(plan, ORDERS, 5, 0, 3);
        assertThat(groups(plan, ChangesBy.ACTOR)).containsExactly(group("mia", 5, 0, 0), group("noah", 0, 0, 3));
    }

    @Test
    void to_an_instant_nothing_stands_against_it_whatever_is_to_become_of_conflicts() throws SQLException {
        change("mia", "b", "UPDATE shop.orders SET state = 'broken' WHERE id <= 4");
        change("noah", "b", "UPDATE shop.orders SET state = 'mended' WHERE id = 1");
        AtInstant target = new AtInstant(noon.takenAt());
        RestoreRequest request = new RestoreRequest(
                target, List.of(RestoreScope.wholeTable(ORDERS)), ALL.withConflicts(Conflicts.OVERWRITE));

        Plan plan = engine.kept(engine.journalPlanner().plan(engine.nextPlanId(), request, target, Progress.NONE));

        assertCounts(plan, ORDERS, 5, 0, 0);
        assertThat(engine.workspace()
                        .loadConflicts(plan.id(), plan.tables().get(0), 0, 10)
                        .conflicts())
                .isEmpty();
    }

    @Test
    void changes_to_rows_out_of_scope_are_kept() throws SQLException {
        change("mia", "b", "UPDATE shop.orders SET state = 'broken'");
        RestoreScope some = new RestoreScope(
                ORDERS,
                new ColumnScope.AllColumns(),
                new RowScope.Matching(
                        new Condition.Compare(new ColumnName("seller_id"), Condition.Operator.EQUAL, "1"),
                        RowScope.Side.LIVE));

        assertCounts(planAtNoon(some), ORDERS, 5, 0, 5);
    }

    @Test
    void a_change_is_whose_its_row_is_whether_the_plan_writes_it_or_not() throws SQLException {
        engine.sellers = new SellerPaths(
                SellerPath.parseAll("shop.orders(seller_id); shop.order_line(order_id) -> shop.orders(seller_id)"));
        long damage = change("mia", "b", "UPDATE shop.order_line SET quantity = 0 WHERE id <= 3");
        change("noah", "b", "UPDATE shop.order_line SET quantity = 7 WHERE id IN (8, 9)");
        change("noah", "b", "INSERT INTO shop.order_line VALUES (20, 5, 1), (21, NULL, 1), (22, 6, 1)");
        change("noah", "b", "DELETE FROM shop.order_line WHERE id = 22");

        Plan plan = planWithout(LINE, damage);

        assertCounts(plan, LINE, 3, 0, 6);
        // Orders 1, 3, 5 and 9 are seller 2's, orders 2, 6 and 8 seller 1's; line 21 leads to none.
        assertThat(groups(plan, ChangesBy.SELLER))
                .containsExactly(group("2", 2, 0, 2), group("1", 1, 0, 3), group("", 0, 0, 1));
    }

    @Test
    void what_came_is_whose_it_is_although_another_row_had_its_key_before() throws SQLException {
        engine.sellers = new SellerPaths(
                SellerPath.parseAll("shop.orders(seller_id); shop.order_line(order_id) -> shop.orders(seller_id)"));
        long damage = change("mia", "b", "UPDATE shop.order_line SET quantity = 0 WHERE id = 2");
        change("noah", "b", "INSERT INTO shop.order_line VALUES (20, 2, 1)");
        change("noah", "b", "DELETE FROM shop.order_line WHERE id = 20");
        change("noah", "b", "INSERT INTO shop.order_line VALUES (20, NULL, 1)");

        Plan plan = planWithout(LINE, damage);

        // Line 20 was an order's of seller 1 when it went, and leads to nobody now.
        assertThat(groups(plan, ChangesBy.SELLER)).containsExactly(group("1", 1, 0, 1), group("", 0, 0, 2));
    }

    @Test
    void changes_are_counted_from_the_newest_moment_on_that_does_not_see_what_is_taken_out() throws SQLException {
        Plan plan;
        try (Connection damaging = engine.store.getConnection();
                Statement statement = damaging.createStatement()) {
            damaging.setAutoCommit(false);
            statement.execute("UPDATE shop.orders SET state = 'broken' WHERE id = 1");
            change("noah", "b", "UPDATE shop.orders SET note = 'earlier' WHERE id = 2");
            engine.journal().beat();
            long damage = Long.parseLong(Payments.first(statement, "SELECT pg_current_xact_id()::text"));
            damaging.commit();
            change("noah", "b", "UPDATE shop.orders SET note = 'later' WHERE id = 3");

            plan = planWithout(ORDERS, damage);
        }

        assertCounts(plan, ORDERS, 1, 0, 1);
        assertThat(groups(plan, ChangesBy.TRANSACTION)).hasSize(2);
    }

    @Test
    void from_a_snapshot_every_change_is_told_of_those_tables_that_were_recorded_since() throws SQLException {
        Manifest snapshot = engine.takeSnapshot();
        change("mia", "b", "UPDATE shop.orders SET state = 'broken' WHERE id <= 3");
        engine.sql("""
                ALTER TABLE shop.order_line DISABLE TRIGGER USER;
                UPDATE shop.order_line SET quantity = 0;
                ALTER TABLE shop.order_line ENABLE TRIGGER USER;
                """);
        engine.journal().beat();
        AtSnapshot target = new AtSnapshot(snapshot.id());
        RestoreRequest request = new RestoreRequest(
                target, List.of(RestoreScope.wholeTable(ORDERS), RestoreScope.wholeTable(LINE)), ALL);

        Plan plan = engine.journalPlanner(snapshot).plan(engine.nextPlanId(), request, target, Progress.NONE);

        assertThat(plan.gap().changes()).extracting(TableChanges::table).containsExactly(ORDERS);
        assertThat(countsOf(plan, ORDERS).broughtBack()).isEqualTo(3);
        assertThat(plan.gap().unknowns()).extracting(DataGap.Unknown::table).containsExactly(LINE);
        assertThat(plan.gap().headline().get(0)).startsWith("Unknown: ").contains(" of shop.order_line, so ");
    }

    @Test
    void cascades_and_moved_keys_are_all_accounted_for() throws SQLException {
        long damage = change(
                "mia",
                "b",
                "DELETE FROM shop.orders WHERE id = 1",
                "UPDATE shop.orders SET id = 100 WHERE id = 2 AND FALSE");
        change(
                "noah",
                "b",
                "INSERT INTO shop.orders VALUES (20, 2, 'open')",
                "UPDATE shop.orders SET id = 21 WHERE id = 20");
        change("noah", "b", "INSERT INTO shop.orders VALUES (30, 2, 'open')", "DELETE FROM shop.orders WHERE id = 30");

        Plan whole = planAtNoon(List.of(RestoreScope.wholeTable(ORDERS), RestoreScope.wholeTable(LINE)));

        assertCounts(whole, LINE, 1, 0, 0);
        ChangeCounts orders = countsOf(whole, ORDERS);
        assertThat(orders.addUp()).isTrue();
        assertThat(orders.broughtBack()).isEqualTo(1);
        assertThat(orders.lost()).isEqualTo(1);
        assertCounts(planWithout(ORDERS, damage), ORDERS, 1, 0, orders.total() - 1);
    }
}
