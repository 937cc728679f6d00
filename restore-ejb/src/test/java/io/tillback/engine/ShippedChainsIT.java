package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.shipment.Shipment;
import io.tillback.shipment.Shipment.Reach;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.StorageClass;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where chains of shipments begin, go on and end, nothing of what was recorded is left out. */
class ShippedChainsIT {
    private Engine engine;
    private Shipping shipping;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item SELECT n, 'i' || n FROM generate_series(1, 10) n;
                """);
        engine.record();
        shipping = Shipping.of(engine);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void the_first_shipment_has_the_records_of_intervals_that_ended_before_it_began() throws SQLException {
        engine.sql("UPDATE shop.item SET name = 'a'");
        engine.journal().beat();
        engine.sql("ALTER TABLE shop.item ADD COLUMN price int");
        engine.record();
        Moment after = engine.journal().beat();
        engine.sql("UPDATE shop.item SET price = 1 WHERE id = 1");

        Shipment first = shipping.ship();
        engine.segments().dropBefore(after);

        assertThat(engine.texts("SELECT number::text FROM tillback.journal")).containsExactly("2");
        List<Shipment.Table> tables = first.tables();
        assertThat(tables).extracting(Shipment.Table::reach).containsExactlyInAnyOrder(Reach.RECORDS, Reach.CHANGES);
        assertThat(tables).allSatisfy(table -> assertThat(shipping.lines(table.records()))
                .hasSize(table.reach() == Reach.RECORDS ? 10 : 1));
    }

    @Test
    void what_another_database_has_shipped_is_not_gone_on_with() throws SQLException {
        Shipment others = shipping.ship();
        try (Connection catalog = engine.database.getConnection();
                Statement statement = catalog.createStatement()) {
            statement.execute("UPDATE tillback.shipping SET incarnation = 'another/1'");
        }

        Shipment own = shipping.ship();

        assertThat(own.incarnation()).isEqualTo(others.incarnation());
        assertThat(own.previous()).isEmpty();
        assertThat(own.built()).isPresent();
        assertThat(shipping.ship().previous()).contains(own.id());
    }

    @Test
    void a_shipment_that_ends_elsewhere_than_the_next_one_begins_is_a_hole() throws SQLException {
        shipping.ship();
        engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET name = 'a'");
        Shipment shorter = shipping.ship();
        engine.sql("UPDATE shop.item SET name = 'b'");
        Shipment last = shipping.ship();
        String manifest = new String(Json.writePretty(shorter), StandardCharsets.UTF_8);
        int moment = manifest.lastIndexOf(shorter.moment().cut());
        replace(
                shipping.layout.manifest(shorter.id()),
                manifest.substring(0, moment)
                        + shorter.from().cut()
                        + manifest.substring(moment + shorter.moment().cut().length()));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> shipping.rebuildIn(engine))
                .matches(e -> e.code() == ErrorCode.SHIPMENT_MISSING)
                .withMessageContaining("shipment " + last.id() + " begins at")
                .withMessageContaining("shipment " + shorter.id() + " ends at");
    }

    private void replace(ObjectKey key, String text) {
        engine.objects.delete(List.of(key));
        engine.objects.putIfAbsent(key, text.getBytes(StandardCharsets.UTF_8), StorageClass.STANDARD);
    }
}
