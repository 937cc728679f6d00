package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.Seam;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What it takes to hold a full snapshot against the one before it and the journal, beside taking it. */
final class SeamTime implements Measure {
    private static final String STEP = "Checking the seam";

    /** One in so many accounts is changed from one snapshot to the next, from all over the table. */
    private static final int FEW = 100;

    private static final int MANY = 10;

    private static final String CHANGE = "UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid %% %d = %d";

    @Override
    public List<Measured> take(Bench bench) {
        try (RecordedStore store = RecordedStore.create(bench, bench.options().branches());
                RunningJournal journal = store.record()) {
            return List.of(
                    take(bench, store, journal, "seam", FEW), take(bench, store, journal, "seam-of-a-tenth", MANY));
        }
    }

    private static Measured take(Bench bench, RecordedStore store, RunningJournal journal, String key, int share) {
        Runs runs = new Runs();
        long changed = 0;
        Manifest before = store.engine().takeSnapshot(new Steps());
        for (int run = 0; run < bench.options().runs(); run++) {
            store.sql(CHANGE.formatted(share, run % share));
            journal.vacuum(Bench.ACCOUNTS);
            store.flush();
            Manifest base = before;
            Steps steps = new Steps();
            var full = Stopwatch.timed(() -> store.engine().takeSnapshot(base, steps));
            double check = seconds(steps.times());
            changed = requireClosed(full.result());
            runs.ours(check);
            runs.beside(full.seconds() - check);
            before = full.result();
        }
        return runs.measured(
                key,
                "at most 0.3 ×",
                Bound.ratioAtMost(0.3),
                "s",
                List.of("%,d of %,d accounts changed between two snapshots, by one UPDATE, one in every %d of them."
                        .formatted(changed, bench.options().accounts(), share)));
    }

    private static double seconds(Map<String, Duration> steps) {
        return steps.entrySet().stream()
                .filter(step -> step.getKey().startsWith(STEP))
                .mapToDouble(step -> step.getValue().toNanos() / 1e9)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No seam was checked: " + steps.keySet()));
    }

    /** A seam that compares nothing would be measured as a quick one. */
    private static long requireClosed(Manifest manifest) {
        Seam seam = manifest.findTable(Bench.ACCOUNTS).orElseThrow().seam().orElseThrow();
        if (seam.fit() != Seam.Fit.CLOSED || seam.left() == 0 || seam.left() != seam.entered()) {
            throw new IllegalStateException("Not a seam that closes: " + seam);
        }
        return seam.left();
    }
}
