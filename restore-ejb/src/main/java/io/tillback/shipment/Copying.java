package io.tillback.shipment;

import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.OwnedSequence;
import io.tillback.model.Progress;
import io.tillback.model.ShipmentId;
import io.tillback.model.ShippedPart;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.shipment.Shipment.Reach;
import io.tillback.snapshot.SnapshotSource;
import io.tillback.snapshot.SnapshotSource.Recorded;
import io.tillback.snapshot.SnapshotSource.Shipped;
import io.tillback.snapshot.SnapshotSource.Written;
import io.tillback.snapshot.TableRange;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Copies into the bucket what one shipment holds. A table without changes costs nothing. */
final class Copying {
    /** A table that is recorded anew is shipped as a whole if it is no larger; the next snapshot has the others. */
    private static final long LARGEST_WHOLE = 64L << 20;

    private final SnapshotSource.View view;
    private final Interval interval;
    private final ObjectStore store;
    private final ShipmentLayout layout;
    private final ShipmentId id;
    private Map<TableId, List<TableRange>> ranges = Map.of();

    Copying(SnapshotSource.View view, Interval interval, ObjectStore store, ShipmentLayout layout, ShipmentId id) {
        this.view = view;
        this.interval = interval;
        this.store = store;
        this.layout = layout;
        this.id = id;
    }

    record Copied(Optional<Shipment.Part> transactions, Optional<Shipment.Part> moments, List<Shipment.Table> tables) {}

    Copied copy(List<Recorded> recorded, Progress progress) {
        Set<Integer> written = view.findWritten(interval.recordsSince());
        try (SnapshotSource.Reader reader = view.openReader()) {
            List<Shipment.Table> tables = new ArrayList<>();
            for (Recorded each : recorded) {
                progress.checkCancelled();
                boolean hasRecords = written.contains(each.companion().number())
                        && reader.hasRecords(each.companion(), interval.recordsSince());
                if (hasRecords || isWhole(each)) {
                    tables.add(copy(reader, each));
                }
            }
            Optional<Shipment.Part> transactions = tables.isEmpty()
                    ? Optional.empty()
                    : write(layout.transactions(id), sink -> reader.shipTransactions(interval.recordsSince(), sink));
            Optional<Shipment.Part> moments =
                    write(layout.moments(id), sink -> reader.shipMoments(interval.recordsSince(), sink));
            return new Copied(transactions, moments, tables);
        }
    }

    /** Whether a table's rows of before its recording began would be missing. */
    private boolean isWhole(Recorded each) {
        return isLive(each)
                && interval.last().isPresent()
                && interval.isWithin(each.companion().number(), each.since())
                && pieces(each).stream().mapToLong(TableRange::expectedBytes).sum() <= LARGEST_WHOLE;
    }

    private boolean isLive(Recorded each) {
        return each.written() == Written.STILL && findLive(each).isPresent();
    }

    private Optional<TableShape> findLive(Recorded each) {
        return view.schema().findTable(each.companion().table().id());
    }

    /** Asked for only where something has changed. */
    private List<TableRange> pieces(Recorded each) {
        if (ranges.isEmpty()) {
            ranges = view.ranges(Long.MAX_VALUE);
        }
        return ranges.getOrDefault(each.companion().table().id(), List.of());
    }

    private Shipment.Table copy(SnapshotSource.Reader reader, Recorded each) {
        Companion companion = each.companion();
        Moment since = interval.since(companion.number(), each.since());
        Optional<Shipment.Part> records = ship(reader, each, ShippedPart.RECORDS, interval.recordsSince());
        List<OwnedSequence> sequences =
                findLive(each).map(TableShape::sequences).orElse(List.of());
        if (!isLive(each)) {
            return new Shipment.Table(
                    companion, Reach.RECORDS, since, records, Optional.empty(), Optional.empty(), sequences);
        }
        if (isWhole(each)) {
            return new Shipment.Table(
                    companion,
                    Reach.WHOLE,
                    since,
                    records,
                    Optional.empty(),
                    ship(reader, each, ShippedPart.WHOLE, since),
                    sequences);
        }
        return new Shipment.Table(
                companion,
                Reach.CHANGES,
                since,
                records,
                ship(reader, each, ShippedPart.KEYS, since),
                ship(reader, each, ShippedPart.ROWS, since),
                sequences);
    }

    private Optional<Shipment.Part> ship(SnapshotSource.Reader reader, Recorded each, ShippedPart part, Moment since) {
        List<TableRange> held = part == ShippedPart.ROWS || part == ShippedPart.WHOLE ? pieces(each) : List.of();
        return write(
                layout.data(id, each.companion(), part),
                sink -> reader.ship(each.companion(), held, new Shipped(part, since), sink));
    }

    /** Nothing is written of what has no lines but its header. */
    private Optional<Shipment.Part> write(ObjectKey key, Consumer<SnapshotSource.CopySink> copy) {
        try (CsvObject object = CsvObject.begin(store, key)) {
            copy.accept(object);
            return object.rows() == 0 ? Optional.empty() : Optional.of(object.complete());
        }
    }
}
