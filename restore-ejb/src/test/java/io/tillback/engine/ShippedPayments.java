package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ShipmentId;
import io.tillback.shipment.Shipment;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the chain of shipments that the database claims, as it grows, and all that it holds. */
final class ShippedPayments {
    private final Engine engine;
    private final Shipping shipping;
    private final Map<ShipmentId, Shipment> chain = new LinkedHashMap<>();
    private final List<String> payments = new ArrayList<>();

    ShippedPayments(Engine engine, Shipping shipping) {
        this.engine = engine;
        this.shipping = shipping;
    }

    /** What was shipped since it was read last. Whatever is missing, damaged, or no continuation fails. */
    void read() throws SQLException {
        Deque<Shipment> added = new ArrayDeque<>();
        Optional<ShipmentId> next =
                engine.texts("SELECT shipment FROM tillback.shipping WHERE shipment IS NOT NULL").stream()
                        .map(ShipmentId::new)
                        .findFirst();
        while (next.isPresent() && !chain.containsKey(next.get())) {
            Shipment shipment = shipping.reader().findManifest(next.get()).orElseThrow();
            Optional.ofNullable(added.peekFirst())
                    .ifPresent(later -> assertThat(later.from()).isEqualTo(shipment.moment()));
            added.addFirst(shipment);
            next = shipment.previous();
        }
        added.forEach(this::take);
    }

    private void take(Shipment shipment) {
        chain.put(shipment.id(), shipment);
        shipment.transactions().ifPresent(part -> shipping.reader().read(part, (bytes, offset, length) -> {}));
        for (Shipment.Table table : shipment.tables()) {
            table.keys().ifPresent(part -> shipping.reader().read(part, (bytes, offset, length) -> {}));
            table.rows().ifPresent(part -> shipping.reader().read(part, (bytes, offset, length) -> {}));
            if (table.id().equals(Payments.PAYMENT)) {
                shipping.lines(table.records()).stream()
                        .map(line -> line.split(",", -1))
                        .filter(record -> record[3].equals("I"))
                        .forEach(record -> payments.add(record[1] + " " + record[6]));
            } else {
                table.records().ifPresent(part -> shipping.reader().read(part, (bytes, offset, length) -> {}));
            }
        }
    }

    Set<ShipmentId> ids() {
        return chain.keySet();
    }

    /** {@code <transaction> <payment>} of each that was recorded, as often as it was shipped. */
    List<String> all() {
        return payments;
    }
}
