package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The database is killed while its clients write and moments are kept. No change that was committed is missing from the
 * journal then, and nothing that it covered is lost. A few times in every build, 100 times with {@code -Plong};
 * {@code -Dtillback.seed} repeats tables and statements.
 */
class KilledDatabaseIT {
    private static final Logger LOG = Logger.getLogger(KilledDatabaseIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("tillback.databaseKills", 3);
    private static final int LONGEST_LIFE_MILLIS = 3_000;

    /** So many moments of each life are rebuilt. */
    private static final int MOMENTS = 5;

    private final Random random = new Random(SEED);
    private RandomStore store;

    @BeforeEach
    void build_a_store() throws SQLException {
        LOG.info(() -> "-Dtillback.seed=" + SEED + ", " + KILLS + " kills");
        store = new RandomStore(SEED);
    }

    @AfterEach
    void close() throws SQLException {
        store.close();
    }

    @Test
    void whenever_the_database_is_killed_the_journal_holds_what_was_committed() throws Exception {
        for (int number = 1; number <= KILLS; number++) {
            List<Moment> moments = workUntilKilled();
            Surroundings.postgres().restart();
            store.settle();
            requireRebuilt(number, moments);
        }
    }

    /** @return the moments that were kept */
    private List<Moment> workUntilKilled() throws Exception {
        List<Moment> moments = new ArrayList<>(List.of(store.beat()));
        store.start(2 + random.nextInt(3));
        Executor later = CompletableFuture.delayedExecutor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> kill =
                CompletableFuture.runAsync(() -> Surroundings.postgres().kill(), later);
        while (!kill.isDone()) {
            try {
                moments.add(store.beat());
            } catch (RestoreException e) {
                LOG.fine(() -> "The beat was killed too: " + e);
                break;
            }
        }
        kill.join();
        assertThat(store.end()).allSatisfy(KilledDatabaseIT::requireConnectionLost);
        return moments;
    }

    private static void requireConnectionLost(Throwable reason) {
        assertThat(reason).isInstanceOf(SQLException.class);
        assertThat(((SQLException) reason).getSQLState()).as("%s", reason).matches("08...|57P0.");
    }

    private void requireRebuilt(int number, List<Moment> moments) throws SQLException {
        List<Moment> drawn = new ArrayList<>(moments.subList(0, moments.size() - 1));
        Collections.shuffle(drawn, random);
        drawn = new ArrayList<>(drawn.subList(0, Math.min(MOMENTS, drawn.size())));
        drawn.add(moments.get(moments.size() - 1));
        drawn.sort(Comparator.comparing(moments::indexOf));
        TrueRows now = store.witness.replay(drawn, (moment, truth) -> {
            assertThat(store.covered(moment)).containsExactlyInAnyOrderElementsOf(store.tables());
            store.rebuilt().requireTrue(moment, store.tables(), truth);
        });
        store.rebuilt().requireTrueNow(store.tables(), now);
        LOG.info(() -> "%d: %d moments, %d transactions; %d rows came and went so far"
                .formatted(number, moments.size(), store.transactions(), store.witness.changes()));
    }
}
