package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients do anything to a store of any tables without a pause, while incremental snapshots are taken, on a full one that is
 * itself taken meanwhile. Each brings back what the write-ahead log says was there at its moment.
 */
class IncrementalOracleIT {
    private static final Logger LOG = Logger.getLogger(IncrementalOracleIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int SNAPSHOTS = Integer.getInteger("tillback.moments", 8);
    private static final int CLIENTS = 4;

    private final Random random = new Random(SEED);
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
    void what_an_incremental_snapshot_brings_back_is_what_the_write_ahead_log_says() throws Exception {
        store.start(CLIENTS);
        while (snapshots.size() < SNAPSHOTS && !store.hasFailed()) {
            for (int pauses = 1 + random.nextInt(8); pauses > 0; pauses--) {
                store.awaitTransactions(40);
            }
            Optional<Manifest> full = findFull();
            if (full.isEmpty() || random.nextInt(4) == 0) {
                take(store.engine::takeSnapshot);
            } else {
                take(() -> Increments.take(store.engine, full.get()));
            }
        }
        store.stop();

        Set<TableId> tables = Set.copyOf(store.tables());
        List<Moment> moments = snapshots.stream().map(Manifest::moment).toList();
        TrueRows now = store.witness.replay(moments, (moment, truth) -> {
            Manifest snapshot = snapshots.get(moments.indexOf(moment));
            Plan plan = store.engine.plan(Requests.wholeTables(snapshot, tables.toArray(TableId[]::new)), snapshot);
            store.rebuilt().requireTrue(plan, moment, tables, truth);
        });
        store.rebuilt().requireTrueNow(store.tables(), now);
        assertThat(snapshots)
                .filteredOn(Manifest::isIncremental)
                .flatExtracting(Manifest::tables)
                .filteredOn(table -> table.changes().isPresent())
                .hasSizeGreaterThan(tables.size());
        LOG.info(() -> "%d snapshots, %d of them incremental; %d transactions; %d rows came and went"
                .formatted(
                        snapshots.size(),
                        snapshots.stream().filter(Manifest::isIncremental).count(),
                        store.transactions(),
                        store.witness.changes()));
    }

    private Optional<Manifest> findFull() {
        return snapshots.stream().filter(snapshot -> !snapshot.isIncremental()).reduce((earlier, later) -> later);
    }

    /** Clients truncate: a table that is copied afterwards cannot be. */
    private void take(Supplier<Manifest> snapshot) {
        try {
            snapshots.add(snapshot.get());
        } catch (RestoreException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_CHANGED);
        }
    }
}
