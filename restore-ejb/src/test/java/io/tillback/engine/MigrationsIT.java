package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store alters its tables while their changes are recorded, and writes to them at once: neither fails. */
class MigrationsIT {
    private static final TableId ITEM = new TableId("shop", "item");

    private Engine engine;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE SCHEMA other;
                CREATE TYPE shop.colour AS ENUM ('red', 'green', 'blue');
                CREATE TABLE shop.item (id int PRIMARY KEY, name text, price numeric(9,2), colour shop.colour,
                  colours shop.colour[], twice numeric GENERATED ALWAYS AS (price * 2) STORED);
                CREATE TABLE shop.line (item int REFERENCES shop.item ON DELETE CASCADE, number int, PRIMARY KEY (item, number));
                CREATE TABLE shop.area (zone int, id int, name text, PRIMARY KEY (zone, id)) PARTITION BY LIST (zone);
                CREATE TABLE shop.area_1 PARTITION OF shop.area FOR VALUES IN (1);
                CREATE TABLE shop.person (id int PRIMARY KEY, name text);
                CREATE TABLE shop.clerk (wage int) INHERITS (shop.person);
                INSERT INTO shop.item SELECT n, 'i' || n, n, 'red', '{red,blue}' FROM generate_series(1, 10) n;
                INSERT INTO shop.line SELECT n, m FROM generate_series(1, 10) n, generate_series(1, 3) m;
                INSERT INTO shop.area SELECT 1, n, 'a' || n FROM generate_series(1, 10) n;
                INSERT INTO shop.person SELECT n, 'p' || n FROM generate_series(1, 10) n;
                INSERT INTO shop.clerk SELECT 100 + n, 'c' || n, n FROM generate_series(1, 10) n;
                """);
        engine.record();
        engine.sql(
                "UPDATE shop.item SET price = price + 1; UPDATE shop.area SET name = 'b'; UPDATE shop.person SET name = 'q'");
        engine.journal().beat();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE shop.item ALTER COLUMN id TYPE bigint; DELETE FROM shop.line;"
                        + " UPDATE shop.item SET id = id + 3000000000; DELETE FROM shop.item WHERE id < 3000000005",
                "ALTER TABLE shop.item RENAME COLUMN id TO number; INSERT INTO shop.item (number) VALUES (11);"
                        + " UPDATE shop.item SET number = 12 WHERE number = 11; DELETE FROM shop.item WHERE number = 12",
                "ALTER TABLE shop.item DROP COLUMN id CASCADE; UPDATE shop.item SET name = 'n'; DELETE FROM shop.item",
                "ALTER TABLE shop.item RENAME COLUMN name TO title; UPDATE shop.item SET title = 'n'; TRUNCATE shop.item, shop.line",
                "ALTER TABLE shop.item DROP COLUMN name, ADD COLUMN title text; UPDATE shop.item SET title = 'n';"
                        + " INSERT INTO shop.item (id, title) VALUES (11, 'new'); DELETE FROM shop.item",
                "ALTER TABLE shop.item DROP COLUMN twice, ALTER COLUMN price TYPE text; UPDATE shop.item SET price = 'dear';"
                        + " UPDATE shop.item SET price = 'dearer'; TRUNCATE shop.item, shop.line",
                "ALTER TABLE shop.item RENAME TO goods; UPDATE shop.goods SET name = 'n'; DELETE FROM shop.goods WHERE id = 1",
                "ALTER TABLE shop.item SET SCHEMA other; UPDATE other.item SET name = 'n'; TRUNCATE other.item, shop.line",
                "ALTER TABLE shop.item DROP CONSTRAINT item_pkey CASCADE; ALTER TABLE shop.item ADD PRIMARY KEY (name);"
                        + " UPDATE shop.item SET id = 0",
                "ALTER TYPE shop.colour RENAME TO hue; CREATE TYPE shop.colour AS ENUM ('red', 'blue');"
                        + " ALTER TABLE shop.item ALTER COLUMN colour TYPE shop.colour USING colour::text::shop.colour,"
                        + " ALTER COLUMN colours TYPE text[] USING colours::text[]; DROP TYPE shop.hue;"
                        + " UPDATE shop.item SET colour = 'blue'",
                "DROP TABLE shop.item CASCADE; CREATE TABLE shop.item (name text PRIMARY KEY); INSERT INTO shop.item VALUES ('n')",
                "DROP SCHEMA shop CASCADE"
            })
    void a_migration_goes_through_and_ends_coverage(String migration) throws SQLException {
        Moment before = engine.journal().beat();

        engine.sql(migration);
        engine.journal().beat();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(ITEM), before))
                .withMessageContaining("recording ended after " + before.takenAt());
        requireRecordedAnew();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE shop.area ALTER COLUMN id TYPE bigint; UPDATE shop.area SET id = id + 3000000000; DELETE FROM shop.area",
                "ALTER TABLE shop.area RENAME COLUMN name TO title; UPDATE shop.area_1 SET title = 'n'; TRUNCATE shop.area",
                "ALTER TABLE shop.area DROP COLUMN name; UPDATE shop.area SET id = id + 100; INSERT INTO shop.area VALUES (1, 1)",
                "ALTER TABLE shop.person ALTER COLUMN id TYPE bigint; UPDATE shop.person SET id = id + 3000000000;"
                        + " INSERT INTO shop.clerk VALUES (3000000077, 'n'); DELETE FROM shop.clerk",
                "ALTER TABLE shop.person RENAME COLUMN name TO title; UPDATE shop.person SET title = 'n'; TRUNCATE shop.person",
                "ALTER TABLE shop.clerk DROP COLUMN wage; UPDATE shop.clerk SET name = 'n'; DELETE FROM shop.person"
            })
    void so_does_one_of_partitions_and_heirs(String migration) throws SQLException {
        engine.sql(migration);
        engine.journal().beat();

        requireRecordedAnew();
    }

    /** Its functions were compiled before. */
    @Test
    void a_session_that_wrote_before_a_migration_goes_on_after_it() throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement session = connection.createStatement()) {
            session.execute("UPDATE shop.item SET name = 'n'");
            session.execute("INSERT INTO shop.item (id) VALUES (11)");
            session.execute("DELETE FROM shop.item WHERE id = 11");

            engine.sql(
                    "ALTER TABLE shop.item ADD COLUMN title text, DROP COLUMN name; ALTER TABLE shop.item RENAME id TO number");
            session.execute("UPDATE shop.item SET title = 'n'");
            session.execute("INSERT INTO shop.item (number) VALUES (11)");
            session.execute("DELETE FROM shop.item WHERE number = 11");

            requireRecordedAnew();
            session.execute(
                    "UPDATE shop.item SET number = 100 - number WHERE number NOT IN (SELECT item FROM shop.line)");
            session.execute("DELETE FROM shop.line");
            session.execute("UPDATE shop.item SET number = 100 - number");
        }
        assertThat(engine.number("SELECT count(*) FROM shop.item WHERE number > 80"))
                .isEqualTo(10);
    }

    /** A migration that is taken back within its transaction leaves recording as it was. */
    @Test
    void what_is_written_after_a_migration_was_rolled_back_is_recorded() throws SQLException {
        Witness before = Witness.of(engine);
        Moment moment = engine.journal().beat();
        try (Connection connection = engine.store.getConnection();
                Statement session = connection.createStatement()) {
            connection.setAutoCommit(false);
            session.execute("UPDATE shop.item SET name = 'first'");
            session.execute("SAVEPOINT s");
            session.execute("ALTER TABLE shop.item DROP COLUMN price CASCADE");
            session.execute("UPDATE shop.item SET name = 'second'");
            session.execute("ROLLBACK TO s");
            session.execute("UPDATE shop.item SET price = 0");
            session.execute("UPDATE shop.item SET id = id + 100 WHERE id NOT IN (SELECT item FROM shop.line)");
            connection.commit();
        }
        engine.journal().beat();

        engine.journal().requireCovered(List.of(ITEM), moment);
        engine.apply(engine.planAt(moment, RebuiltRows.request(List.of(ITEM))));
        assertThat(before.differences()).isEmpty();
    }

    private void requireRecordedAnew() throws SQLException {
        engine.record();
        Moment anew = engine.journal().beat();
        engine.journal()
                .requireCovered(
                        engine.live().tables().stream()
                                .filter(table -> !table.key().isEmpty())
                                .map(TableShape::id)
                                .toList(),
                        anew);
    }
}
