package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Takes a snapshot: every protected table as it stood at one moment, or what changed of it since an earlier one. */
public final class SnapshotTaker {
    private static final String WRITTEN_BY = "tillback 0.1";

    private final SnapshotSource source;
    private final ObjectStore store;
    private final SnapshotLayout layout;
    private final String storeName;
    private final SnapshotSettings settings;
    private final TableCopier copier;
    private final Executor executor;
    private final Clock clock;

    /** @param executor runs {@code settings.parallelism()} long tasks at once */
    public SnapshotTaker(
            SnapshotSource source,
            ObjectStore store,
            SnapshotLayout layout,
            String storeName,
            SnapshotSettings settings,
            Executor executor,
            Clock clock) {
        this.source = source;
        this.store = store;
        this.layout = layout;
        this.storeName = storeName;
        this.settings = settings;
        this.copier = new TableCopier(store, layout, settings, executor, clock);
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * What to take.
     *
     * @param dataClass where the data lies; manifest and indexes are always readable at once
     * @param fence asked right before the manifest is written
     * @param base what the seam of a full snapshot is checked with, if anything
     */
    public record Order(
            SnapshotId id, Tier tier, StorageClass dataClass, Fence fence, Optional<Seam.Base> base, Extent extent) {
        /** A full one that is compared with nothing. */
        public Order(SnapshotId id, Tier tier, StorageClass dataClass, Fence fence) {
            this(id, tier, dataClass, fence, Optional.empty());
        }

        /** A full one. */
        public Order(SnapshotId id, Tier tier, StorageClass dataClass, Fence fence, Optional<Seam.Base> base) {
            this(id, tier, dataClass, fence, base, Extent.full());
        }
    }

    /** Takes one whose data is readable at once, and that nobody else settles. */
    public Manifest take(SnapshotId id, Tier tier, Progress progress) {
        return take(new Order(id, tier, StorageClass.STANDARD, Fence.NONE), progress);
    }

    /**
     * Takes one. On any failure nothing is visible: there is no manifest, and the sweep removes what was written.
     *
     * @return the manifest, as stored
     * @throws RestoreException JOB_INTERRUPTED if somebody else has settled this snapshot meanwhile
     */
    public Manifest take(Order order, Progress progress) {
        Instant startedAt = clock.instant();
        progress.step("Opening a consistent view of the database");
        try (SnapshotSource.View view = source.open()) {
            Moment moment = view.moment();
            StoreSchema schema = view.schema();
            Contents contents = choose(view, schema, order, progress);
            progress.expect(
                    contents.work().stream()
                            .mapToLong(Contents.Work::expectedRows)
                            .sum(),
                    0);
            Map<TableId, Manifest.Definition> definitions = view.definitions();
            progress.step("Copying " + schema.tables().size() + " tables");
            Copied copied = copier.copyAll(view, order, contents, progress);
            requireStillRecorded(order, contents);
            Map<TableId, Seam> seams = checkSeams(view, order, contents, copied, progress);
            progress.step("Writing the manifest");
            Division division = contents.division();
            Manifest manifest = new Manifest(
                    division.base().isPresent() ? Manifest.FORMAT_VERSION : Manifest.FULL_FORMAT_VERSION,
                    WRITTEN_BY,
                    view.engine(),
                    storeName,
                    order.id(),
                    order.tier(),
                    moment,
                    startedAt,
                    clock.instant(),
                    describe(contents, copied, definitions, seams),
                    schema.unprotected(),
                    division.reference(),
                    division.whyFull(),
                    Optional.of(view.incarnation()));
            order.fence().requireOwn();
            publish(layout.manifest(order.tier(), order.id()), Json.writePretty(manifest));
            return manifest;
        }
    }

    private static List<Manifest.Table> describe(
            Contents contents, Copied copied, Map<TableId, Manifest.Definition> definitions, Map<TableId, Seam> seams) {
        return contents.schema().tables().stream()
                .map(table -> new Manifest.Table(
                        table,
                        copied.partsOf(table.id()),
                        definitions.getOrDefault(table.id(), Manifest.Definition.UNKNOWN),
                        Optional.ofNullable(seams.get(table.id())),
                        contents.division()
                                .findChanged(table.id())
                                .map(companion -> new Manifest.Changes(copied.goneOf(table.id()))),
                        contents.division().findWhyWhole(table.id())))
                .toList();
    }

    private Contents choose(SnapshotSource.View view, StoreSchema schema, Order order, Progress progress) {
        Map<TableId, List<TableRange>> ranges = view.ranges(settings.rangeBytes());
        Division division = order.extent().match(full -> Division.full(full.why()), incremental -> {
            progress.step("Asking what is recorded since snapshot "
                    + incremental.base().id());
            return incremental.base().isPerhapsOf(view.incarnation())
                    ? Division.since(incremental, schema, ranges)
                    : Division.full(Optional.of(
                            "snapshot " + incremental.base().id() + ", the last full one, is of another database"));
        });
        return new Contents(schema, ranges, division, settings.parallelism());
    }

    /** What is recorded is dropped after some days, and that may have been while it was copied. */
    private static void requireStillRecorded(Order order, Contents contents) {
        Division division = contents.division();
        if (division.base().isPresent()) {
            order.extent()
                    .match(
                            full -> division,
                            incremental ->
                                    division.requireStill(incremental.recorded().get()));
        }
    }

    /** Only of full snapshots: an incremental one holds nothing but what the journal says. */
    private Map<TableId, Seam> checkSeams(
            SnapshotSource.View view, Order order, Contents contents, Copied copied, Progress progress) {
        if (contents.division().base().isPresent() || order.base().isEmpty()) {
            return Map.of();
        }
        Seam.Base base = order.base().get();
        progress.step("Checking the seam with snapshot " + base.manifest().id());
        return new SeamCheck(view, contents, base).of(copied, executor, progress);
    }

    /** A write whose answer was lost is sent again and then refused, although it was the first that took the name. */
    private void publish(ObjectKey key, byte[] manifest) {
        try {
            store.putIfAbsent(key, manifest, StorageClass.STANDARD);
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.OBJECT_EXISTS) {
                throw e;
            }
            byte[] there = SnapshotReader.readAll(store, key);
            if (SnapshotReader.isGivenUp(there)) {
                throw new RestoreException(
                        ErrorCode.JOB_INTERRUPTED,
                        "Cannot finish the snapshot: another server gave it up while this one was silent",
                        "Nothing of it stays. Take it again.",
                        e);
            }
            if (!Arrays.equals(manifest, there)) {
                throw e;
            }
        }
    }
}
