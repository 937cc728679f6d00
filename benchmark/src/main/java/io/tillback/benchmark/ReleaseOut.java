package io.tillback.benchmark;

import io.tillback.apply.Restore;
import io.tillback.model.RestoreScope;
import io.tillback.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * Eighteen accounts that one transaction damaged, and that others have gone on changing among a thousand times as many: taking it
 * out of the table, from the plan to the proof.
 */
final class ReleaseOut implements Measure {
    private static final int DAMAGED = 18;
    private static final int WARM_UPS = 5;

    private static final String DAMAGE = """
            WITH damaged AS (
              UPDATE pgbench_accounts SET filler = 'damaged'
              WHERE aid <= %d
              RETURNING 1)
            SELECT DISTINCT pg_current_xact_id()::text FROM damaged
            """.formatted(DAMAGED);

    @Override
    public List<Measured> take(Bench bench) {
        List<Double> seconds = new ArrayList<>();
        Steps last = new Steps();
        try (RunningJournal journal =
                RunningJournal.begin(bench.postgres(), bench.database(), bench.engine(), List.of(Bench.ACCOUNTS))) {
            for (int run = -WARM_UPS; run < bench.options().runs(); run++) {
                journal.beat();
                long damage = Long.parseLong(bench.postgres().ask(bench.database(), DAMAGE));
                bench.postgres()
                        .sql(
                                bench.database(),
                                "UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid <= " + DAMAGED * 1_000);
                last = new Steps();
                double taken = takeOut(bench, damage, last);
                if (run >= 0) {
                    seconds.add(taken);
                }
            }
        }
        return List.of(new Measured(
                "release-out-s",
                Measured.median(seconds),
                null,
                null,
                "at most 1 s",
                Measured.Bound.oursAtMost(1),
                "s",
                seconds.size(),
                List.of(
                        "Measured after %d unmeasured ones, on %,d accounts."
                                .formatted(WARM_UPS, bench.options().accounts()),
                        "Run by run: " + seconds.stream().map(Runs::number).toList() + ".",
                        "Where the last one goes: " + last.times() + ".")));
    }

    private static double takeOut(Bench bench, long damage, Steps steps) {
        var restored = Stopwatch.timed(() -> {
            Plan plan = bench.engine()
                    .planWithout(List.of(damage), List.of(RestoreScope.wholeTable(Bench.ACCOUNTS)), steps);
            return bench.engine().apply(plan, steps);
        });
        Restore.Proof proof = restored.result();
        if (proof.rowsVerified() != DAMAGED) {
            throw new IllegalStateException(proof.rowsVerified() + " rows were restored, of " + DAMAGED);
        }
        return restored.seconds();
    }
}
