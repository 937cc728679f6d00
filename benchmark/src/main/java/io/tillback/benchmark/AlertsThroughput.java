package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import java.util.List;

/** Transactions a second of a store whose every change is recorded and looked at for alerts, beside recording alone. */
final class AlertsThroughput implements Measure {
    private static final int MOST_BRANCHES = 100;
    private static final int LEAST_BRANCHES = 10;
    private static final int MOST_SECONDS = 60;

    /** Less would be over before the first look. */
    private static final int LEAST_SECONDS = 12;

    private static final int FILLED = 2_000;

    @Override
    public List<Measured> take(Bench bench) {
        double scale = bench.options().scale();
        int seconds = (int) Math.max(LEAST_SECONDS, Math.min(MOST_SECONDS, MOST_SECONDS * scale));
        long branches = Math.max(LEAST_BRANCHES, Math.min(MOST_BRANCHES, Math.round(MOST_BRANCHES * scale)));
        try (RecordedStore store = RecordedStore.create(bench, branches)) {
            Workload workload = Workload.tpcB(store.postgres(), store.database(), seconds);
            return List.of(measure(store, workload, bench.options().runs(), branches));
        }
    }

    /** Both sides stand at both ends of each round, so that a machine that slows down slows both. */
    private static Measured measure(RecordedStore store, Workload workload, int rounds, long branches) {
        Runs runs = new Runs();
        recorded(store, workload);
        long watched = 0;
        for (int round = 0; round < rounds; round++) {
            runs.beside(recorded(store, workload));
            runs.ours(alerted(store, workload));
            watched = store.number("SELECT count(*) FROM tillback.known_column");
            runs.ours(alerted(store, workload));
            runs.beside(recorded(store, workload));
        }
        return runs.measured(
                "alerts-throughput",
                "at least 0.98 ×",
                Bound.ratioAtLeast(0.98),
                "transactions/s",
                List.of(
                        workload.description(),
                        ("Scale %d of pgbench, in memory. All four tables are recorded on both sides. On ours every %d s what was"
                                        + " recorded since is looked at, by a session of its own: large transactions, and values in %d"
                                        + " columns that have few.")
                                .formatted(branches, RunningAlerts.LOOK.toSeconds(), watched)));
    }

    private static double recorded(RecordedStore store, Workload workload) {
        fill(store);
        try (RunningJournal journal = store.record()) {
            return run(store, journal, workload);
        }
    }

    private static double alerted(RecordedStore store, Workload workload) {
        fill(store);
        try (RunningJournal journal = store.record();
                RunningAlerts alerts = RunningAlerts.begin(store.engine())) {
            double tps = run(store, journal, workload);
            requireLooks(store, alerts);
            return tps;
        }
    }

    /** With some rows in each table, so that there are values to learn. */
    private static void fill(RecordedStore store) {
        store.clear();
        store.sql("INSERT INTO pgbench_history (tid, bid, aid, delta, mtime)"
                + " SELECT 1 + n % 10, 1, n, n, now() FROM generate_series(1, " + FILLED + ") n");
    }

    private static double run(RecordedStore store, RunningJournal journal, Workload workload) {
        double tps = workload.run();
        long transactions = store.number("SELECT count(*) FROM pgbench_history") - FILLED;
        RecordedStore.TABLES.forEach(table -> journal.requireRecords(table.id(), transactions));
        return tps;
    }

    /** Alerts that watch nothing would be measured as cheap ones. */
    private static void requireLooks(RecordedStore store, RunningAlerts alerts) {
        long watched = store.number("SELECT count(*) FROM tillback.known_column");
        if (alerts.looks() < 2 || watched == 0) {
            throw new IllegalStateException("%d looks at %d columns".formatted(alerts.looks(), watched));
        }
    }
}
