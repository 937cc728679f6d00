package io.tillback.benchmark;

import io.tillback.journal.RowLives;
import io.tillback.model.RowKey;
import io.tillback.plan.RowBiographer;
import io.tillback.plan.RowLife;
import io.tillback.snapshot.KeyIndexes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The life of an account that was deleted, and when it last existed, among a million recorded changes of others. */
final class RowLifeTime implements Measure {
    private static final int WARM_UPS = 20;

    @Override
    public List<Measured> take(Bench bench) {
        long account = bench.options().accounts() / 2 + 17;
        try (RunningJournal journal =
                RunningJournal.begin(bench.postgres(), bench.database(), bench.engine(), List.of(Bench.ACCOUNTS))) {
            String one = "UPDATE pgbench_accounts SET abalance = 1 WHERE aid = " + account;
            bench.postgres().sql(bench.database(), one);
            RowsFromJournal.changeOthers(bench);
            bench.postgres().sql(bench.database(), "DELETE FROM pgbench_accounts WHERE aid = " + account);
            journal.vacuum(Bench.ACCOUNTS);
            journal.beat();
            Supplier<RowLife> life = life(bench, account);
            List<Double> scanned = seconds(bench, life);
            long records = journal.records(Bench.ACCOUNTS);
            long before = journal.sum(journal.companionOf(Bench.ACCOUNTS), "pg_total_relation_size");
            double indexing = settle(bench);
            long after = journal.sum(journal.companionOf(Bench.ACCOUNTS), "pg_total_relation_size");
            List<Double> indexed = seconds(bench, life);
            bench.postgres()
                    .sql(bench.database(), "INSERT INTO pgbench_accounts VALUES (%d, 1, 0, '')".formatted(account));
            return List.of(
                    NewestMomentTime.measured(
                            "row-life-time",
                            indexed,
                            "All %,d records lie in a settled segment. Settling and indexing it took %s s; the index adds %s bytes to the %s of a record."
                                    .formatted(
                                            records,
                                            Runs.number(indexing),
                                            Runs.number((double) (after - before) / records),
                                            Runs.number((double) before / records))),
                    NewestMomentTime.measured(
                            "row-life-time-unsettled",
                            scanned,
                            "The same while all %,d records lie in the segment that is written to: it is scanned."
                                    .formatted(records)));
        }
    }

    private static Supplier<RowLife> life(Bench bench, long account) {
        RowBiographer biographer = bench.engine().biographer(new KeyIndexes());
        return () -> biographer.load(Bench.ACCOUNTS, RowKey.of(String.valueOf(account)), "", 100);
    }

    private static double settle(Bench bench) {
        return Stopwatch.seconds(() -> bench.engine().settleSegments());
    }

    private static List<Double> seconds(Bench bench, Supplier<RowLife> life) {
        List<Double> seconds = new ArrayList<>();
        for (int run = -WARM_UPS; run < bench.options().runs(); run++) {
            Stopwatch.Timed<RowLife> told = Stopwatch.timed(life);
            requireWhole(told.result());
            if (run >= 0) {
                seconds.add(told.seconds());
            }
        }
        return seconds;
    }

    private static void requireWhole(RowLife life) {
        if (life.now() != RowLives.Whereabouts.GONE
                || life.lastHeld().isEmpty()
                || life.changes().size() < 2) {
            throw new IllegalStateException("This is not the account's whole life: " + life);
        }
    }
}
