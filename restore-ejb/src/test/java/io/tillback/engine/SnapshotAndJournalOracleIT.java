package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients do anything to a store of any tables while snapshots are taken; then recording ends, and they go on. What was is
 * rebuilt from the snapshots and the journal, and has to be what the write-ahead log says.
 */
class SnapshotAndJournalOracleIT {
    private static final Logger LOG = Logger.getLogger(SnapshotAndJournalOracleIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int MOMENTS = Integer.getInteger("tillback.moments", 15);

    private final Random random = new Random(SEED);
    private final List<Moment> moments = new ArrayList<>();
    private final List<Manifest> snapshots = new ArrayList<>();
    private RandomStore store;

    @BeforeEach
    void build_a_store() throws SQLException {
        LOG.info(() -> "-Dtillback.seed=" + SEED);
        store = new RandomStore(SEED);
    }

    @AfterEach
    void close() throws SQLException {
        store.close();
    }

    @Test
    void what_snapshots_and_the_journal_rebuild_is_what_the_write_ahead_log_says() throws Exception {
        store.start(3);
        while (moments.size() < MOMENTS && !store.hasFailed()) {
            store.awaitTransactions(5 + random.nextInt(35));
            moments.add(store.beat());
            if (random.nextInt(3) == 0) {
                takeSnapshot();
            }
        }
        store.stop();
        takeSnapshot();
        store.beat();
        store.engine.journal().stop("it was switched off");
        store.start(3);
        store.awaitTransactions(50);
        store.stop();

        assertThat(store.covered(moments.get(0))).isEmpty();
        Set<TableId> tables = Set.copyOf(store.tables());
        TrueRows now = store.witness.replay(moments, (moment, truth) -> {
            Plan plan = store.engine.planAt(moment, RebuiltRows.request(tables), snapshots);
            assertThat(plan.gap().headline())
                    .anyMatch(line -> line.contains(next(moment).id().value()));
            store.rebuilt().requireTrue(plan, moment, tables, truth);
        });
        store.rebuilt().requireTrueNow(store.tables(), now);
        assertThat(snapshots).isNotEmpty();
    }

    private Manifest next(Moment moment) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.moment().takenAt().isAfter(moment.takenAt()))
                .findFirst()
                .orElseThrow();
    }

    /** Clients truncate: a table that is copied afterwards cannot be. */
    private void takeSnapshot() {
        try {
            snapshots.add(store.engine.takeSnapshot());
        } catch (RestoreException e) {
            assertThat(e).matches(RandomStore::isTruncated, "says that a table was truncated");
        }
    }
}
