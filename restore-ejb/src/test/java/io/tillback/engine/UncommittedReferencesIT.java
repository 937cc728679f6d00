package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store begins to refer to a row of the plan and commits while the restore is on its way. */
class UncommittedReferencesIT {
    private static final TableId PARENT = new TableId("public", "parent");

    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.empty();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan planAfter(String damage, String tables) throws SQLException {
        engine.sql(tables);
        Manifest manifest = engine.takeSnapshot();
        engine.sql(damage);
        Plan plan = engine.plan(Requests.wholeTables(manifest, PARENT), manifest);
        assertThat(plan.blockers()).isEmpty();
        return plan;
    }

    private Connection begun(String insert) throws SQLException {
        Connection store = engine.store.getConnection();
        store.setAutoCommit(false);
        try (Statement statement = store.createStatement()) {
            statement.execute(insert);
        }
        return store;
    }

    /**
     * Applies while the store has inserted a row and not committed it. Should the restore come to write, the store commits
     * at that instant; it is not to come so far.
     */
    private void assertNotWritten(Plan plan, String insert, String write, String fact) throws SQLException {
        try (Connection store = begun(insert);
                Engine racing = engine.through(new CommitsBefore(engine.database, store, write))) {
            assertRefused(
                    ErrorCode.LOCK_NOT_AVAILABLE,
                    "",
                    () -> racing.apply(plan, racing.transactions(Duration.ofMillis(300))));
            store.commit();
        }
        assertRefused(ErrorCode.PLAN_BLOCKED, fact, () -> engine.apply(plan));
    }

    private static void assertRefused(ErrorCode code, String fact, ThrowingCallable apply) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(apply)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .withMessageContaining(fact);
    }

    private void assertChildStays(String child) throws SQLException {
        assertThat(engine.texts("SELECT c::text FROM child c")).containsExactly(child);
    }

    @Test
    void a_row_that_refers_to_one_that_is_replaced_is_not_cascaded_away() throws SQLException {
        Plan plan = planAfter("UPDATE parent SET number = DEFAULT", """
                CREATE TABLE parent (id int PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY);
                CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent ON DELETE CASCADE);
                INSERT INTO parent VALUES (1), (2);
                """);

        assertNotWritten(
                plan,
                "INSERT INTO child VALUES (1, 1)",
                "WITH gone",
                "1 row of public.child refers to them by child_parent_fkey, whose action would fire");

        assertChildStays("(1,1)");
    }

    @Test
    void a_row_that_refers_to_one_without_a_key_is_not_cascaded_away() throws SQLException {
        Plan plan = planAfter("INSERT INTO parent VALUES (9)", """
                CREATE TABLE parent (code int UNIQUE);
                CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent (code) ON DELETE CASCADE);
                INSERT INTO parent VALUES (1);
                """);

        assertNotWritten(
                plan,
                "INSERT INTO child VALUES (1, 9)",
                "DELETE FROM ONLY",
                "1 row of public.child refers to rows it would remove");

        assertChildStays("(1,9)");
    }

    @Test
    void a_row_that_refers_to_a_value_that_is_set_back_is_not_changed_along() throws SQLException {
        Plan plan = planAfter("UPDATE parent SET code = 9", """
                CREATE TABLE parent (id int PRIMARY KEY, code int UNIQUE);
                CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent (code) ON UPDATE CASCADE);
                INSERT INTO parent VALUES (1, 1);
                """);

        assertNotWritten(
                plan,
                "INSERT INTO child VALUES (1, 9)",
                "UPDATE ONLY",
                "1 row of public.child refers to rows it would remove");

        assertChildStays("(1,9)");
    }

    @Test
    void the_store_may_go_on_referring_to_rows_that_only_change_elsewhere() throws SQLException {
        Plan plan = planAfter("UPDATE parent SET code = 9, name = 'damaged'", """
                CREATE TABLE parent (id int PRIMARY KEY, code int UNIQUE, name text);
                CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent);
                CREATE TABLE other (id int PRIMARY KEY, code int REFERENCES parent (code));
                INSERT INTO parent VALUES (1, 9, 'p1');
                """);

        try (Connection store = begun("INSERT INTO child VALUES (1, 1)")) {
            assertThat(engine.apply(plan).rowsVerified()).isOne();
            store.commit();
        }

        assertChildStays("(1,1)");
    }
}
