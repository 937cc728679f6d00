package io.tillback.shipment;

import com.github.luben.zstd.ZstdInputStream;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.OwnedSequence;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.shipment.RebuildTarget.Lines;
import io.tillback.shipment.RebuildTarget.Load;
import io.tillback.shipment.RebuildTarget.Work;
import io.tillback.snapshot.Chunk;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the tables of a lost database again: from the newest full snapshot, and what was shipped since. */
public final class Rebuilder {
    /** Later than anything that was ever shipped. */
    public static final Instant NEWEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final int BUFFER_BYTES = 64 << 10;

    private final SnapshotReader snapshots;
    private final ShipmentReader shipments;
    private final RebuildTarget target;

    public Rebuilder(SnapshotReader snapshots, ShipmentReader shipments, RebuildTarget target) {
        this.snapshots = snapshots;
        this.shipments = shipments;
        this.target = target;
    }

    /**
     * Builds all tables again, or none. Where the newest full snapshot turns out to be damaged, the one before it and what
     * was shipped since that one do as well.
     *
     * @param finished the snapshots that lie in the bucket
     * @param until nothing later is looked at
     * @throws RestoreException SNAPSHOT_UNKNOWN, SHIPMENT_MISSING, SHIPMENT_DAMAGED, DATABASE_NOT_EMPTY
     */
    public Rebuilt rebuild(Map<SnapshotId, Tier> finished, Instant until, Progress progress) {
        Bases bases = new Bases(snapshots, finished, until);
        while (true) {
            progress.step("Looking for a snapshot and what was shipped since");
            Manifest base = bases.next();
            try {
                return rebuild(base, until, new ArrayList<>(bases.passedBy()), progress);
            } catch (RestoreException e) {
                bases.passBy(base.id(), e);
            }
        }
    }

    private Rebuilt rebuild(Manifest base, Instant until, List<String> problems, Progress progress) {
        ShipmentChain.Found chain = new ShipmentChain(shipments, target::includes).find(base, until);
        problems.addAll(chain.problems());
        base.unprotected().forEach(one -> problems.add(one.what() + ": " + one.reason()));
        Collection<LostTable> tables = LostTables.of(base, chain.links(), target::includes);
        try (Work work = target.begin()) {
            requireEmpty(work, tables);
            List<LostTable> known = new Creation(work, problems).create(tables);
            List<Rebuilt.Table> rebuilt = load(work, known, progress);
            progress.step("Building keys, indexes and triggers");
            finish(work, known, problems);
            int sequences = advance(work, known, problems);
            work.commit();
            Moment reached = chain.links().isEmpty()
                    ? base.moment()
                    : chain.links().get(chain.links().size() - 1).moment();
            return new Rebuilt(base.id(), chain.links().size(), reached, rebuilt, sequences, problems);
        }
    }

    private static void requireEmpty(Work work, Collection<LostTable> tables) {
        List<TableId> standing = work.findStanding(
                tables.stream().map(table -> table.shape().id()).toList());
        if (!standing.isEmpty()) {
            throw new RestoreException(
                    ErrorCode.DATABASE_NOT_EMPTY,
                    "Cannot rebuild the database: " + standing.size() + " of the tables stand already, among them "
                            + standing.get(0),
                    "Give Tillback a database without the store's tables; its types and functions may stand.");
        }
    }

    /** A domain's check may read another table: what is refused is loaded again once others are there. */
    private List<Rebuilt.Table> load(Work work, List<LostTable> tables, Progress progress) {
        List<Rebuilt.Table> rebuilt = new ArrayList<>();
        progress.expect(
                tables.stream()
                        .flatMap(table -> table.parts().stream())
                        .mapToLong(Manifest.Part::rows)
                        .sum(),
                0);
        List<LostTable> left = new ArrayList<>(tables);
        Optional<RestoreException> refusal = Optional.empty();
        int before;
        do {
            before = left.size();
            for (LostTable table : List.copyOf(left)) {
                Optional<RestoreException> refused = work.attempt(() -> rebuilt.add(load(work, table, progress)));
                if (refused.isEmpty()) {
                    left.remove(table);
                } else {
                    refusal = refused;
                }
            }
        } while (!left.isEmpty() && left.size() < before);
        if (!left.isEmpty()) {
            throw refusal.orElseThrow();
        }
        return rebuilt;
    }

    private Rebuilt.Table load(Work work, LostTable table, Progress progress) {
        progress.step("Loading " + table.shape().id());
        progress.checkCancelled();
        long rows = loadRows(work, table, progress) + makeChanges(work, table, progress);
        return new Rebuilt.Table(
                table.shape().id(),
                rows,
                table.stop().map(LostTable.Stop::last),
                table.stop().map(LostTable.Stop::reason));
    }

    private long loadRows(Work work, LostTable table, Progress progress) {
        if (table.whole().isPresent()) {
            return load(work.load(table.shape(), Lines.NAMED), table.whole().get());
        }
        if (table.parts().isEmpty()) {
            return 0;
        }
        try (Load load = work.load(table.shape(), Lines.BARE)) {
            table.parts().forEach(part -> load(part, load, progress));
            return load.complete();
        }
    }

    private void load(Manifest.Part part, Load load, Progress progress) {
        List<Chunk> chunks = new ArrayList<>();
        snapshots.forEachChunk(part, chunks::add);
        snapshots.forEachFrame(part, chunks, (chunk, frame) -> {
            decompress(part, frame, load);
            progress.advance(chunk.rows(), frame.length);
            progress.checkCancelled();
        });
    }

    private static void decompress(Manifest.Part part, byte[] frame, Load load) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream csv = new ZstdInputStream(new ByteArrayInputStream(frame))) {
            for (int read = csv.read(buffer); read >= 0; read = csv.read(buffer)) {
                load.write(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new RestoreException(
                    ErrorCode.SNAPSHOT_DAMAGED,
                    "Cannot decompress a chunk of " + part.data().key() + " whose digest holds: " + e.getMessage(),
                    "Report this with the snapshot's manifest.",
                    e);
        }
    }

    private long load(Load begun, Shipment.Part part) {
        try (Load load = begun) {
            shipments.read(part, load::write);
            return load.complete();
        }
    }

    private long makeChanges(Work work, LostTable table, Progress progress) {
        if (table.steps().isEmpty()) {
            return 0;
        }
        work.beginChanges(table.shape());
        int number = 0;
        for (Shipment.Table step : table.steps()) {
            progress.checkCancelled();
            int at = ++number;
            step.keys().ifPresent(part -> load(work.loadChangedKeys(table.shape(), at), part));
            step.rows().ifPresent(part -> load(work.loadChangedRows(table.shape(), at), part));
        }
        return work.makeChanges(table.shape());
    }

    /** One table's foreign key waits for another's primary key: what is refused is tried again once others are there. */
    private static void finish(Work work, List<LostTable> tables, List<String> problems) {
        List<Creation.Wanted> all = tables.stream()
                .flatMap(table -> Creation.wanted(table, table.definition().last()))
                .toList();
        Creation.runAll(work, all)
                .forEach(refused -> problems.add(refused.wanted().statement() + ": " + refused.reason()));
    }

    /** A sequence that cannot be advanced is no reason to throw all rows away. */
    private static int advance(Work work, List<LostTable> tables, List<String> problems) {
        int advanced = 0;
        for (LostTable table : tables) {
            for (OwnedSequence sequence : table.sequences()) {
                if (sequence.lastValue().isPresent()) {
                    Optional<String> refusal = work.advance(table.shape(), sequence);
                    refusal.ifPresent(reason -> problems.add("sequence " + sequence.sequence() + " of "
                            + table.shape().id() + " had got to "
                            + sequence.lastValue().getAsLong() + " and could not be set to that: " + reason));
                    advanced += refusal.isEmpty() ? 1 : 0;
                }
            }
        }
        return advanced;
    }
}
