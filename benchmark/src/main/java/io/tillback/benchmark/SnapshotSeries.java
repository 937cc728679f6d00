package io.tillback.benchmark;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.Sha256;
import io.tillback.model.SnapshotId;
import io.tillback.plan.Archive;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.ObjectStore;
import io.tillback.storage.StorageClass;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two real snapshots, and copies of the newer one's manifest and indexes under other names. No two indexes are the same bytes,
 * so that none can be remembered for another.
 */
final class SnapshotSeries implements Archive {
    private static final int COMPRESSION = 3;

    private final Engine engine;
    private final List<Manifest> manifests = new ArrayList<>();

    /**
     * @param copies of the newer one; they follow it hour by hour
     */
    SnapshotSeries(Engine engine, Manifest older, Manifest newer, int copies) {
        this.engine = engine;
        manifests.add(older);
        manifests.add(newer);
        for (int copy = 1; copy <= copies; copy++) {
            manifests.add(copied(newer, copy));
        }
    }

    private Manifest copied(Manifest of, int number) {
        SnapshotId id = new SnapshotId(of.id() + "x" + number);
        Manifest copy = new Manifest(
                of.formatVersion(),
                of.writtenBy(),
                of.engine(),
                of.store(),
                id,
                of.tier(),
                new Moment(of.moment().cut(), of.moment().takenAt().plus(Duration.ofHours(number))),
                of.startedAt(),
                of.finishedAt(),
                of.tables().stream().map(table -> copied(table, number)).toList(),
                of.unprotected(),
                of.base(),
                of.whyFull(),
                of.incarnation());
        write(engine.layout().manifest(copy.tier(), id), Json.writePretty(copy));
        return copy;
    }

    /** Not conditionally: the client library sends again what was not answered, and is then refused. */
    private void write(ObjectKey key, byte[] content) {
        try (ObjectSink sink = engine.objects().create(key, StorageClass.STANDARD)) {
            sink.write(content);
            sink.complete();
        }
    }

    private Manifest.Table copied(Manifest.Table table, int number) {
        return Manifest.Table.whole(
                table.shape(),
                table.parts().stream().map(part -> copied(part, number)).toList(),
                table.definition(),
                table.seam());
    }

    private Manifest.Part copied(Manifest.Part part, int number) {
        String key = part.index().key().replace("/index/", "/index/copy-" + number + "-");
        byte[] index = Zstd.compress(marked(part.index().key(), number), COMPRESSION);
        write(new ObjectKey(key), index);
        return new Manifest.Part(
                part.number(),
                part.rows(),
                part.chunks(),
                part.data(),
                new Manifest.Stored(key, index.length, Sha256.of(index)),
                part.keys(),
                part.sum());
    }

    /** The lines of an index, each with a property that readers pass over. */
    private byte[] marked(String index, int number) {
        ObjectStore objects = engine.objects();
        try (InputStream in = objects.open(new ObjectKey(index));
                ZstdInputStream lines = new ZstdInputStream(new ByteArrayInputStream(in.readAllBytes()))) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{\"offset\"", "{\"copy\":" + number + ",\"offset\"")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<SnapshotSummary> listFinished() {
        return manifests.stream()
                .map(manifest -> new SnapshotSummary(
                        manifest.id(),
                        manifest.tier(),
                        SnapshotSummary.State.COMPLETE,
                        manifest.startedAt(),
                        Optional.of(manifest.moment().takenAt()),
                        manifest.tables().size(),
                        manifest.rows(),
                        manifest.bytes(),
                        Optional.empty(),
                        manifest.base().map(Manifest.Base::id)))
                .toList();
    }

    @Override
    public Manifest hold(SnapshotId id) {
        return manifests.stream()
                .filter(manifest -> manifest.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
