package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.apply.Acceptance;
import io.tillback.apply.Restore;
import io.tillback.apply.RestoreTransactions;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApplyFaultsIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final int ROWS = 50;

    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void damage_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, file_name text, code text UNIQUE);
                CREATE TABLE shop.written (id int, at timestamptz DEFAULT clock_timestamp());
                CREATE FUNCTION shop.note() RETURNS trigger LANGUAGE plpgsql AS
                  $$BEGIN INSERT INTO shop.written VALUES (NEW.id); RETURN NEW; END$$;
                CREATE TRIGGER note AFTER UPDATE ON shop.product FOR EACH ROW EXECUTE FUNCTION shop.note();
                INSERT INTO shop.product SELECT n, 'file-' || n, 'c' || n FROM generate_series(1, 50) n;
                """);
        manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET file_name = 'damaged'; TRUNCATE shop.written");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan() throws SQLException {
        return engine.plan(Requests.wholeTables(manifest, PRODUCT), manifest);
    }

    /** Every write of the store's rows shows in its trigger's notes. */
    private Plan planThatFiresTriggers() throws SQLException {
        RestorePolicy firing = Requests.exactly(RestorePolicy.StoreTriggers.FIRE);
        return engine.plan(Requests.request(manifest, firing, RestoreScope.wholeTable(PRODUCT)), manifest);
    }

    private static void assertRefused(ErrorCode code, String message, ThrowingCallable apply) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(apply)
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .withMessageContaining(message);
    }

    private void assertNothingWritten() throws SQLException {
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE file_name = 'damaged'"))
                .isEqualTo(ROWS);
        assertThat(engine.number("SELECT count(*) FROM shop.written")).isZero();
        assertThat(engine.number("SELECT count(*) FROM pg_trigger WHERE tgname = 'note' AND tgenabled = 'O'"))
                .isEqualTo(1);
        assertThat(engine.number("SELECT count(*) FROM tillback.notice")).isZero();
        assertThat(engine.number("SELECT count(*) FROM tillback.restore WHERE outcome = 'COMMITTED'"))
                .isZero();
        assertThat(engine.number("SELECT count(*) FROM tillback.plan WHERE state <> 'READY'"))
                .isZero();
    }

    @Test
    void an_apply_whose_commit_reply_is_lost_is_looked_up_and_not_repeated() throws SQLException {
        Plan plan = planThatFiresTriggers();

        Restore.Proof proof = engine.apply(plan, LosesCommitReply.afterTheCommit(engine.transactions()));

        assertThat(proof.rowsVerified()).isEqualTo(ROWS);
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE file_name = 'file-' || id"))
                .isEqualTo(ROWS);
        assertThat(engine.number("SELECT count(*) FROM shop.written")).isEqualTo(ROWS);
        assertThat(engine.number("SELECT count(*) FROM tillback.notice")).isEqualTo(1);
        assertThat(engine.texts("SELECT outcome FROM tillback.restore")).containsExactly("COMMITTED");
    }

    @Test
    void an_apply_whose_connection_breaks_before_the_commit_wrote_nothing_and_says_so() throws SQLException {
        Plan plan = plan();

        assertRefused(
                ErrorCode.DATABASE_UNAVAILABLE,
                "the connection broke before the commit, and the database rolled back",
                () -> engine.apply(plan, LosesCommitReply.beforeTheCommit(engine.transactions(), this::terminate)));

        assertNothingWritten();
        assertThat(engine.apply(plan).rowsVerified()).isEqualTo(ROWS);
    }

    @Test
    void an_outcome_that_cannot_be_looked_up_yet_stays_unknown() throws SQLException {
        // given
        Plan plan = plan();
        RestoreTransactions transactions = engine.transactions(Duration.ofMillis(300));
        RestoreTransactions unanswered = new RestoreTransactions() {
            @Override
            public Work begin(RestoreId restore, PlanId id, Part part) {
                return LosesCommitReply.onTheWay(transactions).begin(restore, id, part);
            }

            @Override
            public Restore.Outcome lookUp(RestoreId restore) {
                throw new RestoreException(ErrorCode.DATABASE_UNAVAILABLE, "Cannot look up: it is down", "Wait.");
            }
        };

        // when, then
        assertRefused(ErrorCode.OUTCOME_UNKNOWN, "Cannot tell whether", () -> engine.apply(plan, unanswered));
    }

    /** Ends the server process that holds the restore's transaction, and waits until it is gone. */
    private void terminate(RestoreTransactions.Work work) {
        try {
            assertThat(engine.texts(
                            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE backend_xid::text = '%s'"
                                    .formatted(work.transaction())))
                    .containsExactly("t");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_plan_is_applied_once() throws SQLException {
        Plan plan = planThatFiresTriggers();
        engine.apply(plan);

        assertRefused(ErrorCode.PLAN_ALREADY_APPLIED, "it was applied before", () -> engine.apply(plan));

        assertThat(engine.number("SELECT count(*) FROM shop.written")).isEqualTo(ROWS);
    }

    @Test
    void of_two_plans_over_the_same_rows_the_second_finds_them_moved() throws SQLException {
        Plan first = plan();
        Plan second = plan();
        engine.apply(first);

        assertRefused(ErrorCode.ROWS_MOVED, "shop.product 1, shop.product 2, ", () -> engine.apply(second));
    }

    @Test
    void a_row_that_the_store_holds_locked_is_waited_for_and_then_left_alone() throws SQLException {
        assertRefusedWhileTheStore("SELECT FROM shop.product WHERE id = 7 FOR UPDATE", plan(), "lock timeout");
    }

    @Test
    void a_table_that_the_store_writes_to_is_waited_for_and_then_left_alone() throws SQLException {
        assertRefusedWhileTheStore("INSERT INTO shop.product VALUES (1000, 'new', 'new')", plan(), "lock timeout");
    }

    private void assertRefusedWhileTheStore(String does, Plan plan, String fact) throws SQLException {
        try (Connection store = engine.database.getConnection();
                Statement statement = store.createStatement()) {
            store.setAutoCommit(false);
            statement.execute(does);

            assertRefused(
                    ErrorCode.LOCK_NOT_AVAILABLE,
                    fact,
                    () -> engine.apply(plan, engine.transactions(Duration.ofMillis(200))));

            store.rollback();
        }
        assertNothingWritten();
        assertThat(engine.apply(plan).rowsVerified()).isEqualTo(ROWS);
    }

    @Test
    void a_trigger_that_changes_what_is_restored_is_found_out_and_nothing_is_kept() throws SQLException {
        engine.sql("""
                CREATE FUNCTION shop.meddle() RETURNS trigger LANGUAGE plpgsql AS
                  $$BEGIN IF NEW.id = 42 THEN NEW.file_name = NEW.file_name || ' (restored)'; END IF; RETURN NEW; END$$;
                CREATE TRIGGER meddle BEFORE UPDATE ON shop.product FOR EACH ROW EXECUTE FUNCTION shop.meddle();
                """);
        Plan plan = planThatFiresTriggers();

        assertRefused(
                ErrorCode.PROOF_FAILED,
                "only 49 of 50 rows of shop.product came out as planned",
                () -> engine.apply(plan));

        assertNothingWritten();
    }

    @Test
    void a_trigger_that_swallows_a_row_is_found_out_and_nothing_is_kept() throws SQLException {
        engine.sql("""
                CREATE FUNCTION shop.swallow() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;
                CREATE TRIGGER swallow BEFORE UPDATE ON shop.product
                  FOR EACH ROW WHEN (OLD.id = 7) EXECUTE FUNCTION shop.swallow();
                """);
        Plan plan = planThatFiresTriggers();

        assertRefused(ErrorCode.PROOF_FAILED, "only 49 of 50 rows", () -> engine.apply(plan));

        assertNothingWritten();
    }

    @Test
    void every_kind_of_trigger_sleeps_through_a_restore_and_is_awake_as_before() throws SQLException {
        // given
        engine.sql("""
                CREATE TABLE shop.sale (id int PRIMARY KEY, v text) PARTITION BY HASH (id);
                CREATE TABLE shop.sale_0 PARTITION OF shop.sale FOR VALUES WITH (MODULUS 1, REMAINDER 0);
                INSERT INTO shop.sale VALUES (1, 'good');
                CREATE FUNCTION shop.refuse() RETURNS trigger LANGUAGE plpgsql AS
                  $$BEGIN RAISE 'trigger % fired', TG_NAME; END$$;
                """);
        Manifest sold = engine.takeSnapshot();
        engine.sql("UPDATE shop.sale SET v = 'bad'");
        for (String trigger : List.of(
                "TRIGGER each_row BEFORE UPDATE ON shop.sale FOR EACH ROW",
                "TRIGGER each_statement AFTER UPDATE ON shop.sale FOR EACH STATEMENT",
                "TRIGGER of_a_partition AFTER UPDATE ON shop.sale_0 FOR EACH ROW",
                "CONSTRAINT TRIGGER put_off AFTER UPDATE ON shop.sale_0 DEFERRABLE INITIALLY DEFERRED FOR EACH ROW",
                "TRIGGER awake AFTER UPDATE ON shop.sale_0 FOR EACH ROW",
                "TRIGGER asleep AFTER UPDATE ON shop.sale_0 FOR EACH ROW")) {
            engine.sql("CREATE " + trigger + " EXECUTE FUNCTION shop.refuse()");
        }
        engine.sql("ALTER TABLE shop.sale_0 ENABLE ALWAYS TRIGGER awake");
        engine.sql("ALTER TABLE shop.sale_0 DISABLE TRIGGER asleep");
        String states =
                "SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger ORDER BY 1";
        List<String> before = engine.texts(states);

        // when
        engine.apply(engine.plan(Requests.wholeTables(sold, new TableId("shop", "sale")), sold));

        // then
        assertThat(engine.texts("SELECT v FROM shop.sale")).containsExactly("good");
        assertThat(engine.texts(states)).isEqualTo(before);
    }

    @Test
    void a_fingerprint_that_is_not_the_plans_is_refused() throws SQLException {
        Plan plan = plan();

        assertRefused(
                ErrorCode.FINGERPRINT_DIFFERS,
                "the fingerprint sent is not the plan's",
                () -> engine.apply(
                        plan,
                        engine.transactions(),
                        new Acceptance("0".repeat(64), plan.gap().hash(), "")));

        assertNothingWritten();
    }

    @Test
    void a_gap_that_is_not_the_plans_is_refused() throws SQLException {
        Plan plan = plan();

        assertRefused(
                ErrorCode.GAP_DIFFERS,
                "the data gap that was accepted is not the plan's",
                () -> engine.apply(
                        plan, engine.transactions(), new Acceptance(plan.fingerprint(), "0".repeat(64), "")));

        assertNothingWritten();
    }

    @Test
    void a_table_altered_after_the_preview_is_left_alone() throws SQLException {
        Plan added = plan();
        engine.sql("ALTER TABLE shop.product ADD colour text");
        assertRefused(ErrorCode.SCHEMA_CHANGED, "shop.product was altered", () -> engine.apply(added));

        engine.sql("ALTER TABLE shop.product DROP colour");
        Plan widened = plan();
        engine.sql("ALTER TABLE shop.product ALTER code TYPE varchar(100)");
        assertRefused(ErrorCode.SCHEMA_CHANGED, "shop.product was altered", () -> engine.apply(widened));

        assertNothingWritten();
    }

    @Test
    void a_plan_whose_apply_failed_can_be_applied_later() throws SQLException {
        Plan plan = plan();
        engine.sql("ALTER TABLE shop.product ADD CONSTRAINT no_files CHECK (file_name = 'damaged')");
        assertRefused(ErrorCode.CONSTRAINT_VIOLATED, "no_files", () -> engine.apply(plan));
        assertNothingWritten();
        engine.sql("ALTER TABLE shop.product DROP CONSTRAINT no_files");

        assertThat(engine.apply(plan).rowsVerified()).isEqualTo(ROWS);
    }
}
