package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSettler;
import io.tillback.snapshot.SnapshotTaker;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.StorageClass;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A server stands still between the last part and the manifest, while another settles its snapshot. */
class LateManifestIT {
    private static final SnapshotId ID = new SnapshotId("20260301T090000Z-late");
    private static final Instant SOON = Instant.parse("2026-03-01T10:00:00Z");

    private Engine engine;
    private SnapshotSettler settler;

    @BeforeEach
    void open_a_shop() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                INSERT INTO shop.product SELECT n, md5(n::text) FROM generate_series(1, 500) n;
                """);
        settler = new SnapshotSettler(engine.objects, engine.layout);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_manifest_that_comes_after_the_settling_is_refused_and_there_is_no_snapshot() {
        StandsStill still = new StandsStill(
                () -> assertThat(settler.settle(Tier.MANUAL, ID)).isEmpty());

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.taker(still).take(ID, Tier.MANUAL, Progress.NONE))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_INTERRUPTED))
                .withMessageContaining("another server gave it up while this one was silent");

        assertThat(settler.settle(Tier.MANUAL, ID)).as("asked again").isEmpty();
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.reader().loadManifest(Tier.MANUAL, ID))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_UNFINISHED));
        assertThat(engine.sweeper().listFinished()).doesNotContainKey(ID);
        assertThat(objects())
                .containsExactly(engine.layout.manifest(Tier.MANUAL, ID).value());
    }

    @Test
    void a_snapshot_that_was_finished_before_the_settling_is_kept_whole() {
        Manifest manifest = engine.taker(engine.objects).take(ID, Tier.MANUAL, Progress.NONE);

        Optional<Manifest> settled = settler.settle(Tier.MANUAL, ID);

        assertThat(settled).contains(manifest);
        assertThat(engine.verify(manifest).problems()).isEmpty();
    }

    @RepeatedTest(5)
    void taker_and_settler_at_once_always_agree() {
        CyclicBarrier together = new CyclicBarrier(2);
        CompletableFuture<Optional<Manifest>> settled = CompletableFuture.supplyAsync(() -> {
            meet(together);
            return settler.settle(Tier.MANUAL, ID);
        });
        StandsStill still = new StandsStill(() -> meet(together));

        Optional<Manifest> taken = take(still);

        assertThat(settled.join()).isEqualTo(taken);
        engine.sweeper().sweep(Set::of, SOON);
        taken.ifPresent(
                manifest -> assertThat(engine.verify(manifest).problems()).isEmpty());
        assertThat(engine.sweeper().listFinished().containsKey(ID)).isEqualTo(taken.isPresent());
    }

    private Optional<Manifest> take(StandsStill store) {
        try {
            return Optional.of(engine.taker(store).take(ID, Tier.MANUAL, Progress.NONE));
        } catch (RestoreException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.JOB_INTERRUPTED);
            return Optional.empty();
        }
    }

    @Test
    void parts_that_come_after_the_settling_are_swept_up_and_the_mark_stays_for_a_week() {
        settler.settle(Tier.MANUAL, ID);
        ObjectKey part = new ObjectKey(engine.layout.folder(Tier.MANUAL, ID) + "data/late.1.csv.zst");
        try (ObjectSink late = engine.objects.create(part, StorageClass.STANDARD)) {
            late.write(new byte[] {1}, 0, 1);
            late.complete();
        }
        String mark = engine.layout.manifest(Tier.MANUAL, ID).value();

        engine.sweeper().sweep(Set::of, SOON);
        List<String> soon = objects();
        engine.sweeper().sweep(Set::of, SOON.plus(Duration.ofDays(8)));

        assertThat(soon).containsExactly(mark);
        assertThat(objects()).isEmpty();
    }

    @Test
    void whoever_has_lost_the_work_writes_no_manifest() {
        RestoreException lost =
                new RestoreException(ErrorCode.JOB_INTERRUPTED, "Cannot go on: lost", "Begin it again.");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.taker(engine.objects)
                        .take(
                                new SnapshotTaker.Order(ID, Tier.MANUAL, StorageClass.STANDARD, () -> {
                                    throw lost;
                                }),
                                Progress.NONE))
                .isSameAs(lost);

        assertThat(objects()).isNotEmpty().noneMatch(key -> key.endsWith("manifest.json"));
    }

    private List<String> objects() {
        List<String> keys = new ArrayList<>();
        engine.objects.list(
                engine.layout.folder(Tier.MANUAL, ID),
                object -> keys.add(object.key().value()));
        return keys;
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Something happens elsewhere right before the manifest's request is sent. */
    private final class StandsStill extends ObjectStoreDecorator {
        private final Runnable meanwhile;

        private StandsStill(Runnable meanwhile) {
            super(engine.objects);
            this.meanwhile = meanwhile;
        }

        @Override
        public void putIfAbsent(ObjectKey key, byte[] content, StorageClass storageClass) {
            meanwhile.run();
            super.putIfAbsent(key, content, storageClass);
        }
    }
}
