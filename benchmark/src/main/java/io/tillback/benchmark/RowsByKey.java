package io.tillback.benchmark;

import io.tillback.apply.Restore;
import io.tillback.benchmark.Measured.Bound;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A thousand lost accounts: a plan from the snapshot, applied and proved, beside restoring the table from the dump into
 * a scratch database, indexing it there and copying the rows over.
 */
final class RowsByKey implements Measure {
    /** Until the compiler has come to know both sides of the requests: a store's server has been up for days. */
    private static final int WARM_UPS = 24;

    @Override
    public List<Measured> take(Bench bench) {
        LostRows neighbours = LostRows.neighbours(bench);
        LostRows scattered = LostRows.scattered(bench);
        Manifest manifest = bench.engine().takeSnapshot(new Steps());
        long stored = manifest.findTable(Bench.ACCOUNTS).orElseThrow().bytes();
        Path dump = bench.dump("rows");
        Runs time = new Runs();
        Runs near = new Runs();
        Runs far = new Runs();
        List<Double> nearSeconds = new ArrayList<>();
        List<String> reads = new ArrayList<>();
        Ours cold = ours(bench, manifest, scattered);
        reads.add("Scattered: " + cold.describe(stored));
        for (int warm = 1; warm < WARM_UPS; warm++) {
            ours(bench, manifest, scattered);
        }
        for (int run = 0; run < bench.options().runs(); run++) {
            Ours ours = ours(bench, manifest, scattered);
            time.ours(ours.seconds());
            time.steps(ours.steps().times());
            far.ours(FullSnapshot.megabytes(ours.bytes()));
            far.beside(FullSnapshot.megabytes(stored));
            time.beside(scattered.bringBackFrom(dump));
            Ours next = ours(bench, manifest, neighbours);
            nearSeconds.add(next.seconds());
            near.ours(FullSnapshot.megabytes(next.bytes()));
            near.beside(FullSnapshot.megabytes(stored));
            if (run == 0) {
                reads.add("Neighbours: " + next.describe(stored));
            }
        }
        bench.removeDump(dump);
        String unit = "MB";
        return List.of(
                time.measured(
                        "rows-by-key-time",
                        "at most 1/20 ×",
                        Bound.ratioAtMost(0.05),
                        "s",
                        List.of(
                                "Ours are the scattered rows; neighbours take "
                                        + Runs.number(Measured.median(nearSeconds)) + " s.",
                                "Measured after %d unmeasured restores, of which the first took %s s."
                                        .formatted(WARM_UPS, Runs.number(cold.seconds())))),
                near.measured(
                        "rows-by-key-bytes", "at most 0.02 ×", Bound.ratioAtMost(0.02), unit, List.of(reads.get(1))),
                far.measured(
                        "rows-by-key-bytes-scattered",
                        "at most 0.20 ×",
                        Bound.ratioAtMost(0.2),
                        unit,
                        List.of(reads.get(0))));
    }

    private record Ours(double seconds, Steps steps, CountsReads reads) {
        long bytes() {
            return reads.dataBytes() + reads.indexBytes();
        }

        String describe(long stored) {
            return "%s MB of chunks and %s MB of indexes were read in %,d requests, of %s MB of data objects."
                    .formatted(
                            Runs.number(FullSnapshot.megabytes(reads.dataBytes())),
                            Runs.number(FullSnapshot.megabytes(reads.indexBytes())),
                            reads.requests(),
                            Runs.number(FullSnapshot.megabytes(stored)));
        }
    }

    private static Ours ours(Bench bench, Manifest manifest, LostRows lost) {
        lost.lose();
        lost.settle();
        Steps steps = new Steps();
        CountsReads reads = new CountsReads(bench.engine().objects());
        var restored = Stopwatch.timed(() -> {
            Plan plan = bench.engine().plan(manifest, List.of(lost.scope()), reads, steps);
            return bench.engine().apply(plan, steps);
        });
        Restore.Proof proof = restored.result();
        lost.requireBack(proof.rowsVerified());
        return new Ours(restored.seconds(), steps, reads);
    }
}
