package io.tillback.engine;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/**
 * Random histories, targets, scopes and policies. The gap's figures, whose they are, the conflicts and what an apply leaves are
 * held against what the write-ahead log says happened, of which the journal knows nothing. {@code -Dtillback.histories} says how
 * many; {@code -Dtillback.seed} repeats one, as far as two sessions let themselves be repeated.
 */
class GapOracleIT {
    private static final int TRIES = 4;
    private static final int HISTORIES = Integer.getInteger("tillback.histories", 12);
    private static final int PLANS = 6;

    @Provide
    Arbitrary<List<Long>> seeds() {
        Long given = Long.getLong("tillback.seed");
        return given == null
                ? Arbitraries.longs().list().ofSize(Math.max(1, HISTORIES / TRIES))
                : Arbitraries.just(List.of(given));
    }

    /** Nothing is made smaller: behind each history is a database. */
    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void the_gap_the_conflicts_and_what_is_left_are_what_the_log_says(@ForAll("seeds") List<Long> seeds)
            throws SQLException {
        for (long seed : seeds) {
            Random random = new Random(seed);
            try (GapHistory history = new GapHistory(random)) {
                for (int i = 0; i < PLANS; i++) {
                    history.work();
                    history.read();
                    GapTrial.run(history, random, "-Dtillback.seed=%d, plan %d".formatted(seed, i));
                }
            }
        }
    }
}
