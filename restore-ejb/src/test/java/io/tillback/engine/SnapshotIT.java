package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Progress;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectSink;
import io.tillback.storage.StorageClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotIT {
    private static final int ACCOUNTS = 2000;
    private static final int OPENING_AMOUNT = 1000;
    private static final int WRITERS = 3;
    private static final TableId CURRENT = new TableId("bank", "current");
    private static final TableId SAVINGS = new TableId("bank", "savings");
    private static final SnapshotId ID = new SnapshotId("20260301T090000Z-test");

    private Engine engine;

    @BeforeEach
    void open_a_bank() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA bank;
                CREATE TABLE bank.current (id int PRIMARY KEY, amount bigint NOT NULL, note text);
                CREATE TABLE bank.savings (id int PRIMARY KEY, amount bigint NOT NULL, note text);
                INSERT INTO bank.current SELECT n, 1000, repeat(md5(n::text), 3) FROM generate_series(1, 2000) n;
                INSERT INTO bank.savings SELECT n, 1000, repeat(md5(n::text), 3) FROM generate_series(1, 2000) n;
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void every_snapshot_taken_while_money_moves_between_tables_holds_the_same_total() throws SQLException {
        // given
        List<Manifest> manifests = new ArrayList<>();
        List<Long> transfersAfterEach = new ArrayList<>();
        try (Transfers transfers = new Transfers()) {
            // when
            for (int i = 0; i < 3; i++) {
                transfers.awaitMore();
                manifests.add(engine.takeSnapshot());
                transfersAfterEach.add(transfers.done());
            }
        }

        // then
        assertThat(transfersAfterEach).doesNotHaveDuplicates();
        for (Manifest manifest : manifests) {
            assertThat(manifest.findTable(CURRENT).orElseThrow().parts()).hasSizeGreaterThan(3);
            String current = engine.stage(manifest, CURRENT);
            String savings = engine.stage(manifest, SAVINGS);
            assertThat(engine.number("SELECT (SELECT sum(amount) FROM %s) + (SELECT sum(amount) FROM %s)"
                            .formatted(current, savings)))
                    .isEqualTo(2L * ACCOUNTS * OPENING_AMOUNT);
            assertThat(engine.number("SELECT count(DISTINCT id) FROM " + current))
                    .isEqualTo(ACCOUNTS);
            assertThat(engine.number("SELECT count(*) FROM " + current)).isEqualTo(ACCOUNTS);
            assertThat(engine.number("SELECT count(*) FROM " + savings)).isEqualTo(ACCOUNTS);
        }
    }

    /** Moves amounts between accounts of both tables, each transfer a transaction, until it is closed. */
    private final class Transfers implements AutoCloseable {
        private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong done = new AtomicLong();
        private final List<CompletableFuture<Void>> running = new ArrayList<>();

        private Transfers() {
            for (int seed = 0; seed < WRITERS; seed++) {
                Random random = new Random(seed);
                running.add(CompletableFuture.runAsync(() -> transfer(random), writers));
            }
        }

        private void transfer(Random random) {
            try (Connection connection = engine.database.getConnection();
                    PreparedStatement give =
                            connection.prepareStatement("UPDATE bank.current SET amount = amount - ? WHERE id = ?");
                    PreparedStatement take =
                            connection.prepareStatement("UPDATE bank.savings SET amount = amount + ? WHERE id = ?")) {
                connection.setAutoCommit(false);
                while (!over.get()) {
                    int amount = random.nextInt(1000) - 500;
                    move(give, amount, random);
                    move(take, amount, random);
                    connection.commit();
                    done.incrementAndGet();
                }
            } catch (SQLException e) {
                throw new IllegalStateException("A transfer failed", e);
            }
        }

        private void move(PreparedStatement statement, int amount, Random random) throws SQLException {
            statement.setInt(1, amount);
            statement.setInt(2, 1 + random.nextInt(ACCOUNTS));
            statement.executeUpdate();
        }

        long done() {
            return done.get();
        }

        void awaitMore() {
            long before = done.get();
            Awaitility.await().until(() -> done.get() > before + 20);
        }

        @Override
        public void close() {
            over.set(true);
            try {
                running.forEach(CompletableFuture::join);
            } finally {
                writers.shutdownNow();
            }
        }
    }

    @Test
    void the_manifest_appears_after_every_other_object() {
        // given
        RecordsAppearances recording = new RecordsAppearances(engine.objects);

        // when
        Manifest manifest = engine.taker(recording).take(ID, Tier.MANUAL, Progress.NONE);

        // then
        List<String> expected = new ArrayList<>();
        manifest.tables().forEach(table -> table.parts().forEach(part -> {
            expected.add(part.data().key());
            expected.add(part.index().key());
        }));
        String manifestKey = engine.layout.manifest(Tier.MANUAL, ID).value();
        assertThat(recording.appeared()).last().isEqualTo(manifestKey);
        assertThat(recording.appeared().subList(0, recording.appeared().size() - 1))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void a_manifest_whose_first_reply_was_lost_is_recognised_as_our_own() {
        Manifest manifest = engine.taker(new LosesFirstPutReply(engine.objects)).take(ID, Tier.MANUAL, Progress.NONE);

        assertThat(engine.reader().loadManifest(Tier.MANUAL, ID)).isEqualTo(manifest);
    }

    @Test
    void a_second_server_does_not_overwrite_a_finished_snapshot_of_the_same_name() {
        Manifest first = engine.taker(engine.objects).take(ID, Tier.MANUAL, Progress.NONE);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.taker(engine.objects).take(ID, Tier.MANUAL, Progress.NONE))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_EXISTS));
        assertThat(engine.reader().loadManifest(Tier.MANUAL, ID)).isEqualTo(first);
    }

    @Test
    void an_interrupted_snapshot_is_invisible_wherever_it_stopped_and_is_swept_up() {
        // given
        Manifest finished = engine.takeSnapshot();
        int all = writesOfOneSnapshot();
        for (int writes : List.of(0, 1, all / 2, all - 2, all - 1)) {
            // when
            SnapshotId id = engine.nextSnapshotId();
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() ->
                            engine.taker(new FailsAfter(writes, engine.objects)).take(id, Tier.MANUAL, Progress.NONE))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
                    .withMessageEndingWith("the plug was pulled");

            // then
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> engine.reader().loadManifest(Tier.MANUAL, id))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SNAPSHOT_UNFINISHED));
            sweep(Set.of());
            assertThat(objectsUnder(engine.layout.folder(Tier.MANUAL, id))).isEmpty();
        }
        assertThat(engine.verify(finished).problems()).isEmpty();
    }

    private int writesOfOneSnapshot() {
        RecordsAppearances recording = new RecordsAppearances(engine.objects);
        engine.taker(recording).take(engine.nextSnapshotId(), Tier.MANUAL, Progress.NONE);
        return recording.writes();
    }

    @Test
    void a_snapshot_that_is_being_taken_is_not_swept() {
        // given
        FailsAfter failing = new FailsAfter(writesOfOneSnapshot() - 1, engine.objects);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.taker(failing).take(ID, Tier.MANUAL, Progress.NONE));
        String folder = engine.layout.folder(Tier.MANUAL, ID);
        List<String> before = objectsUnder(folder);

        // when
        List<String> removedWhileRunning = sweep(Set.of(ID));
        List<String> left = objectsUnder(folder);
        List<String> removedAfterwards = sweep(Set.of());

        // then
        assertThat(before).isNotEmpty();
        assertThat(removedWhileRunning).isEmpty();
        assertThat(left).isEqualTo(before);
        assertThat(removedAfterwards).containsExactly(folder);
        assertThat(objectsUnder(folder)).isEmpty();
    }

    @Test
    void parts_of_an_upload_that_nobody_ended_are_freed_although_no_object_shows() {
        // given
        SnapshotId other = engine.nextSnapshotId();
        leaveAnUploadUnfinished(engine.layout.data(Tier.MANUAL, ID, CURRENT, 1));
        leaveAnUploadUnfinished(engine.layout.data(Tier.MANUAL, other, CURRENT, 1));

        // when
        List<String> removed = sweep(Set.of(other));

        // then
        assertThat(removed).containsExactly(engine.layout.folder(Tier.MANUAL, ID));
        assertThat(engine.objects.abortUnfinished(engine.layout.folder(Tier.MANUAL, ID)))
                .isZero();
        assertThat(engine.objects.abortUnfinished(engine.layout.folder(Tier.MANUAL, other)))
                .isEqualTo(1);
    }

    private List<String> sweep(Set<SnapshotId> running) {
        return engine.sweeper().sweep(() -> running, Instant.parse("2026-03-01T10:00:00Z"));
    }

    /** As a server does that is killed: it neither completes nor closes. */
    private void leaveAnUploadUnfinished(ObjectKey key) {
        ObjectSink abandoned = engine.objects.create(key, StorageClass.STANDARD);
        abandoned.write(new byte[9 << 20]);
    }

    private List<String> objectsUnder(String folder) {
        List<String> found = new ArrayList<>();
        engine.objects.list(folder, object -> found.add(object.key().value()));
        return found;
    }
}
