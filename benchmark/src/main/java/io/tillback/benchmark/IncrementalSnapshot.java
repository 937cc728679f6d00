package io.tillback.benchmark;

import static io.tillback.benchmark.FullSnapshot.megabytes;

import io.tillback.benchmark.Measured.Bound;
import io.tillback.snapshot.Manifest;
import java.util.List;

/** What a hundredth of all accounts, changed since a full snapshot, costs beside that full snapshot. */
final class IncrementalSnapshot implements Measure {
    private static final int SHARE = 100;

    /** Other rows each run, from all over the table. */
    private static final String CHANGE = "UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid %% %d = %d";

    @Override
    public List<Measured> take(Bench bench) {
        Runs time = new Runs();
        Runs bytes = new Runs();
        long changed = 0;
        try (RecordedStore store = RecordedStore.create(bench, bench.options().branches());
                RunningJournal journal = store.record()) {
            Manifest warm = store.engine().takeSnapshot(new Steps());
            store.engine().takeIncrement(warm, new Steps());
            for (int run = 0; run < bench.options().runs(); run++) {
                store.flush();
                var full = Stopwatch.timed(() -> store.engine().takeSnapshot(new Steps()));
                time.beside(full.seconds());
                bytes.beside(megabytes(store.engine().storedBytes(full.result())));
                store.sql(CHANGE.formatted(SHARE, run % SHARE));
                journal.vacuum(Bench.ACCOUNTS);
                store.flush();
                Steps steps = new Steps();
                var incremental = Stopwatch.timed(() -> store.engine().takeIncrement(full.result(), steps));
                changed = requireIncremental(incremental.result());
                time.ours(incremental.seconds());
                time.steps(steps.times());
                bytes.ours(megabytes(store.engine().storedBytes(incremental.result())));
            }
        }
        return List.of(
                time.measured(
                        "incremental-time",
                        "at most 1/20 ×",
                        Bound.ratioAtMost(0.05),
                        "s",
                        List.of("%,d of %,d accounts changed, by one UPDATE, one in every %d of them."
                                .formatted(changed, bench.options().accounts(), SHARE))),
                bytes.measured(
                        "incremental-bytes",
                        "at most 1/20 ×",
                        Bound.ratioAtMost(0.05),
                        "MB",
                        List.of("All objects of both snapshots, indexes and manifests included.")));
    }

    /** A full snapshot in its place, or an empty one, would be measured as an incremental one. */
    private static long requireIncremental(Manifest manifest) {
        long rows = manifest.findTable(Bench.ACCOUNTS).orElseThrow().rows();
        if (!manifest.isIncremental() || rows == 0) {
            throw new IllegalStateException("Snapshot " + manifest.id() + " holds no changes: " + manifest.whyFull());
        }
        return rows;
    }
}
