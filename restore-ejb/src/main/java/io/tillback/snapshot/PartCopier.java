package io.tillback.snapshot;

import io.tillback.model.Progress;
import io.tillback.model.TableShape;
import io.tillback.snapshot.SnapshotSource.CopySink;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes rows as they stream by into a part's two objects. Not safe for concurrent use. */
final class PartCopier {
    private final ObjectStore store;
    private final SnapshotSettings settings;
    private final UploadBehind uploads;
    private final Progress progress;

    PartCopier(ObjectStore store, SnapshotSettings settings, UploadBehind uploads, Progress progress) {
        this.store = store;
        this.settings = settings;
        this.uploads = uploads;
        this.progress = progress;
    }

    /** Where a part goes. */
    record Place(int number, ObjectKey data, ObjectKey index, StorageClass dataClass) {}

    /** @param rows streams them */
    Manifest.Part copy(TableShape table, Place place, Consumer<CopySink> rows) {
        try (Writing writing = new Writing(table, place)) {
            writing.begin();
            rows.accept(writing);
            return writing.finish().orElseThrow();
        }
    }

    /** Writes nothing where there are no rows: most tables have not changed within an hour. */
    Optional<Manifest.Part> copyIfAny(TableShape table, Place place, Consumer<CopySink> rows) {
        try (Writing writing = new Writing(table, place)) {
            rows.accept(writing);
            return writing.finish();
        }
    }

    private final class Writing implements CopySink, AutoCloseable {
        private final TableShape table;
        private final Place place;
        private @Nullable Sinks sinks;
        private @Nullable PartWriter writer;
        private boolean handedOver;

        private Writing(TableShape table, Place place) {
            this.table = table;
            this.place = place;
        }

        private PartWriter begin() {
            progress.checkCancelled();
            Sinks created = new Sinks(
                    store.create(place.data(), place.dataClass()), store.create(place.index(), StorageClass.STANDARD));
            sinks = created;
            PartWriter begun =
                    new PartWriter(place.number(), table, settings, progress, created.data(), created.index());
            writer = begun;
            return begun;
        }

        @Override
        public void accept(byte[] row) {
            PartWriter open = writer;
            (open == null ? begin() : open).accept(row);
        }

        private Optional<Manifest.Part> finish() {
            PartWriter rows = writer;
            Sinks written = sinks;
            if (rows == null || written == null) {
                return Optional.empty();
            }
            Manifest.Part part = rows.finish(place.data().value(), place.index().value());
            if (part.data().bytes() > UploadBehind.SMALL_BYTES) {
                written.complete();
            } else {
                uploads.add(written::complete);
            }
            handedOver = true;
            return Optional.of(part);
        }

        @Override
        public void close() {
            if (writer != null) {
                writer.close();
            }
            if (sinks != null && !handedOver) {
                sinks.close();
            }
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
}
