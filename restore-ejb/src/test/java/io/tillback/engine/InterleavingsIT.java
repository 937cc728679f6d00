package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.fault.RestoreException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Between preview and apply, and while it is applied, the store goes on writing. Each apply gives exactly what was previewed, or
 * refuses and has changed nothing; the rows that it says have moved are those that have. The write-ahead log is the witness.
 * {@code -Dtillback.interleavings} says how many, {@code -Dtillback.seed} draws the same again.
 */
class InterleavingsIT {
    private static final Logger LOG = Logger.getLogger(InterleavingsIT.class.getName());
    private static final long SEED = Long.getLong("tillback.seed", System.nanoTime());
    private static final int INTERLEAVINGS = Integer.getInteger("tillback.interleavings", 200);

    /** More leave so much behind that each takes longer. */
    private static final int OF_ONE_STORE = 200;

    private final Map<String, Integer> outcomes = new TreeMap<>();

    @Test
    void an_apply_gives_what_was_previewed_or_names_what_moved_and_never_a_mixture() throws Exception {
        LOG.info(() -> "-Dtillback.seed=" + SEED + " -Dtillback.interleavings=" + INTERLEAVINGS);
        for (int done = 0; done < INTERLEAVINGS; done += OF_ONE_STORE) {
            judge(SEED + done, Math.min(OF_ONE_STORE, INTERLEAVINGS - done));
            LOG.info(outcomes::toString);
        }
        assertThat(outcomes).containsKeys("COMMITTED", "ROWS_MOVED");
        assertThat(outcomes.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(INTERLEAVINGS);
    }

    private void judge(long seed, int count) throws Exception {
        try (InterleavedStore store = new InterleavedStore();
                InterleavedApplies applies = new InterleavedApplies(store, new Random(seed))) {
            Map<String, Interleaving> all = applies.run(count).stream()
                    .collect(Collectors.toMap(Interleaving::number, interleaving -> interleaving));
            try {
                new InterleavingJudge(all, store::isOwn).judge(store.log());
            } catch (AssertionError e) {
                throw new AssertionError("-Dtillback.seed=" + seed + " -Dtillback.interleavings=" + count, e);
            }
            all.values().forEach(done -> outcomes.merge(outcome(done), 1, Integer::sum));
        }
    }

    private static String outcome(Interleaving done) {
        return done.refusal().map(RestoreException::code).map(Enum::name).orElse("COMMITTED");
    }
}
