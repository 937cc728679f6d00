package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tillback.freeze.FreezeBook.Entry;
import io.tillback.freeze.FreezeBook.State;
import io.tillback.model.FreezeId;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.util.ServerErrorMessage;

/** What a frozen table refuses the store, and what goes on. */
class FreezeIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId LINE = new TableId("shop", "line");
    private static final TableId VISIT = new TableId("shop", "visit");
    private static final TableId HOSTILE = new TableId("Select", "a \"b\".c\\'; -- %s\nü");

    private Engine engine;
    private Freezing freezing;

    @BeforeEach
    void fill_a_store() throws SQLException {
        engine = Engine.on(Freezing.SHOP);
        freezing = new Freezing(engine);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void the_store_is_told_what_is_frozen_why_by_whom_until_when_and_what_to_do() {
        Entry frozen = freezing.table(PRODUCT);

        ServerErrorMessage said = freezing.refused("SET TimeZone = 'Asia/Tokyo'; UPDATE shop.product SET name = 'x'");

        String end = frozen.freeze().until().toString().replace('T', ' ').substring(0, 19);
        assertThat(said.getMessage()).isEqualTo("shop.product is read-only until " + end + " UTC: " + Freezing.REASON);
        assertThat(said.getDetail())
                .isEqualTo("Nothing was written. olga froze this with Tillback (freeze "
                        + frozen.freeze().id() + ").");
        assertThat(said.getHint()).isEqualTo("Try again after that, or ask olga to lift the freeze.");
        assertThat(said.getSchema()).isEqualTo("shop");
        assertThat(said.getTable()).isEqualTo("product");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO shop.line VALUES (11, 11, 11)",
                "INSERT INTO shop.line VALUES (1, 1, 1) ON CONFLICT (id) DO UPDATE SET product = 5",
                "UPDATE shop.line SET product = 2 WHERE id = 1",
                "DELETE FROM shop.line WHERE id = 1",
                "TRUNCATE shop.line",
                "TRUNCATE shop.orders CASCADE",
                "DELETE FROM shop.orders WHERE id = 1",
                "UPDATE shop.orders SET id = 100 WHERE id = 1",
                "DELETE FROM shop.product WHERE id = 1",
                "WITH gone AS (DELETE FROM shop.line RETURNING id) SELECT count(*) FROM gone",
                "SET search_path = shop; DELETE FROM line",
                "DO $$ BEGIN EXECUTE 'DELETE FROM shop.line'; END $$"
            })
    void every_statement_that_would_write_a_row_is_refused(String statement) throws SQLException {
        freezing.table(LINE);

        freezing.refused(statement);

        assertThat(engine.number("SELECT count(*) * 1000 + sum(product) FROM shop.line"))
                .isEqualTo(10_055);
        assertThat(engine.number("SELECT count(*) FROM shop.orders")).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM shop.line",
                "SELECT * FROM shop.line FOR UPDATE",
                "UPDATE shop.line SET product = 2 WHERE id = 99",
                "DELETE FROM shop.orders WHERE id = 15",
                "DELETE FROM shop.product WHERE id = 15",
                "UPDATE shop.orders SET note = 'x'",
                "INSERT INTO shop.orders VALUES (21)",
                "CREATE INDEX ON shop.line (product)",
                "ANALYZE shop.line"
            })
    void what_changes_no_row_of_it_goes_on(String statement) throws SQLException {
        freezing.table(LINE);

        engine.sql(statement);
    }

    @Test
    void a_merge_is_refused_where_it_would_write_and_only_there() throws SQLException {
        assumeThat(engine.number("SHOW server_version_num")).isGreaterThanOrEqualTo(150_000);
        freezing.table(PRODUCT);
        String merge = "MERGE INTO shop.product p USING shop.orders o ON p.id = o.id %s";

        freezing.refused(merge.formatted("WHEN MATCHED THEN UPDATE SET name = 'x'"));
        freezing.refused(merge.formatted("WHEN MATCHED THEN DELETE"));
        engine.sql(merge.formatted("WHEN NOT MATCHED THEN INSERT VALUES (o.id, 'x')"));
    }

    @Test
    void a_copy_is_refused() throws SQLException {
        freezing.table(PRODUCT);

        try (Connection connection = engine.store.getConnection()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> copy.copyIn("COPY shop.product FROM STDIN CSV", new StringReader("99,x\n")))
                    .matches(e -> e.getSQLState().equals("TB001"));
        }
    }

    @Test
    void a_partitioned_table_is_frozen_with_each_partition_also_one_that_comes_later() throws SQLException {
        freezing.table(VISIT);
        engine.sql(
                "CREATE TABLE shop.visit_3 PARTITION OF shop.visit FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')");

        freezing.refused("UPDATE shop.visit SET page = 'x' WHERE day < '2026-02-01'");
        freezing.refused("UPDATE shop.visit SET day = '2026-02-05' WHERE page = 'a'");
        freezing.refused("DELETE FROM shop.visit_2");
        freezing.refused("INSERT INTO shop.visit_1 VALUES ('2026-01-09', 'x')");
        freezing.refused("INSERT INTO shop.visit_3 VALUES ('2026-03-09', 'x')");
        freezing.refused("INSERT INTO shop.visit VALUES ('2026-03-09', 'x')");
        freezing.refused("TRUNCATE shop.visit");
        freezing.refused("TRUNCATE shop.visit_1");

        freezing.book.lift(freezing.book.list(1).get(0).freeze().id(), "olga");
        freezing.book.clear();
        engine.sql("DELETE FROM shop.visit; TRUNCATE shop.visit_3");
        assertThat(freezing.triggers()).isZero();
    }

    @Test
    void of_a_table_that_others_inherit_from_its_own_rows_are_frozen() throws SQLException {
        freezing.table(new TableId("shop", "animal"));

        freezing.refused("UPDATE shop.animal SET name = 'x'");
        freezing.refused("UPDATE ONLY shop.animal SET name = 'x'");
        engine.sql("UPDATE shop.animal SET name = 'x' WHERE id = 2; UPDATE shop.dog SET bark = 'x'");
    }

    @Test
    void names_may_be_of_any_kind() {
        Entry frozen = freezing.table(HOSTILE);

        ServerErrorMessage said = freezing.refused("INSERT INTO \"Select\".\"a \"\"b\"\".c\\'; -- %s\nü\" VALUES (1)");

        assertThat(said.getTable()).isEqualTo(HOSTILE.name());
        assertThat(frozen.state()).isEqualTo(State.IN_FORCE);
        assertThat(freezing.book.lift(frozen.freeze().id(), "o'lga").lift()).isPresent();
    }

    @Test
    void sessions_that_bypass_usual_triggers_and_triggers_of_the_store_are_refused_too() throws SQLException {
        engine.sql("""
                CREATE FUNCTION shop.other() RETURNS trigger LANGUAGE plpgsql AS
                  'BEGIN INSERT INTO shop.product VALUES (99, ''x''); RETURN NEW; END';
                CREATE TRIGGER a BEFORE INSERT ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.other();
                """);
        freezing.table(PRODUCT);

        freezing.refused("INSERT INTO shop.orders VALUES (21)");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(
                        () -> engine.superuserSql("SET session_replication_role = replica; DELETE FROM shop.product"))
                .matches(e -> e.getSQLState().equals("TB001"));
    }

    @Test
    void a_transaction_that_began_before_is_refused_too() throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("SELECT count(*) FROM shop.orders");
            freezing.table(PRODUCT);

            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("UPDATE shop.product SET name = 'x'"))
                    .matches(e -> e.getSQLState().equals("TB001"));
            connection.rollback();
        }
    }

    @Test
    void a_restore_writes_to_what_is_frozen_cascades_included_and_the_store_still_cannot() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.product WHERE id = 1; INSERT INTO shop.orders VALUES (50, 'new');"
                + " INSERT INTO shop.line VALUES (50, 50, 5); UPDATE shop.product SET name = 'x' WHERE id = 2");
        freezing.table(PRODUCT);
        freezing.table(LINE);
        freezing.table(new TableId("shop", "orders"));
        Plan plan = engine.plan(Requests.wholeTables(manifest, PRODUCT, LINE, new TableId("shop", "orders")), manifest);

        engine.apply(plan);

        assertThat(engine.number("SELECT count(*) FROM shop.line WHERE product = id"))
                .isEqualTo(10);
        assertThat(engine.texts("SELECT name FROM shop.product WHERE id < 3 ORDER BY id"))
                .containsExactly("p1", "p2");
        freezing.refused("UPDATE shop.product SET name = 'x' WHERE id = 2");
        freezing.refused("DELETE FROM shop.line");
    }

    @Test
    void a_restore_that_lets_the_stores_triggers_fire_passes_too() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("""
                CREATE TABLE shop.seen (id int);
                CREATE FUNCTION shop.see() RETURNS trigger LANGUAGE plpgsql AS
                  'BEGIN INSERT INTO shop.seen VALUES (NEW.id); RETURN NEW; END';
                CREATE TRIGGER see BEFORE UPDATE ON shop.product FOR EACH ROW EXECUTE FUNCTION shop.see();
                UPDATE shop.product SET name = 'x' WHERE id = 2; TRUNCATE shop.seen
                """);
        freezing.table(PRODUCT);
        freezing.table(new TableId("shop", "seen"));
        Plan plan = engine.plan(
                Requests.request(manifest, Requests.exactly(StoreTriggers.FIRE), RestoreScope.wholeTable(PRODUCT)),
                manifest);

        engine.apply(plan);

        assertThat(engine.texts("SELECT id FROM shop.seen")).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET tillback.restores = '1'",
                "SELECT set_config('tillback.restores', pg_current_xact_id()::text, FALSE)",
                "SET tillback.restores = ''"
            })
    void the_store_cannot_say_that_it_is_a_restore(String pretence) {
        freezing.table(PRODUCT);

        freezing.refused(pretence + "; UPDATE shop.product SET name = 'x'");
    }

    @Test
    void tillbacks_own_role_is_refused_outside_of_a_restore() throws SQLException {
        freezing.table(PRODUCT);

        try (Connection connection = engine.database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT set_config('tillback.restores', pg_current_xact_id()::text, FALSE)");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("UPDATE shop.product SET name = 'x'"))
                    .matches(e -> e.getSQLState().equals("TB001"));
        }
    }

    @Test
    void coverage_and_snapshots_and_plans_do_not_take_it_for_a_change_of_the_table() throws SQLException {
        engine.record();
        Manifest before = engine.takeSnapshot();
        var then = engine.journal().beat();
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 1");

        FreezeId frozen = freezing.table(PRODUCT).freeze().id();
        freezing.table(VISIT);
        engine.journal().beat();
        engine.record();
        Plan fromJournal = engine.planAt(then, Requests.wholeTables(before, PRODUCT));
        Plan fromSnapshot = engine.plan(Requests.wholeTables(before, PRODUCT), before);
        Manifest meanwhile = engine.takeSnapshot();
        engine.apply(fromJournal);
        freezing.book.lift(frozen, "olga");
        freezing.book.clear();
        engine.journal().beat();
        engine.record();

        assertThat(engine.journal().findCoverage())
                .allMatch(coverage -> coverage.end().isEmpty());
        assertThat(fromJournal.drift()).isEmpty();
        assertThat(fromSnapshot.drift()).isEmpty();
        assertThat(fromSnapshot.rowsToWrite()).isEqualTo(1);
        assertThat(meanwhile.tables().toString()).doesNotContain("freeze");
    }
}
