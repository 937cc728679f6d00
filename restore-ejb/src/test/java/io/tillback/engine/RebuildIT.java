package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.shipment.Rebuilt;
import io.tillback.shipment.Shipment;
import io.tillback.snapshot.Manifest;
import io.tillback.storage.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database is gone: what it was at its last shipped moment stands in another one. */
class RebuildIT {
    private static final TableId ITEM = new TableId("shop", "item");

    private static final String TYPES = """
            CREATE SCHEMA shop;
            CREATE TYPE shop.state AS ENUM ('new', 'paid');
            CREATE FUNCTION shop.stamp() RETURNS trigger LANGUAGE plpgsql AS
              $$BEGIN NEW.note = 'stamped'; RETURN NEW; END$$;
            """;

    private Engine lost;
    private Engine other;
    private Shipping shipping;

    @BeforeEach
    void record_a_store() throws SQLException {
        lost = Engine.on(TYPES + """
                CREATE TABLE shop.seller (id serial PRIMARY KEY, name text NOT NULL);
                CREATE TABLE shop.item (
                  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                  seller int NOT NULL REFERENCES shop.seller ON DELETE CASCADE,
                  state shop.state NOT NULL DEFAULT 'new',
                  twice int GENERATED ALWAYS AS (seller * 2) STORED,
                  note text);
                CREATE TABLE shop.nobody (note text);
                CREATE INDEX "by state" ON shop.item (state) WHERE note IS NULL;
                INSERT INTO shop.seller (name) SELECT 's' || n FROM generate_series(1, 5) n;
                INSERT INTO shop.item (seller) SELECT n % 5 + 1 FROM generate_series(1, 1000) n;
                INSERT INTO shop.nobody VALUES ('a');
                CREATE TRIGGER stamp BEFORE UPDATE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.stamp();
                """);
        lost.record();
        shipping = Shipping.of(lost);
        other = Engine.on(TYPES);
    }

    @AfterEach
    void close() {
        lost.close();
        other.close();
    }

    private static List<String> rows(Engine engine, String table) throws SQLException {
        return engine.texts("SELECT t::text FROM shop.%s t ORDER BY 1".formatted(table));
    }

    /** How tables are built, as the database's own printers say it. */
    private static List<String> built(Engine engine) throws SQLException {
        return engine.texts("""
                SELECT pg_get_constraintdef(o.oid) || o.conrelid::regclass FROM pg_constraint o
                WHERE o.connamespace = 'shop'::regnamespace
                UNION ALL
                SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indrelid
                WHERE c.relnamespace = 'shop'::regnamespace
                UNION ALL
                SELECT pg_get_triggerdef(g.oid) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
                WHERE c.relnamespace = 'shop'::regnamespace AND NOT g.tgisinternal AND g.tgname !~ '^tillback'
                UNION ALL
                SELECT c.relname || ' of ' || c.relowner::regrole FROM pg_class c
                WHERE c.relnamespace = 'shop'::regnamespace
                ORDER BY 1
                """);
    }

    private void change() throws SQLException {
        lost.sql("UPDATE shop.item SET state = 'paid' WHERE id % 10 = 1");
        lost.sql("DELETE FROM shop.seller WHERE id = 3");
        lost.sql("INSERT INTO shop.seller (name) VALUES ('late'); INSERT INTO shop.item (seller) VALUES (6), (6)");
    }

    @Test
    void the_last_shipped_moment_is_built_again_from_a_snapshot_and_shipments() throws SQLException {
        shipping.ship();
        Manifest snapshot = lost.takeSnapshot();
        change();
        shipping.ship();
        lost.sql("UPDATE shop.item SET seller = 1 WHERE id = 1000; DELETE FROM shop.item WHERE id = 999");
        lost.sql("UPDATE shop.item SET note = 'more than once' WHERE id % 10 = 1");
        Shipment last = shipping.ship();
        List<String> items = rows(lost, "item");
        List<String> sellers = rows(lost, "seller");
        lost.sql("TRUNCATE shop.item");

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rows(other, "item")).isEqualTo(items);
        assertThat(rows(other, "seller")).isEqualTo(sellers);
        assertThat(built(other)).isEqualTo(built(lost));
        assertThat(rebuilt.snapshot()).isEqualTo(snapshot.id());
        assertThat(rebuilt.reached()).isEqualTo(last.moment());
        assertThat(rebuilt.shipments()).isEqualTo(2);
        assertThat(rebuilt.problems()).isEmpty();
        assertThat(rebuilt.rows()).isEqualTo(items.size() + sellers.size() + 1);
        other.sql("INSERT INTO shop.seller (name) VALUES ('next'); INSERT INTO shop.item (seller) VALUES (1)");
        assertThat(other.number("SELECT max(id) FROM shop.seller")).isEqualTo(7);
        assertThat(other.number("SELECT max(id) FROM shop.item")).isEqualTo(1003);
    }

    @Test
    void a_table_that_is_not_recorded_is_told_with_the_moment_of_its_rows() throws SQLException {
        shipping.ship();
        Manifest snapshot = lost.takeSnapshot();
        lost.sql("INSERT INTO shop.nobody VALUES ('b')");
        shipping.ship();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rows(other, "nobody")).containsExactly("(a)");
        assertThat(rebuilt.tables())
                .filteredOn(table -> table.asOf().isPresent())
                .singleElement()
                .satisfies(table -> {
                    assertThat(table.id()).isEqualTo(new TableId("shop", "nobody"));
                    assertThat(table.asOf()).contains(snapshot.moment());
                    assertThat(table.reason().orElseThrow()).startsWith("it has no primary key");
                });
    }

    @Test
    void a_table_that_was_altered_since_is_built_as_it_was_altered() throws SQLException {
        lost.takeSnapshot();
        shipping.ship();
        change();
        lost.sql("ALTER TABLE shop.item ADD COLUMN price numeric(9,2) DEFAULT 7.5;"
                + " CREATE TABLE shop.made (id int PRIMARY KEY REFERENCES shop.seller); DROP TABLE shop.nobody;"
                + " INSERT INTO shop.made VALUES (1)");
        lost.journal().beat();
        lost.record();
        shipping.ship();
        lost.sql("UPDATE shop.item SET price = 8 WHERE id < 5; INSERT INTO shop.made VALUES (2)");
        shipping.ship();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rows(other, "item")).isEqualTo(rows(lost, "item"));
        assertThat(rows(other, "made")).containsExactly("(1)", "(2)");
        assertThat(built(other)).isEqualTo(built(lost));
        assertThat(rebuilt.problems()).isEmpty();
        assertThat(rebuilt.tables()).noneMatch(table -> table.asOf().isPresent());
    }

    @Test
    void a_table_that_was_altered_before_a_shipment_and_recorded_again_after_it_is_built_as_it_was_altered()
            throws SQLException {
        lost.takeSnapshot();
        shipping.ship();
        lost.sql("ALTER TABLE shop.item ADD COLUMN price numeric(9,2) DEFAULT 7.5");
        lost.journal().beat();
        shipping.ship();
        lost.record();
        lost.sql("UPDATE shop.item SET price = 8 WHERE id < 5");
        shipping.ship();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rows(other, "item")).isEqualTo(rows(lost, "item"));
        assertThat(built(other)).isEqualTo(built(lost));
        assertThat(rebuilt.tables())
                .noneMatch(table -> table.asOf().isPresent() && table.id().equals(ITEM));
    }

    @Test
    void what_bypassed_the_journal_is_told_and_the_state_before_it_is_built() throws SQLException {
        shipping.ship();
        lost.takeSnapshot();
        change();
        Shipment before = shipping.ship();
        List<String> items = rows(lost, "item");
        lost.superuserSql("ALTER TABLE shop.item DISABLE TRIGGER ALL; UPDATE shop.item SET note = 'unseen'");
        shipping.ship();
        lost.sql("UPDATE shop.seller SET name = 'known'");
        shipping.ship();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rows(other, "item")).isEqualTo(items);
        assertThat(rows(other, "seller")).isEqualTo(rows(lost, "seller"));
        assertThat(rebuilt.tables())
                .filteredOn(table -> table.id().equals(ITEM))
                .singleElement()
                .satisfies(table -> {
                    assertThat(table.asOf()).contains(before.moment());
                    assertThat(table.reason().orElseThrow()).contains("altered since: triggers");
                });
    }

    @Test
    void a_hole_is_refused_with_its_place_and_what_lies_before_it_can_be_built() throws SQLException {
        shipping.ship();
        lost.takeSnapshot();
        change();
        Shipment before = shipping.ship();
        List<String> items = rows(lost, "item");
        lost.sql("UPDATE shop.item SET note = 'in the hole'");
        Shipment gone = shipping.ship();
        lost.sql("UPDATE shop.item SET note = 'after'");
        Shipment after = shipping.ship();
        shipping.remove(shipping.layout.manifest(gone.id()).value());

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> shipping.rebuildIn(other))
                .matches(e -> e.code() == ErrorCode.SHIPMENT_MISSING)
                .withMessageContaining(
                        "shipment " + after.id() + " begins at " + gone.moment().takenAt())
                .withMessageContaining("shipment " + gone.id() + ", which it continues, is not in the bucket");
        assertThat(other.tables()).isEmpty();

        Rebuilt rebuilt = shipping.rebuildIn(other, before.moment().takenAt());
        assertThat(rebuilt.reached()).isEqualTo(before.moment());
        assertThat(rows(other, "item")).isEqualTo(items);
    }

    @Test
    void a_chain_that_begins_after_the_snapshot_is_refused() throws SQLException {
        Manifest snapshot = lost.takeSnapshot();
        lost.journal().stop("a test");
        lost.sql("UPDATE shop.item SET note = 'never shipped'");
        lost.record();
        Shipment first = shipping.ship();

        assertThat(first.from().takenAt()).isAfter(snapshot.moment().takenAt());
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> shipping.rebuildIn(other))
                .matches(e -> e.code() == ErrorCode.SHIPMENT_MISSING)
                .withMessageContaining("it is the first of its chain");
    }

    @Test
    void what_was_dropped_before_it_was_shipped_is_told() throws SQLException {
        Manifest snapshot = lost.takeSnapshot();
        shipping.log.switchOff();
        List<String> items = rows(lost, "item");
        lost.sql("UPDATE shop.item SET note = 'never shipped'");
        lost.segments().begin(Duration.ZERO);
        lost.sql("UPDATE shop.item SET note = 'shipped'");
        lost.segments().begin(Duration.ZERO);
        lost.segments().begin(Duration.ZERO);
        Moment kept = lost.journal().beat();
        lost.segments().dropBefore(kept);
        shipping.log.switchOn();
        shipping.ship();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rows(other, "item")).isEqualTo(items);
        assertThat(rebuilt.tables())
                .filteredOn(table -> table.id().equals(ITEM))
                .singleElement()
                .satisfies(table -> {
                    assertThat(table.asOf()).contains(snapshot.moment());
                    assertThat(table.reason().orElseThrow()).startsWith("it is recorded since " + kept.takenAt());
                });
    }

    @Test
    void damage_is_found_and_nothing_is_built() throws Exception {
        shipping.ship();
        lost.takeSnapshot();
        change();
        Shipment shipment = shipping.ship();
        String key = shipment.tables().get(0).rows().orElseThrow().data().key();
        byte[] bytes = read(key);
        for (int at = 0; at < bytes.length; at += 1 + bytes.length / 20) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 4;
            Files.write(Surroundings.fileOf(new ObjectKey(key)), flipped);

            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> shipping.rebuildIn(other))
                    .matches(e -> e.code() == ErrorCode.SHIPMENT_DAMAGED)
                    .withMessageContaining(key);
            assertThat(other.tables()).isEmpty();
        }

        shipping.remove(key);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> shipping.rebuildIn(other))
                .withMessageContaining(key + ": it is gone");
    }

    private static byte[] read(String key) throws IOException {
        Path file = Surroundings.fileOf(new ObjectKey(key));
        return Files.readAllBytes(file);
    }

    @Test
    void a_manifest_that_cannot_be_read_may_be_the_newest_and_is_for_the_operator_to_leave_out() throws Exception {
        shipping.ship();
        lost.takeSnapshot();
        change();
        Shipment before = shipping.ship();
        Shipment last = shipping.ship();
        ObjectKey manifest = shipping.layout.manifest(last.id());
        Files.write(Surroundings.fileOf(manifest), "{}x".getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> shipping.rebuildIn(other))
                .matches(e -> e.code() == ErrorCode.SHIPMENT_DAMAGED)
                .withMessageContaining(manifest.value());
        assertThat(shipping.rebuildIn(other, last.startedAt()).reached()).isEqualTo(before.moment());
    }

    @Test
    void a_database_with_tables_is_left_alone() throws SQLException {
        shipping.ship();
        lost.takeSnapshot();
        other.sql("CREATE TABLE shop.item (id int)");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> shipping.rebuildIn(other))
                .matches(e -> e.code() == ErrorCode.DATABASE_NOT_EMPTY)
                .withMessageContaining("shop.item");
        assertThat(other.tables()).containsExactly(ITEM);
    }

    @Test
    void a_snapshot_that_is_newer_than_all_shipments_is_enough() throws SQLException {
        shipping.ship();
        change();
        Manifest snapshot = lost.takeSnapshot();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(rebuilt.reached()).isEqualTo(snapshot.moment());
        assertThat(rebuilt.shipments()).isZero();
        assertThat(rows(other, "item")).isEqualTo(rows(lost, "item"));
    }
}
