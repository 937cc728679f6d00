package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Transactions a second of a store whose every change is recorded, beside one that is not; and other ways to record. */
final class RecordingThroughput implements Measure {
    /** Not more than stays in memory: reading from disk would hide what recording costs. */
    private static final int MOST_BRANCHES = 100;

    private static final int LEAST_BRANCHES = 10;
    private static final int MOST_SECONDS = 20;
    private static final int LEAST_SECONDS = 5;

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

    /** The headline's two sides stand at both ends of each round, so that a machine that slows down slows both. */
    private static Measured measure(RecordedStore store, Workload workload, int rounds, long branches) {
        Runs runs = new Runs();
        Map<OtherWay, List<Double>> others = new EnumMap<>(OtherWay.class);
        unrecorded(store, workload);
        for (int round = 0; round < rounds; round++) {
            runs.beside(unrecorded(store, workload));
            runs.ours(recorded(store, workload));
            for (OtherWay way : OtherWay.values()) {
                others.computeIfAbsent(way, first -> new ArrayList<>()).add(recorded(store, workload, way));
            }
            runs.ours(recorded(store, workload));
            runs.beside(unrecorded(store, workload));
        }
        List<String> details = new ArrayList<>();
        details.add(workload.description());
        details.add(
                ("Scale %d of pgbench, in memory. All four tables are recorded, with the beat every second; the history has a"
                                + " key of its own on both sides, since a table without one is not recorded.")
                        .formatted(branches));
        double none = runs.medianOfBeside();
        others.forEach((way, figures) -> details.add("%s of none, %s transactions/s: %s."
                .formatted(
                        Runs.number(Measured.median(figures) / none),
                        Runs.number(Measured.median(figures)),
                        way.description())));
        return runs.measured(
                "recording-throughput", "at least 0.80 ×", Bound.ratioAtLeast(0.8), "transactions/s", details);
    }

    private static double unrecorded(RecordedStore store, Workload workload) {
        store.clear();
        return workload.run();
    }

    private static double recorded(RecordedStore store, Workload workload) {
        store.clear();
        try (RunningJournal journal = store.record()) {
            double tps = workload.run();
            long transactions = store.number("SELECT count(*) FROM pgbench_history");
            RecordedStore.TABLES.forEach(table -> journal.requireRecords(table.id(), transactions));
            return tps;
        }
    }

    private static double recorded(RecordedStore store, Workload workload, OtherWay way) {
        store.clear();
        way.install(store);
        double tps = workload.run();
        way.remove(store);
        return tps;
    }
}
