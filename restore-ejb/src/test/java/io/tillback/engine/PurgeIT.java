package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Tier;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSweeper;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurgeIT {
    private static final Instant SOON = Instant.parse("2026-03-01T10:00:00Z");

    private Engine engine;

    @BeforeEach
    void open_a_shop() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                INSERT INTO shop.product SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 2000) n;
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_purged_snapshot_leaves_nothing_and_its_neighbour_stays_whole() {
        Manifest purged = engine.takeSnapshot();
        Manifest kept = engine.takeSnapshot();

        engine.sweeper().purge(Tier.MANUAL, purged.id());

        assertThat(objects(purged)).isEmpty();
        assertThat(engine.sweeper().listFinished()).containsOnlyKeys(kept.id());
        assertThat(engine.verify(kept).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void a_purge_that_ends_half_way_leaves_a_whole_snapshot_or_none(int steps) {
        Manifest manifest = engine.takeSnapshot();
        SnapshotSweeper interrupted = new SnapshotSweeper(new StopsAfter(steps), engine.layout);

        purgeHalfWay(interrupted, manifest);

        if (engine.sweeper().listFinished().containsKey(manifest.id())) {
            assertThat(engine.verify(manifest).problems()).isEmpty();
            engine.sweeper().purge(Tier.MANUAL, manifest.id());
        }
        engine.sweeper().sweep(Set::of, SOON);
        assertThat(objects(manifest)).isEmpty();
    }

    private static void purgeHalfWay(SnapshotSweeper interrupted, Manifest manifest) {
        try {
            interrupted.purge(Tier.MANUAL, manifest.id());
        } catch (RestoreException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
        }
    }

    private List<String> objects(Manifest manifest) {
        List<String> keys = new ArrayList<>();
        engine.objects.list(
                engine.layout.folder(Tier.MANUAL, manifest.id()),
                object -> keys.add(object.key().value()));
        return keys;
    }

    /** Removes so many objects or uploads, one at a time, and then nothing more. */
    private final class StopsAfter extends ObjectStoreDecorator {
        private int left;

        private StopsAfter(int steps) {
            super(engine.objects);
            this.left = steps;
        }

        private void step() {
            if (left-- == 0) {
                throw new RestoreException(ErrorCode.STORAGE_UNAVAILABLE, "Cannot delete: killed", "Start again.");
            }
        }

        @Override
        public void delete(Collection<ObjectKey> keys) {
            ObjectStore store = engine.objects;
            keys.forEach(key -> {
                step();
                store.delete(List.of(key));
            });
        }

        @Override
        public int abortUnfinished(String prefix) {
            step();
            return super.abortUnfinished(prefix);
        }
    }
}
