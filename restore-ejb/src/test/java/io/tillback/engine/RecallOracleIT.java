package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.shipment.Recalled;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients do anything to a store of any tables while it is shipped. All that the journal may drop is dropped, and brought back
 * from the object store, while clients go on: what it then rebuilds is what the write-ahead log says.
 */
class RecallOracleIT {
    private static final Logger LOG = Logger.getLogger(RecallOracleIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int MOMENTS = Integer.getInteger("tillback.moments", 12);
    private static final int CLIENTS = 4;

    private final Random random = new Random(SEED);
    private final List<Moment> moments = new ArrayList<>();
    private RandomStore store;
    private Shipping shipping;

    @BeforeEach
    void build_a_store() throws SQLException {
        LOG.info(() -> "-Dtillback.seed=" + SEED);
        store = new RandomStore(SEED);
        shipping = Shipping.of(store.engine);
        shipping.ship();
    }

    @AfterEach
    void close() throws SQLException {
        store.close();
    }

    @Test
    void what_was_dropped_and_brought_back_rebuilds_what_the_write_ahead_log_says() throws Exception {
        store.start(CLIENTS);
        while (moments.size() < MOMENTS && !store.hasFailed()) {
            store.awaitTransactions(20 + random.nextInt(60));
            moments.add(store.beat());
            if (random.nextInt(3) == 0) {
                shipping.ship();
            }
            if (random.nextInt(3) == 0) {
                store.engine.segments().begin(Duration.ZERO);
            }
        }
        if (store.hasFailed()) {
            store.stop();
        }
        Map<Moment, Set<TableId>> covered = covered();
        Recalled recalled = dropAndRecall();
        store.awaitTransactions(20);
        store.stop();
        store.beat();

        assertThat(recalled.problems()).isEmpty();
        assertThat(covered()).isEqualTo(covered);
        TrueRows now = store.witness.replay(
                moments, (moment, truth) -> store.rebuilt().requireTrue(moment, store.covered(moment), truth));
        store.rebuilt().requireTrueNow(store.tables(), now);
        LOG.info(() -> "%d transactions; %d rows came and went; %d moments; brought back: %s"
                .formatted(store.transactions(), store.witness.changes(), moments.size(), recalled.tables()));
    }

    /** While clients are at work, who hold locks and have transactions open. */
    private Recalled dropAndRecall() {
        // Of a table that nobody had changed there is nothing to drop.
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            store.engine.segments().begin(Duration.ZERO);
            store.awaitTransactions(20);
            shipping.ship();
            store.engine.segments().dropBefore(store.beat());
            return store.covered(moments.get(0)).size() < store.tables().size();
        });
        store.awaitTransactions(20);
        shipping.ship();
        return shipping.recall(moments.get(0).takenAt());
    }

    private Map<Moment, Set<TableId>> covered() {
        Map<Moment, Set<TableId>> covered = new HashMap<>();
        moments.forEach(moment -> covered.put(moment, store.covered(moment)));
        return covered;
    }
}
