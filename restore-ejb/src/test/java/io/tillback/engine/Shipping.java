package io.tillback.engine;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcRebuildTarget;
import io.tillback.jdbc.JdbcRecallTarget;
import io.tillback.jdbc.JdbcShippingLog;
import io.tillback.jdbc.postgresql.PostgresCopy;
import io.tillback.model.Progress;
import io.tillback.shipment.Rebuilder;
import io.tillback.shipment.Rebuilt;
import io.tillback.shipment.RecallTarget;
import io.tillback.shipment.Recalled;
import io.tillback.shipment.Recaller;
import io.tillback.shipment.Shipment;
import io.tillback.shipment.ShipmentLayout;
import io.tillback.shipment.ShipmentReader;
import io.tillback.shipment.ShipmentSweeper;
import io.tillback.shipment.Shipper;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A store's journal on its way to the object store, and back. */
final class Shipping {
    private static final AtomicInteger COUNTER = new AtomicInteger(1000);
    private static final Dialect DIALECT = new PostgresDialect();

    private final Engine engine;
    private final ObjectStore bucket;
    final ShipmentLayout layout;
    final JdbcShippingLog log;

    private Shipping(Engine engine, ObjectStore bucket, ShipmentLayout layout) {
        this.engine = engine;
        this.bucket = bucket;
        this.layout = layout;
        this.log = new JdbcShippingLog(engine.database, DIALECT);
    }

    /** Of a store whose journal is to be shipped from now on. */
    static Shipping of(Engine engine) {
        Shipping shipping = new Shipping(engine, engine.objects, ShipmentLayout.beside(engine.layout));
        shipping.log.switchOn();
        return shipping;
    }

    Shipper shipper(ObjectStore store) {
        return new Shipper(
                engine.source(),
                engine.journal(),
                log,
                store,
                new Shipper.Naming(layout, "store", () -> "test" + COUNTER.incrementAndGet()),
                Clock.systemUTC());
    }

    /** Ships now; nobody else does. */
    Shipment ship() {
        return shipper(engine.objects).ship(Duration.ZERO).orElseThrow();
    }

    ShipmentReader reader() {
        return new ShipmentReader(bucket, layout);
    }

    /** The same database, with another's shipments. */
    Shipping readingFrom(Shipping other) {
        return new Shipping(engine, other.engine.objects, other.layout);
    }

    ShipmentSweeper sweeper() {
        return new ShipmentSweeper(engine.objects, layout);
    }

    /** A data object's lines, the header left out; values may hold no line ends. */
    List<String> lines(Optional<Shipment.Part> part) {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        part.ifPresent(some -> reader().read(some, csv::write));
        List<String> lines =
                new ArrayList<>(csv.toString(StandardCharsets.UTF_8).lines().toList());
        return lines.isEmpty() ? lines : lines.subList(1, lines.size());
    }

    List<String> objects() {
        List<String> keys = new ArrayList<>();
        engine.objects.list(layout.shipments(), object -> keys.add(object.key().value()));
        return keys;
    }

    void remove(String key) {
        engine.objects.delete(List.of(new ObjectKey(key)));
    }

    /** Brings back what the journal has dropped. */
    Recalled recall(Instant from) {
        return new Recaller(reader(), engine.journal(), recalls(), Duration.ofMinutes(2)).recall(from, Progress.NONE);
    }

    RecallTarget recalls() {
        return new JdbcRecallTarget(engine.database, DIALECT, new PostgresCopy());
    }

    /** Builds the store's tables again in another database. */
    Rebuilt rebuildIn(Engine other) {
        return rebuildIn(other, Rebuilder.NEWEST);
    }

    Rebuilt rebuildIn(Engine other, Instant until) {
        return new Rebuilder(
                        engine.reader(), reader(), new JdbcRebuildTarget(other.database, DIALECT, new PostgresCopy()))
                .rebuild(engine.sweeper().listFinished(), until, Progress.NONE);
    }
}
