package io.tillback.benchmark;

import io.tillback.apply.Restore;
import io.tillback.benchmark.Measured.Bound;
import io.tillback.plan.Plan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A thousand accounts that were lost before a million others changed: a plan from the journal, applied and proved,
 * beside restoring the table from a dump.
 */
final class RowsFromJournal implements Measure {
    private static final int CHANGES_A_TRANSACTION = 1_000;

    /** Until the compiler has come to know the code: a store's server has been up for days. */
    private static final int WARM_UPS = 10;

    /**
     * Each in another page than the one before. The number of accounts is not a multiple of the stride, so that none is
     * changed twice.
     */
    private static final String CHANGES = """
            DO $$
            BEGIN
              FOR number IN 0..%1$d LOOP
                UPDATE pgbench_accounts SET abalance = abalance + 1
                WHERE aid IN (
                  SELECT (1 + ((number * %2$d::bigint + step) * 7919) %% %3$d)::integer
                  FROM generate_series(0, %2$d - 1) step);
                COMMIT;
              END LOOP;
            END
            $$
            """;

    @Override
    public List<Measured> take(Bench bench) {
        LostRows lost = LostRows.scattered(bench);
        Path dump = bench.dump("journal", "-t", Bench.ACCOUNTS.name());
        Runs runs = new Runs();
        double cold = warmUp(bench, lost);
        long records = 0;
        for (int run = 0; run < bench.options().runs(); run++) {
            try (RunningJournal journal = record(bench)) {
                Instant before = journal.beat().takenAt();
                lost.lose();
                changeOthers(bench);
                journal.vacuum(Bench.ACCOUNTS);
                records = journal.records(Bench.ACCOUNTS);
                Steps steps = new Steps();
                runs.ours(bringBack(bench, lost, before, steps));
                runs.steps(steps.times());
            }
            runs.beside(lost.bringBackFrom(dump));
        }
        bench.removeDump(dump);
        return List.of(runs.measured(
                "rows-from-journal",
                "at most 1/100 ×, at most 2 s",
                Bound.ratioAtMost(0.01).and(Bound.oursAtMost(2)),
                "s",
                List.of(
                        "The companion holds %,d records, in transactions of %,d; it has been vacuumed and analyzed since."
                                .formatted(records, CHANGES_A_TRANSACTION),
                        "Measured after %d unmeasured restores, of which the first took %s s."
                                .formatted(WARM_UPS, Runs.number(cold)))));
    }

    /** @return seconds of the first */
    private static double warmUp(Bench bench, LostRows lost) {
        double first = 0;
        try (RunningJournal journal = record(bench)) {
            for (int warm = 0; warm < WARM_UPS; warm++) {
                Instant before = journal.beat().takenAt();
                lost.lose();
                double seconds = bringBack(bench, lost, before, new Steps());
                first = warm == 0 ? seconds : first;
            }
        }
        return first;
    }

    private static RunningJournal record(Bench bench) {
        return RunningJournal.begin(bench.postgres(), bench.database(), bench.engine(), List.of(Bench.ACCOUNTS));
    }

    static void changeOthers(Bench bench) {
        long transactions = bench.options().journalledChanges() / CHANGES_A_TRANSACTION;
        bench.postgres()
                .sql(
                        bench.database(),
                        CHANGES.formatted(
                                transactions - 1,
                                CHANGES_A_TRANSACTION,
                                bench.options().accounts()));
    }

    private static double bringBack(Bench bench, LostRows lost, Instant before, Steps steps) {
        lost.settle();
        var restored = Stopwatch.timed(() -> {
            Plan plan = bench.engine().planFromJournal(before, List.of(lost.scope()), steps);
            return bench.engine().apply(plan, steps);
        });
        Restore.Proof proof = restored.result();
        lost.requireBack(proof.rowsVerified());
        return restored.seconds();
    }
}
