package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.model.Tier;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes a full snapshot: every protected table as it stood at one moment. */
public final class SnapshotTaker {
    private static final String WRITTEN_BY = "tillback 0.1";
    private static final long SMALL_BYTES = 1 << 20;

    private final SnapshotSource source;
    private final ObjectStore store;
    private final SnapshotLayout layout;
    private final String storeName;
    private final SnapshotSettings settings;
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
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * What to take.
     *
     * @param dataClass where the data lies; manifest and indexes are always readable at once
     * @param fence asked right before the manifest is written
     * @param base what the seam is checked with, if anything
     */
    public record Order(SnapshotId id, Tier tier, StorageClass dataClass, Fence fence, Optional<Seam.Base> base) {
        /** One that is compared with nothing. */
        public Order(SnapshotId id, Tier tier, StorageClass dataClass, Fence fence) {
            this(id, tier, dataClass, fence, Optional.empty());
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
            List<Work> work = cut(view, schema);
            progress.expect(
                    work.stream().mapToLong(part -> part.range().expectedRows()).sum(), 0);
            Map<TableId, Manifest.Definition> definitions = view.definitions();
            progress.step("Copying " + schema.tables().size() + " tables");
            Map<TableId, List<Manifest.Part>> parts = copyAll(view, order, work, progress);
            Map<TableId, Seam> seams = order.base()
                    .map(base -> {
                        progress.step("Checking the seam with snapshot "
                                + base.manifest().id());
                        return new SeamCheck(view, pieces(work), base).of(parts, progress);
                    })
                    .orElse(Map.of());
            progress.step("Writing the manifest");
            Manifest manifest = new Manifest(
                    Manifest.FORMAT_VERSION,
                    WRITTEN_BY,
                    view.engine(),
                    storeName,
                    order.id(),
                    order.tier(),
                    moment,
                    startedAt,
                    clock.instant(),
                    schema.tables().stream()
                            .map(table -> new Manifest.Table(
                                    table,
                                    inOrder(parts.getOrDefault(table.id(), List.of())),
                                    definitions.getOrDefault(table.id(), Manifest.Definition.UNKNOWN),
                                    Optional.ofNullable(seams.get(table.id()))))
                            .toList(),
                    schema.unprotected());
            order.fence().requireOwn();
            publish(layout.manifest(order.tier(), order.id()), Json.writePretty(manifest));
            return manifest;
        }
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

    private record Work(TableShape table, TableRange range) {}

    /**
     * The largest parts first, so that no worker begins a long one at the end. Before them the small ones, which take no
     * time: a table that is emptied or altered before its turn costs the snapshot.
     */
    private List<Work> cut(SnapshotSource.View view, StoreSchema schema) {
        Map<TableId, List<TableRange>> ranges = view.ranges(settings.rangeBytes());
        List<Work> work = new ArrayList<>();
        for (TableShape table : schema.tables()) {
            ranges.getOrDefault(table.id(), List.of()).forEach(range -> work.add(new Work(table, range)));
        }
        work.sort(Comparator.comparing((Work part) -> part.range().expectedBytes() > SMALL_BYTES)
                .thenComparing(part -> part.range().expectedBytes(), Comparator.reverseOrder()));
        return work;
    }

    /** Of each table one range of each relation that it consists of. */
    private static Map<TableId, List<TableRange>> pieces(List<Work> work) {
        Map<TableId, Map<TableId, TableRange>> pieces = new HashMap<>();
        work.forEach(part -> pieces.computeIfAbsent(part.table().id(), table -> new LinkedHashMap<>())
                .putIfAbsent(part.range().relation(), part.range()));
        return pieces.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> List.copyOf(each.getValue().values())));
    }

    private Map<TableId, List<Manifest.Part>> copyAll(
            SnapshotSource.View view, Order order, List<Work> work, Progress progress) {
        Queue<Work> queue = new ConcurrentLinkedQueue<>(work);
        Pacer pacer = new Pacer(settings.courtesy(), view::transactionsSoFar, clock);
        Map<TableId, List<Manifest.Part>> parts = new ConcurrentHashMap<>();
        Runnable worker = () -> {
            if (queue.isEmpty()) {
                return;
            }
            Progress paced = pacer.pacing(progress);
            try (SnapshotSource.Reader reader = view.openReader();
                    UploadBehind uploads = new UploadBehind(executor)) {
                for (Work next = queue.poll(); next != null; next = queue.poll()) {
                    Manifest.Part part = copy(reader, order, next, uploads, paced);
                    parts.merge(next.table().id(), List.of(part), SnapshotTaker::joined);
                }
                uploads.awaitAll();
            }
        };
        List<CompletableFuture<Void>> workers = Stream.generate(
                        () -> CompletableFuture.runAsync(worker, executor).whenComplete((done, failure) -> {
                            if (failure != null) {
                                queue.clear();
                            }
                        }))
                .limit(settings.parallelism())
                .toList();
        awaitAll(workers);
        return parts;
    }

    /** Waits for every worker, also after a failure: the view must not close under one that still reads. */
    private static void awaitAll(List<CompletableFuture<Void>> workers) {
        try {
            CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RestoreException known) {
                throw known;
            }
            throw new RestoreException(
                    ErrorCode.INTERNAL,
                    "Cannot take the snapshot: " + e.getCause(),
                    "The server's log has the details; report them with the log.",
                    e);
        }
    }

    private Manifest.Part copy(
            SnapshotSource.Reader reader, Order order, Work work, UploadBehind uploads, Progress progress) {
        TableShape table = work.table();
        int number = work.range().number();
        ObjectKey dataKey = layout.data(order.tier(), order.id(), table.id(), number);
        ObjectKey indexKey = layout.index(order.tier(), order.id(), table.id(), number);
        progress.checkCancelled();
        Sinks sinks =
                new Sinks(store.create(dataKey, order.dataClass()), store.create(indexKey, StorageClass.STANDARD));
        try (PartWriter writer = new PartWriter(number, table, settings, progress, sinks.data(), sinks.index())) {
            reader.copy(table, work.range(), writer);
            Manifest.Part part = writer.finish(dataKey.value(), indexKey.value());
            if (part.data().bytes() > UploadBehind.SMALL_BYTES) {
                sinks.complete();
            } else {
                uploads.add(sinks::complete);
            }
            return part;
        } catch (RuntimeException | Error e) {
            sinks.close();
            throw e;
        }
    }

    /** A part's two objects while they are written. */
    private record Sinks(ObjectSink data, ObjectSink index) {
        void complete() {
            try (data;
                    index) {
                data.complete();
                index.complete();
            }
        }

        void close() {
            try (data) {
                index.close();
            }
        }
    }

    private static List<Manifest.Part> joined(List<Manifest.Part> some, List<Manifest.Part> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static List<Manifest.Part> inOrder(List<Manifest.Part> parts) {
        return parts.stream()
                .sorted(Comparator.comparingInt(Manifest.Part::number))
                .toList();
    }
}
