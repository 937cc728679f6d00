package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.shipment.Rebuilt;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients do anything to a store of any tables while it is copied and shipped; then its database is thrown away. What is
 * built again has to be what the write-ahead log says of the last shipped moment. {@code -Dtillback.seed} replays it.
 */
class RebuildOracleIT {
    private static final Logger LOG = Logger.getLogger(RebuildOracleIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int SHIPMENTS = Integer.getInteger("tillback.shipments", 12);
    private static final int CLIENTS = 3;

    private final Random random = new Random(SEED);
    private final List<Moment> moments = new ArrayList<>();
    private RandomStore store;
    private Shipping shipping;
    private Engine other;

    @BeforeEach
    void build_a_store() throws SQLException {
        LOG.info(() -> "-Dtillback.seed=" + SEED);
        store = new RandomStore(SEED);
        shipping = Shipping.of(store.engine);
        other = Engine.empty();
    }

    @AfterEach
    void close() throws SQLException {
        store.close();
        other.close();
    }

    @Test
    void what_is_built_again_is_what_the_write_ahead_log_says() throws Exception {
        store.beat();
        store.start(CLIENTS);
        work();
        moments.add(unlessTruncated(() -> shipping.ship().moment()));
        work();
        moments.add(unlessTruncated(() -> store.engine.takeSnapshot().moment()));
        for (int i = 0; i < SHIPMENTS; i++) {
            work();
            store.engine.record();
            moments.add(unlessTruncated(() -> shipping.ship().moment()));
        }
        store.awaitTransactions(20);
        int committed = store.stop();
        RebuiltStore rebuiltStore = new RebuiltStore(store, other, "-Dtillback.seed=" + SEED);
        rebuiltStore.prepare();

        Rebuilt rebuilt = shipping.rebuildIn(other);

        assertThat(committed).isGreaterThan(SHIPMENTS);
        assertThat(rebuilt.reached()).isEqualTo(moments.get(moments.size() - 1));
        assertThat(rebuilt.tables()).extracting(Rebuilt.Table::id).containsExactlyInAnyOrderElementsOf(tables());
        assertThat(rebuilt.problems()).as("-Dtillback.seed=" + SEED).isEmpty();
        requireTrue(rebuilt, rebuiltStore);
    }

    /** Beats come from here, and clients wait for some. */
    private void work() {
        for (int i = 0; i < 3; i++) {
            store.awaitTransactions(3 + random.nextInt(20));
            store.beat();
        }
    }

    /** Whoever copies a table that is truncated meanwhile has to begin again. */
    private <T> T unlessTruncated(Supplier<T> copy) {
        while (true) {
            try {
                return copy.get();
            } catch (RestoreException e) {
                if (!RandomStore.isTruncated(e)) {
                    throw e;
                }
                store.beat();
            }
        }
    }

    private Set<TableId> tables() {
        return new HashSet<>(store.engine.tables());
    }

    private void requireTrue(Rebuilt rebuilt, RebuiltStore rebuiltStore) throws SQLException {
        List<Moment> looked = new ArrayList<>(moments);
        looked.sort(Comparator.comparing(Moment::takenAt));
        List<TableId> compared = new ArrayList<>();
        store.witness.replay(looked, (moment, truth) -> {
            for (Rebuilt.Table table : rebuilt.tables()) {
                if (store.tables().contains(table.id())
                        && table.asOf().orElse(rebuilt.reached()).equals(moment)) {
                    rebuiltStore.requireTrue(table, truth);
                    compared.add(table.id());
                }
            }
        });
        assertThat(compared).containsExactlyInAnyOrderElementsOf(store.tables());
        assertThat(rebuilt.tables().stream()
                        .filter(table -> table.asOf().isEmpty())
                        .map(Rebuilt.Table::id))
                .containsAll(store.covered(rebuilt.reached()));
    }
}
