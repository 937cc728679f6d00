package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One UPDATE of 200,000 rows while it is recorded, beside one that is not; and other ways to record. */
final class RecordingBulk implements Measure {
    static final int ROWS = 200_000;
    static final String UPDATE = "UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid <= " + ROWS;
    private static final int BRANCHES = 10;
    private static final int ACCOUNTS = 1_000_000;

    /** One takes little more than a second, in which the disk has moods. */
    private static final int ROUNDS_A_RUN = 3;

    @Override
    public List<Measured> take(Bench bench) {
        Runs runs = new Runs();
        Map<OtherWay, List<Double>> others = new EnumMap<>(OtherWay.class);
        try (RecordedStore store = RecordedStore.create(bench, BRANCHES)) {
            unrecorded(store);
            for (int round = 0; round < bench.options().runs() * ROUNDS_A_RUN; round++) {
                runs.beside(unrecorded(store));
                runs.ours(recorded(store));
                if (round % ROUNDS_A_RUN == 0) {
                    for (OtherWay way : OtherWay.values()) {
                        others.computeIfAbsent(way, first -> new ArrayList<>()).add(recorded(store, way));
                    }
                }
            }
        }
        List<String> details = new ArrayList<>();
        details.add("%,d of %,d accounts, in a table that is filled, vacuumed and flushed before each."
                .formatted(ROWS, ACCOUNTS));
        double none = runs.medianOfBeside();
        others.forEach((way, figures) -> details.add("%s times none, %s s: %s."
                .formatted(
                        Runs.number(Measured.median(figures) / none),
                        Runs.number(Measured.median(figures)),
                        way.description())));
        return List.of(runs.measured("recording-bulk", "at most 1.3 ×", Bound.ratioAtMost(1.3), "s", details));
    }

    private static double unrecorded(RecordedStore store) {
        store.refillAccounts(ACCOUNTS);
        return update(store);
    }

    private static double recorded(RecordedStore store) {
        store.refillAccounts(ACCOUNTS);
        try (RunningJournal journal = store.record()) {
            double seconds = update(store);
            journal.requireRecords(Bench.ACCOUNTS, ROWS);
            return seconds;
        }
    }

    private static double recorded(RecordedStore store, OtherWay way) {
        store.refillAccounts(ACCOUNTS);
        way.install(store);
        double seconds = update(store);
        way.remove(store);
        return seconds;
    }

    private static double update(RecordedStore store) {
        store.flush();
        return Stopwatch.seconds(() -> store.sql(UPDATE));
    }
}
