package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Moment;
import io.tillback.model.TableId;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Within a statement that changed a row, a trigger of the store or a foreign key's changes it again. The inner statement
 * ends first, and is recorded first.
 */
class NestedChangesIT {
    private static final TableId ITEM = new TableId("shop", "item");

    private Engine engine;

    @BeforeEach
    void begin() throws SQLException {
        engine = Engine.empty();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /**
     * Triggers of one event fire in the order of their names: some before ours, some after; those of rows before those of
     * statements.
     */
    @ParameterizedTest
    @CsvSource({
        "early, '', UPDATE shop.item SET name = 'lost' WHERE id < 3",
        "zoom, '', UPDATE shop.item SET name = 'lost' WHERE id < 3",
        "early, CREATE TABLE shop.heir () INHERITS (shop.item), UPDATE shop.item SET name = 'lost' WHERE id < 3",
        "zoom, CREATE TABLE shop.heir () INHERITS (shop.item), UPDATE shop.item SET name = 'lost' WHERE id < 3",
        "early, '', UPDATE shop.item SET id = id + 100 WHERE id < 3",
        "early, '', DELETE FROM shop.item WHERE id < 3",
        "early, '', 'UPDATE shop.item SET name = ''a'' WHERE id = 1; UPDATE shop.item SET name = ''b'' WHERE id = 1'"
    })
    void rows_that_a_trigger_of_the_store_changes_again_come_back(String trigger, String more, String damage)
            throws SQLException {
        engine.sql("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text, changes int DEFAULT 0);
                INSERT INTO shop.item SELECT n, 'i' || n FROM generate_series(1, 5) n;
                CREATE FUNCTION shop.count() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF pg_trigger_depth() < 2 THEN
                    UPDATE shop.item SET changes = changes + 1
                    WHERE id IN (CASE TG_OP WHEN 'DELETE' THEN OLD.id + 2 ELSE NEW.id END, OLD.id);
                  END IF;
                  RETURN NULL;
                END$$;
                CREATE TRIGGER %s AFTER UPDATE OR DELETE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.count();
                %s
                """.formatted(trigger, more));

        requireTakenBack(damage);
    }

    @Test
    void rows_that_a_foreign_key_changes_again_come_back() throws SQLException {
        engine.sql("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, code text UNIQUE, part_of text REFERENCES shop.item (code) ON UPDATE CASCADE);
                INSERT INTO shop.item SELECT n, 'c' || n, 'c' || NULLIF(n - 1, 0) FROM generate_series(1, 5) n;
                """);

        requireTakenBack("UPDATE shop.item SET code = code || 'x'");
    }

    @Test
    void a_foreign_key_that_acts_and_is_added_later_ends_coverage_and_is_recorded_for_then() throws SQLException {
        engine.sql("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, code text UNIQUE, part_of text);
                INSERT INTO shop.item SELECT n, 'c' || n, 'c' || NULLIF(n - 1, 0) FROM generate_series(1, 5) n;
                """);
        engine.record();
        engine.sql("ALTER TABLE shop.item ADD FOREIGN KEY (part_of) REFERENCES shop.item (code) ON UPDATE CASCADE");

        engine.journal().beat();

        assertThat(engine.journal().findCoverage().get(0).end().orElseThrow().reason())
                .contains("foreign keys");
        requireTakenBack("UPDATE shop.item SET code = code || 'x'");
    }

    private void requireTakenBack(String damage) throws SQLException {
        engine.record();
        Witness before = Witness.of(engine);
        Moment moment = engine.journal().beat();

        engine.sql(damage);
        assertThat(before.differences()).isNotEmpty();
        engine.apply(engine.planAt(moment, RebuiltRows.request(List.of(ITEM))));

        assertThat(before.differences()).isEmpty();
    }
}
