package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import java.util.ArrayList;
import java.util.List;

/**
 * Transactions a second of a store whose every change is recorded and looked at for alerts, beside recording alone: in many short
 * pairs, so that a machine that slows down or has other work slows both sides of each.
 */
final class AlertsThroughput implements Measure {
    private static final int MOST_BRANCHES = 100;
    private static final int LEAST_BRANCHES = 10;
    private static final int MOST_PAIRS = 20;
    private static final int LEAST_PAIRS = 2;

    /** Two looks, the second of them at all that was recorded in ten seconds. */
    private static final int SECONDS = 20;

    private static final int FILLED = 2_000;

    /** One run: what the store did, and the processor seconds of database and engine for each transaction. */
    private record Run(double tps, double cpu) {}

    private record Pair(Run alerted, Run recorded) {
        double tps() {
            return alerted.tps() / recorded.tps();
        }

        double cpu() {
            return recorded.cpu() / alerted.cpu();
        }
    }

    @Override
    public List<Measured> take(Bench bench) {
        double scale = bench.options().scale();
        int pairs = (int) Math.max(LEAST_PAIRS, Math.min(MOST_PAIRS, Math.round(MOST_PAIRS * scale)));
        long branches = Math.max(LEAST_BRANCHES, Math.min(MOST_BRANCHES, Math.round(MOST_BRANCHES * scale)));
        try (RecordedStore store = RecordedStore.create(bench, branches)) {
            fill(store);
            Workload workload = Workload.tpcB(store.postgres(), store.database(), SECONDS);
            try (RunningJournal journal = store.record()) {
                Measured measured = measure(bench, store, workload, pairs);
                long transactions = store.number("SELECT count(*) FROM pgbench_history") - FILLED;
                RecordedStore.TABLES.forEach(table -> journal.requireRecords(table.id(), transactions));
                return List.of(measured);
            }
        }
    }

    private static Measured measure(Bench bench, RecordedStore store, Workload workload, int count) {
        alerted(bench, store, workload);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add(i % 2 == 0 ? alertedFirst(bench, store, workload) : recordedFirst(bench, store, workload));
        }
        List<Double> ours = pairs.stream().map(pair -> pair.alerted().tps()).toList();
        List<Double> beside = pairs.stream().map(pair -> pair.recorded().tps()).toList();
        List<Double> ratios = pairs.stream().map(Pair::tps).toList();
        return new Measured(
                "alerts-throughput",
                Measured.median(ours),
                Measured.median(beside),
                Measured.median(ratios),
                "at least 0.98 ×",
                Bound.ratioAtLeast(0.98),
                "transactions/s",
                count,
                describe(store, workload, pairs));
    }

    private static List<String> describe(RecordedStore store, Workload workload, List<Pair> pairs) {
        return List.of(
                workload.description(),
                ("Scale %s of pgbench, in memory. All four tables are recorded on both sides. On ours every %d s what was recorded"
                                + " since is looked at, by a session of its own: large transactions, rows that are deleted, and"
                                + " values in %d columns that have few.")
                        .formatted(
                                store.text("SELECT count(*) FROM pgbench_branches"),
                                RunningAlerts.LOOK.toSeconds(),
                                watched(store)),
                "Pairs in turns, each side first in every other one; the ratio is the median of the pairs' ratios: "
                        + list(pairs.stream().map(Pair::tps).toList()) + ".",
                ("Processor time of database and engine for a transaction, without alerts divided by with them: %s, pair by"
                                + " pair %s.")
                        .formatted(
                                Runs.number(Measured.median(
                                        pairs.stream().map(Pair::cpu).toList())),
                                list(pairs.stream().map(Pair::cpu).toList())));
    }

    private static String list(List<Double> figures) {
        return String.join(", ", figures.stream().map(Runs::number).toList());
    }

    private static Pair alertedFirst(Bench bench, RecordedStore store, Workload workload) {
        Run alerted = alerted(bench, store, workload);
        return new Pair(alerted, run(bench, workload));
    }

    private static Pair recordedFirst(Bench bench, RecordedStore store, Workload workload) {
        Run recorded = run(bench, workload);
        return new Pair(alerted(bench, store, workload), recorded);
    }

    /** What was recorded before is looked at, and learned from, before it begins. */
    private static Run alerted(Bench bench, RecordedStore store, Workload workload) {
        try (RunningAlerts alerts = RunningAlerts.begin(store.engine())) {
            Run run = run(bench, workload);
            requireLooks(store, alerts);
            return run;
        }
    }

    private static Run run(Bench bench, Workload workload) {
        double before = CpuTime.ofDatabaseAndEngine(bench);
        double tps = workload.run();
        return new Run(tps, (CpuTime.ofDatabaseAndEngine(bench) - before) / (tps * SECONDS));
    }

    /** With some rows in each table, so that there are values to learn. */
    private static void fill(RecordedStore store) {
        store.clear();
        store.sql("INSERT INTO pgbench_history (tid, bid, aid, delta, mtime)"
                + " SELECT 1 + n % 10, 1, n, n, now() FROM generate_series(1, " + FILLED + ") n");
    }

    private static long watched(RecordedStore store) {
        return store.number("SELECT count(*) FROM tillback.known_column");
    }

    /** Alerts that watch nothing would be measured as cheap ones. */
    private static void requireLooks(RecordedStore store, RunningAlerts alerts) {
        if (alerts.looks() < 3 || watched(store) == 0) {
            throw new IllegalStateException("%d looks at %d columns".formatted(alerts.looks(), watched(store)));
        }
    }
}
