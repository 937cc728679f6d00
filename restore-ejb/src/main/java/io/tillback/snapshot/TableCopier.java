package io.tillback.snapshot;

import io.tillback.model.Companion;
import io.tillback.model.Progress;
import io.tillback.model.Slice;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.Contents.Work;
import io.tillback.snapshot.PartCopier.Place;
import io.tillback.snapshot.SnapshotSource.Reader;
import io.tillback.snapshot.SnapshotSource.Side;
import io.tillback.snapshot.SnapshotSource.Since;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Copies what goes into a snapshot out of one view, several pieces at once. */
final class TableCopier {
    private final ObjectStore store;
    private final SnapshotLayout layout;
    private final SnapshotSettings settings;
    private final Executor executor;
    private final Clock clock;

    TableCopier(ObjectStore store, SnapshotLayout layout, SnapshotSettings settings, Executor executor, Clock clock) {
        this.store = store;
        this.layout = layout;
        this.settings = settings;
        this.executor = executor;
        this.clock = clock;
    }

    Copied copyAll(SnapshotSource.View view, SnapshotTaker.Order order, Contents contents, Progress progress) {
        Queue<Work> queue = new ConcurrentLinkedQueue<>(contents.work());
        boolean lookups = contents.work().stream().allMatch(work -> work.range().isEmpty());
        Pacer pacer = new Pacer(settings.courtesy(), view::transactionsSoFar, clock, lookups);
        Copied copied = new Copied();
        Runnable worker = () -> {
            if (queue.isEmpty()) {
                return;
            }
            try (Reader reader = view.openReader();
                    UploadBehind uploads = new UploadBehind(executor)) {
                PartCopier copier = new PartCopier(store, settings, uploads, pacer.pacing(progress));
                for (Work next = queue.poll(); next != null; next = queue.poll()) {
                    copy(reader, order, contents, next, copier, copied);
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
        Workers.awaitAll(workers);
        return copied;
    }

    private void copy(
            Reader reader, SnapshotTaker.Order order, Contents contents, Work work, PartCopier copier, Copied copied) {
        TableShape table = work.table();
        work.range()
                .ifPresent(range -> copied.addPart(
                        table.id(),
                        copier.copy(
                                table,
                                rowsOf(order, table.id(), range.number()),
                                rows -> reader.copy(table, range, rows))));
        work.changes().ifPresent(changes -> {
            Slice slice = changes.slice();
            Changed changed = new Changed(reader, changes.companion(), contents);
            copier.copyIfAny(table, rowsOf(order, table.id(), slice.number()), changed.seen(Side.NOW, slice))
                    .ifPresent(part -> copied.addPart(table.id(), part));
            if (slice.number() == 1) {
                copier.copyIfAny(table.keysOnly(), goneOf(order, table.id()), changed.seen(Side.GONE, Slice.WHOLE))
                        .ifPresent(part -> copied.addGone(table.id(), part));
            }
        });
    }

    /** What changed of a table since the base. */
    private record Changed(Reader reader, Companion companion, Contents contents) {
        Consumer<SnapshotSource.CopySink> seen(Side side, Slice slice) {
            Since since = new Since(contents.division().base().orElseThrow().moment(), side, slice);
            List<TableRange> pieces = contents.pieces(companion.table().id());
            return rows -> reader.copyChanged(companion, pieces, since, rows);
        }
    }

    private Place rowsOf(SnapshotTaker.Order order, TableId table, int number) {
        return new Place(
                number,
                layout.data(order.tier(), order.id(), table, number),
                layout.index(order.tier(), order.id(), table, number),
                order.dataClass());
    }

    /** Keys that are gone are asked for together with indexes, and so lie where they can be read at once. */
    private Place goneOf(SnapshotTaker.Order order, TableId table) {
        return new Place(
                1,
                layout.gone(order.tier(), order.id(), table),
                layout.goneIndex(order.tier(), order.id(), table),
                StorageClass.STANDARD);
    }
}
