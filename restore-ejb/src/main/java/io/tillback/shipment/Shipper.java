package io.tillback.shipment;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Journal;
import io.tillback.model.IdSource;
import io.tillback.model.Json;
import io.tillback.model.Progress;
import io.tillback.model.ShipmentId;
import io.tillback.shipment.ShippingLog.Last;
import io.tillback.snapshot.SnapshotSource;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ships what happened since the last time, as one view of the database sees it. */
public final class Shipper {
    private static final String WRITTEN_BY = "tillback 0.1";

    /** A store may empty a table every second. */
    private static final int MOST_ATTEMPTS = 5;

    private final SnapshotSource source;
    private final Journal journal;
    private final ShippingLog log;
    private final ObjectStore store;
    private final Naming naming;
    private final Clock clock;

    /** @param storeName not encoded */
    public record Naming(ShipmentLayout layout, String storeName, IdSource ids) {}

    public Shipper(
            SnapshotSource source, Journal journal, ShippingLog log, ObjectStore store, Naming naming, Clock clock) {
        this.source = source;
        this.journal = journal;
        this.log = log;
        this.store = store;
        this.naming = naming;
        this.clock = clock;
    }

    /**
     * Ships, if it is time to. On any failure nothing is visible, and the next shipment holds all the same.
     *
     * @return the manifest, as stored; empty if another server is at it, or was a moment ago
     */
    public Optional<Shipment> ship(Duration interval) {
        Optional<ShippingLog.Turn> turn = log.findTurn(interval);
        if (turn.isEmpty()) {
            return Optional.empty();
        }
        try (ShippingLog.Turn own = turn.get()) {
            return Optional.of(shipUnlessAltered(own));
        } catch (RestoreException e) {
            tell(e);
            throw e;
        }
    }

    /** What is truncated or altered after the view was opened is as it is in the next view. */
    private Shipment shipUnlessAltered(ShippingLog.Turn turn) {
        for (int attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                return ship(turn);
            } catch (RestoreException e) {
                if (e.code() != ErrorCode.SCHEMA_CHANGED) {
                    throw e;
                }
            }
        }
        return ship(turn);
    }

    private void tell(RestoreException failure) {
        try {
            log.fail(failure.fact());
        } catch (RestoreException e) {
            failure.addSuppressed(e);
        }
    }

    private Shipment ship(ShippingLog.Turn turn) {
        Instant startedAt = clock.instant();
        ShipmentId id = ShipmentId.of(startedAt, naming.ids().next());
        try (SnapshotSource.View view = source.open()) {
            String incarnation = view.incarnation();
            Optional<Last> last =
                    turn.last().filter(before -> before.incarnation().equals(incarnation));
            List<SnapshotSource.Recorded> recorded = view.findRecorded();
            Interval interval = Interval.of(last, recorded, view.moment())
                    .about(recorded.stream().map(SnapshotSource.Recorded::since), journal);
            BuiltTables built = BuiltTables.of(view);
            Copying.Copied copied =
                    new Copying(view, interval, store, naming.layout(), id).copy(recorded, Progress.NONE);
            Claims claims = Claims.ask(journal, view.schema(), recorded);
            List<Shipment.Table> tables = claims.narrow(copied.tables());
            Shipment shipment = new Shipment(
                    Shipment.FORMAT_VERSION,
                    WRITTEN_BY,
                    view.engine(),
                    naming.storeName(),
                    id,
                    incarnation,
                    last.map(Last::id),
                    interval.from(),
                    view.moment(),
                    startedAt,
                    clock.instant(),
                    copied.transactions(),
                    copied.moments(),
                    tables,
                    claims.uncovered(view.schema(), interval.about(claims.since(), journal), tables),
                    Optional.of(built.tables())
                            .filter(now -> last.filter(before -> before.built().equals(built.digest()))
                                    .isEmpty()));
            turn.requireOwn();
            publish(naming.layout().manifest(id), Json.writePretty(shipment));
            turn.end(new Last(id, incarnation, view.moment(), built.digest(), claims.seen()));
            return shipment;
        }
    }

    /** A write whose answer was lost is sent again and then refused; the name is nobody else's. */
    private void publish(ObjectKey key, byte[] manifest) {
        try {
            store.putIfAbsent(key, manifest, StorageClass.STANDARD);
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.OBJECT_EXISTS) {
                throw e;
            }
        }
    }
}
