package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.StoreSchema;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.running.RunningPostgres;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded, when coverage ends, and what is refused then. */
class JournalIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final TableId LINE = new TableId("shop", "line");
    private static final RestorePolicy EXACTLY =
            new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS);

    private static final String DISABLE_ALL = "ALTER TABLE shop.item DISABLE TRIGGER ALL";
    private static final String ENABLE_MOST = "; ALTER TABLE shop.item ENABLE ALWAYS TRIGGER tillback_1_insert;"
            + " ALTER TABLE shop.item ENABLE ALWAYS TRIGGER tillback_1_update;"
            + " ALTER TABLE shop.item ENABLE ALWAYS TRIGGER tillback_1_delete";

    private Engine engine;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text, "journal_time" timestamptz, price numeric(9,2),
                  twice numeric GENERATED ALWAYS AS (price * 2) STORED);
                CREATE TABLE shop.line (item int REFERENCES shop.item ON DELETE CASCADE, number int, PRIMARY KEY (item, number));
                INSERT INTO shop.item (id, name, price) SELECT n, 'i' || n, n FROM generate_series(1, 10) n;
                INSERT INTO shop.line SELECT n, m FROM generate_series(1, 10) n, generate_series(1, 3) m;
                """);
        engine.record();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE shop.item SET name = 'lost'",
                "DELETE FROM shop.item WHERE id < 4",
                "TRUNCATE shop.item, shop.line",
                "UPDATE shop.item SET id = id + 100 WHERE id NOT IN (SELECT item FROM shop.line); DELETE FROM shop.line",
                "DELETE FROM shop.line; UPDATE shop.item SET id = id + 100; UPDATE shop.item SET id = 300 - id",
                "INSERT INTO shop.item VALUES (1, 'again'), (11, 'new') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                "MERGE INTO shop.item i USING (VALUES (1, 'm'), (12, 'n')) v (id, name) ON i.id = v.id"
                        + " WHEN MATCHED THEN UPDATE SET name = v.name WHEN NOT MATCHED THEN INSERT VALUES (v.id, v.name)",
                "WITH gone AS (DELETE FROM shop.line RETURNING item) UPDATE shop.item SET price = 0 FROM gone WHERE id = item",
                "BEGIN; UPDATE shop.item SET name = 'x'; SAVEPOINT s; DELETE FROM shop.item; ROLLBACK TO s; COMMIT",
                "BEGIN; DELETE FROM shop.line; UPDATE shop.item SET name = 'p'; PREPARE TRANSACTION 'two'; COMMIT PREPARED 'two'",
                "SET search_path = evil, pg_catalog; UPDATE shop.item SET name = 'lost'; DELETE FROM shop.line"
            })
    void is_taken_back(String damage) throws SQLException {
        assumeThat(damage.startsWith("MERGE") && RunningPostgres.VERSION < 15).isFalse();
        engine.sql("CREATE SCHEMA evil; CREATE FUNCTION evil.no(text, text) RETURNS bool LANGUAGE sql AS 'SELECT true';"
                + " CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.no)");
        Witness before = Witness.of(engine);
        Moment moment = engine.journal().beat();

        run(damage);
        assertThat(before.differences()).isNotEmpty();
        engine.apply(engine.planAt(moment, both()));

        assertThat(before.differences()).isEmpty();
    }

    /** A transaction that says itself where it begins is sent statement by statement. */
    private void run(String statements) throws SQLException {
        List<String> all = statements.startsWith("BEGIN")
                ? Pattern.compile("; ").splitAsStream(statements).toList()
                : List.of(statements);
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : all) {
                statement.execute(each);
            }
        }
    }

    private static Stream<Arguments> bypasses() {
        return Stream.of(
                bypass("DROP TRIGGER tillback_1_update ON shop.item", "triggers"),
                bypass("ALTER TABLE shop.item DISABLE TRIGGER ALL", "triggers"),
                bypass(DISABLE_ALL + ENABLE_MOST, "triggers"),
                bypass(
                        "ALTER TABLE shop.item DISABLE TRIGGER USER; UPDATE shop.item SET name = 'lost'" + ENABLE_MOST
                                + "; ALTER TABLE shop.item ENABLE ALWAYS TRIGGER tillback_1_move;"
                                + " ALTER TABLE shop.item ENABLE ALWAYS TRIGGER tillback_1_truncate",
                        "triggers"),
                bypass(
                        "ALTER TABLE shop.item RENAME TO other; CREATE TABLE shop.item (LIKE shop.other INCLUDING ALL);"
                                + " ALTER TABLE shop.item OWNER TO shop_owner",
                        "tables"),
                bypass("ALTER TABLE shop.item ADD COLUMN extra int", "columns"),
                bypass("ALTER TABLE shop.item ALTER COLUMN name TYPE varchar", "columns"),
                bypass("CREATE TABLE shop.heir () INHERITS (shop.item)", "partitions"),
                bypass(
                        "CREATE OR REPLACE FUNCTION tillback.record_1_update() RETURNS trigger LANGUAGE plpgsql"
                                + " AS 'BEGIN RETURN NULL; END'",
                        "functions"),
                bypass("ALTER TABLE tillback.journal_1 ALTER COLUMN name TYPE varchar(1)", "companion"),
                bypass("TRUNCATE tillback.journal_1", "records"),
                bypass("DROP TABLE tillback.journal_1_1", "records"));
    }

    private static Arguments bypass(String statements, String part) {
        return Arguments.of(statements, part);
    }

    @ParameterizedTest
    @MethodSource("bypasses")
    void a_bypass_ends_coverage_at_the_next_beat(String bypass, String reason) throws SQLException {
        Moment before = engine.journal().beat();

        engine.superuserSql(bypass);
        engine.journal().beat();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(ITEM), before))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MOMENT_NOT_COVERED))
                .withMessageContaining("recording ended after " + before.takenAt() + ": altered since: ")
                .withMessageContaining(reason);
        engine.journal().requireCovered(List.of(LINE), before);
        engine.record();
        engine.journal().requireCovered(List.of(ITEM), engine.journal().beat());
        assertThat(engine.number("SELECT count(DISTINCT tgname) FROM pg_trigger WHERE tgname ~ '^tillback_1_'"))
                .as("triggers of the interval that ended")
                .isZero();
    }

    @Test
    void replicas_and_analyses_bypass_nothing() throws SQLException {
        Moment before = engine.journal().beat();
        engine.superuserSql("SET session_replication_role = replica; UPDATE shop.item SET name = 'r'");
        engine.superuserSql("ANALYZE shop.item");
        engine.superuserSql("VACUUM FULL shop.item");
        engine.journal().beat();

        engine.journal().requireCovered(List.of(ITEM), before);
        engine.apply(engine.planAt(before, both()));

        assertThat(engine.number("SELECT count(*) FROM shop.item WHERE name = 'r'"))
                .isZero();
    }

    @Test
    void a_first_trigger_of_the_store_ends_the_coverage_of_what_is_not_prepared_for_it() throws SQLException {
        Moment before = engine.journal().beat();
        engine.sql("CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
                + " CREATE TRIGGER touch AFTER UPDATE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.touch()");
        engine.journal().beat();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(LINE), before))
                .withMessageContaining("altered since: triggers of the store");
        engine.record();
        Moment prepared = engine.journal().beat();
        engine.sql("CREATE TRIGGER again AFTER UPDATE ON shop.line FOR EACH ROW EXECUTE FUNCTION shop.touch()");
        engine.journal().beat();
        engine.journal().requireCovered(List.of(ITEM, LINE), prepared);
    }

    @Test
    void a_truncate_that_does_not_see_all_rows_ends_coverage() throws SQLException {
        Moment before = engine.journal().beat();
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SELECT FROM shop.item");
            engine.sql("INSERT INTO shop.line VALUES (1, 4)");
            statement.execute("TRUNCATE shop.line");
            connection.commit();
        }
        engine.journal().beat();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(LINE), before))
                .withMessageContaining("a TRUNCATE in a REPEATABLE READ transaction");
        engine.journal().requireCovered(List.of(ITEM), before);
    }

    @Test
    void what_bypasses_recording_just_before_a_plan_is_made_is_noticed() throws SQLException {
        Moment before = engine.journal().beat();
        engine.superuserSql("ALTER TABLE shop.item DISABLE TRIGGER ALL; UPDATE shop.item SET name = 'unseen'");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.planAt(before, both()))
                .withMessageContaining("recording ended after " + before.takenAt() + ": altered since: triggers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE shop.visit ALTER note TYPE varchar(9)",
                "ALTER TABLE shop.visit ADD more int",
                "ALTER TABLE shop.visit DROP note",
                "ALTER TABLE shop.visit DROP CONSTRAINT visit_pkey; ALTER TABLE shop.visit ADD PRIMARY KEY (other)"
            })
    void a_table_that_is_altered_before_it_is_begun_is_begun_as_it_is_built_then(String alteration)
            throws SQLException {
        engine.sql("CREATE TABLE shop.visit (id int PRIMARY KEY, other int NOT NULL, note text);"
                + " CREATE TABLE shop.other (id int PRIMARY KEY)");
        StoreSchema before = engine.live();
        engine.sql(alteration);

        List<Unprotected> refused = engine.journal().follow(before);

        assertThat(refused).extracting(Unprotected::what).containsExactly("Journal of shop.visit");
        assertThat(engine.texts("SELECT table_name FROM tillback.journal ORDER BY number"))
                .containsExactly("item", "line", "other");
        assertThat(engine.journal().follow(engine.live())).isEmpty();
        assertThat(engine.texts("SELECT table_name FROM tillback.journal WHERE last_cut IS NULL ORDER BY number"))
                .containsExactly("item", "line", "other", "visit");
    }

    @Test
    void records_that_are_missing_are_noticed() throws SQLException {
        Moment before = engine.journal().beat();
        engine.sql(
                "DELETE FROM shop.line; INSERT INTO shop.item VALUES (11, 'new'); DELETE FROM shop.item WHERE id = 11");
        engine.superuserSql("DELETE FROM tillback.journal_1 WHERE journal_operation = 'D'");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.planAt(before, both()))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MOMENT_NOT_COVERED));
    }

    @Test
    void a_key_may_have_any_name() throws SQLException {
        engine.sql("CREATE TABLE shop.visit (came int, went int, note text, PRIMARY KEY (came, went));"
                + " INSERT INTO shop.visit VALUES (1, 2, 'here')");
        engine.record();
        Moment moment = engine.journal().beat();
        engine.sql("UPDATE shop.visit SET note = 'lost'");

        engine.apply(engine.planAt(moment, RebuiltRows.request(List.of(new TableId("shop", "visit")))));

        assertThat(engine.texts("SELECT note FROM shop.visit")).containsExactly("here");
    }

    @Test
    void a_table_that_is_built_otherwise_is_recorded_anew() throws SQLException {
        Moment before = engine.journal().beat();
        engine.sql("ALTER TABLE shop.item DROP COLUMN twice, ADD COLUMN colour text; UPDATE shop.item SET price = 1");
        engine.record();
        Moment after = engine.journal().beat();
        engine.sql("UPDATE shop.item SET colour = 'red', price = 0");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(ITEM), before))
                .withMessageContaining("recorded since");
        engine.apply(engine.planAt(after, both()));
        assertThat(engine.number("SELECT count(*) FROM shop.item WHERE colour IS NULL AND price = 1"))
                .isEqualTo(10);
    }

    @Test
    void a_table_that_a_restore_creates_again_is_recorded_anew() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DROP TABLE shop.line");
        engine.journal().beat();
        RestoreRequest back = new RestoreRequest(
                new RestoreTarget.AtSnapshot(manifest.id()), List.of(RestoreScope.wholeTable(LINE)), EXACTLY);
        engine.apply(engine.plan(back, manifest));
        engine.record();
        Moment after = engine.journal().beat();

        engine.journal().requireCovered(List.of(ITEM, LINE), after);
        engine.sql("TRUNCATE shop.line");
        engine.apply(engine.planAt(after, both()));

        assertThat(engine.number("SELECT count(*) FROM shop.line")).isEqualTo(30);
    }

    @Test
    void a_table_that_the_store_holds_is_recorded_later() throws SQLException {
        engine.sql("CREATE TABLE shop.late (id int PRIMARY KEY)");
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO shop.late VALUES (1)");
            engine.record();
            assertThat(engine.number("SELECT count(*) FROM tillback.journal")).isEqualTo(2);
            connection.commit();
        }

        engine.record();

        assertThat(engine.number("SELECT count(*) FROM tillback.journal")).isEqualTo(3);
    }

    @Test
    void recording_that_is_switched_off_leaves_nothing_on_the_stores_tables() throws SQLException {
        engine.journal().stop("switched off");

        assertThat(engine.number("SELECT count(*) FROM pg_trigger WHERE tgname ~ '^tillback_'"))
                .isZero();
        assertThat(engine.number("SELECT count(*) FROM pg_proc WHERE pronamespace = 'tillback'::regnamespace"
                        + " AND proname ~ '^record_[0-9]'"))
                .isZero();
    }

    private static RestoreRequest both() {
        return new RestoreRequest(
                new RestoreTarget.AtInstant(Instant.EPOCH),
                Stream.of(ITEM, LINE).map(RestoreScope::wholeTable).toList(),
                EXACTLY);
    }
}
