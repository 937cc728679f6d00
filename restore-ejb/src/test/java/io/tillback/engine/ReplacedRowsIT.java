package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.apply.Restore;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values that an UPDATE cannot set back: unique ones that changed places, identities that are always generated. */
class ReplacedRowsIT {
    private static final TableId RUNNER = new TableId("public", "runner");

    private Engine engine;
    private Manifest manifest;
    private List<String> before;

    @BeforeEach
    void a_race() throws SQLException {
        engine = Engine.on("""
                CREATE TABLE runner (
                  id int PRIMARY KEY,
                  place int NOT NULL UNIQUE,
                  number int GENERATED ALWAYS AS IDENTITY,
                  name text,
                  label text GENERATED ALWAYS AS (name || place) STORED,
                  lane int4range,
                  EXCLUDE USING gist (lane WITH &&));
                CREATE UNIQUE INDEX ON runner (lower(name));
                INSERT INTO runner (id, place, name, lane)
                  SELECT n, n, 'runner ' || n, int4range(n, n + 1) FROM generate_series(1, 9) n;
                CREATE TABLE prize (id int PRIMARY KEY, runner int REFERENCES runner, place int REFERENCES runner (place));
                INSERT INTO prize VALUES (1, 1, 1), (2, 2, 2);
                """);
        before = runners();
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<String> runners() throws SQLException {
        return engine.texts("SELECT r::text FROM runner r ORDER BY id");
    }

    private Restore.Proof restore(ColumnScope columns) throws SQLException {
        RestoreScope scope = new RestoreScope(RUNNER, columns, new RowScope.AllRows());
        return engine.apply(engine.plan(Requests.request(manifest, Requests.EXACTLY, scope), manifest));
    }

    private Restore.Proof restoreColumns(String... names) throws SQLException {
        return restore(
                new ColumnScope.Columns(Stream.of(names).map(ColumnName::new).toList()));
    }

    /** Foreign keys look at the places only when a statement has ended, and by then there is a runner at each. */
    private void reverse(String set) throws SQLException {
        engine.superuserSql("""
                BEGIN;
                CREATE TEMP TABLE mixed ON COMMIT DROP AS SELECT * FROM runner;
                ALTER TABLE prize DISABLE TRIGGER ALL;
                ALTER TABLE runner DISABLE TRIGGER ALL;
                DELETE FROM runner;
                INSERT INTO runner (id, place, number, name, lane) OVERRIDING SYSTEM VALUE
                  SELECT m.id, %s FROM mixed m JOIN mixed o ON o.id = 10 - m.id;
                ALTER TABLE prize ENABLE TRIGGER ALL;
                ALTER TABLE runner ENABLE TRIGGER ALL;
                COMMIT
                """.formatted(set));
    }

    @Test
    void unique_values_that_changed_places_come_back_to_their_rows() throws SQLException {
        reverse("o.place, m.number, m.name, m.lane");

        Restore.Proof proof = restore(new ColumnScope.AllColumns());

        assertThat(proof.tables()).singleElement().satisfies(table -> {
            assertThat(table.changed()).isEqualTo(8);
            assertThat(table.verified()).isEqualTo(8);
        });
        assertThat(runners()).isEqualTo(before);
        assertThat(engine.number("SELECT count(*) FROM prize")).isEqualTo(2);
    }

    @Test
    void values_change_places_before_a_row_goes_that_was_referred_to_until_then() throws SQLException {
        engine.sql("""
                CREATE TABLE team (id int PRIMARY KEY);
                CREATE TABLE member (id int PRIMARY KEY, team int REFERENCES team, code text UNIQUE);
                INSERT INTO team VALUES (1), (2);
                INSERT INTO member VALUES (1, 1, 'a'), (2, 1, 'b');
                """);
        manifest = engine.takeSnapshot();
        engine.sql("INSERT INTO team VALUES (7); UPDATE member SET code = 'c', team = 7 WHERE id = 1");
        engine.sql("UPDATE member SET code = 'a' WHERE id = 2; UPDATE member SET code = 'b' WHERE id = 1");
        engine.sql("DELETE FROM team WHERE id = 2");

        engine.apply(engine.plan(
                Requests.request(
                        manifest,
                        Requests.EXACTLY,
                        RestoreScope.wholeTable(new TableId("public", "team")),
                        RestoreScope.wholeTable(new TableId("public", "member"))),
                manifest));

        assertThat(engine.texts("SELECT m::text FROM member m ORDER BY id")).containsExactly("(1,1,a)", "(2,1,b)");
        assertThat(engine.texts("SELECT id FROM team ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void a_single_unique_column_comes_back_and_the_others_keep_what_they_have() throws SQLException {
        reverse("o.place, o.number, m.name, m.lane");
        engine.sql("UPDATE runner SET name = 'later ' || id");

        restoreColumns("place");

        assertThat(
                        engine.texts(
                                "SELECT id || ' ' || place || ' ' || number || ' ' || name || ' ' || label FROM runner WHERE id = 2"))
                .containsExactly("2 2 8 later 2 later 22");
    }

    @Test
    void values_under_an_exclusion_constraint_and_a_unique_expression_change_places_too() throws SQLException {
        reverse("m.place, m.number, upper(o.name), o.lane");

        restoreColumns("name", "lane");

        assertThat(runners()).isEqualTo(before);
    }

    @Test
    void an_identity_that_is_always_generated_comes_back_where_it_differs() throws SQLException {
        engine.sql("UPDATE runner SET number = DEFAULT WHERE id > 6; UPDATE runner SET name = 'x' WHERE id = 1");

        restore(new ColumnScope.AllColumns());

        assertThat(runners()).isEqualTo(before);
    }

    @Test
    void rows_are_not_replaced_under_a_foreign_key_whose_action_would_fire() throws SQLException {
        for (String action : List.of("CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT")) {
            engine.sql("ALTER TABLE prize DROP CONSTRAINT prize_runner_fkey");
            engine.sql("ALTER TABLE prize ADD FOREIGN KEY (runner) REFERENCES runner ON DELETE " + action);
            reverse("o.place, m.number, m.name, m.lane");
            List<String> reversed = runners();

            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> restore(new ColumnScope.AllColumns()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_BLOCKED))
                    .withMessageContaining("2 rows of public.prize refer to them by prize_runner_fkey");
            assertThat(runners()).isEqualTo(reversed);
            assertThat(engine.number("SELECT count(*) FROM prize WHERE runner = id"))
                    .isEqualTo(2);
            reverse("o.place, m.number, m.name, m.lane");
        }
    }

    @Test
    void rows_that_nobody_refers_to_are_replaced_under_such_a_foreign_key() throws SQLException {
        engine.sql("""
                ALTER TABLE prize DROP CONSTRAINT prize_runner_fkey;
                ALTER TABLE prize ADD FOREIGN KEY (runner) REFERENCES runner ON DELETE CASCADE;
                UPDATE runner SET number = DEFAULT WHERE id > 6;
                """);

        restore(new ColumnScope.AllColumns());

        assertThat(runners()).isEqualTo(before);
        assertThat(engine.number("SELECT count(*) FROM prize")).isEqualTo(2);
    }

    @Test
    void a_value_that_a_row_outside_the_plan_holds_stays_a_violation_that_names_the_constraint() throws SQLException {
        engine.sql("UPDATE runner SET place = place + 100 WHERE id > 6; INSERT INTO runner (id, place) VALUES (50, 9)");
        Plan plan = engine.plan(
                Requests.request(
                        manifest,
                        Requests.EXACTLY,
                        new RestoreScope(
                                RUNNER,
                                new ColumnScope.Columns(List.of(new ColumnName("place"))),
                                new RowScope.AllRows())),
                manifest);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSTRAINT_VIOLATED))
                .withMessageContaining("runner_place_key");
    }
}
