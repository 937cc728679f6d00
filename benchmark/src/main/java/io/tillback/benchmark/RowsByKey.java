package io.tillback.benchmark;

import io.tillback.apply.Restore;
import io.tillback.benchmark.Measured.Bound;
import io.tillback.model.ColumnScope;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A thousand lost accounts: a plan from the snapshot, applied and proved, beside restoring the table from the dump into
 * a scratch database, indexing it there and copying the rows over.
 */
final class RowsByKey implements Measure {
    private static final int LOST = 1_000;

    /** Until the compiler has come to know both sides of the requests: a store's server has been up for days. */
    private static final int WARM_UPS = 24;

    private static final String SCRATCH = "scratch";

    @Override
    public List<Measured> take(Bench bench) {
        long accounts = bench.options().accounts();
        List<Long> neighbours =
                LongStream.range(accounts / 2, accounts / 2 + LOST).boxed().toList();
        List<Long> scattered = new Random(7)
                .longs(1, accounts + 1)
                .distinct()
                .limit(LOST)
                .boxed()
                .toList();
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
            time.beside(beside(bench, dump, scattered));
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

    private static Ours ours(Bench bench, Manifest manifest, List<Long> lost) {
        lose(bench, lost);
        RestoreScope scope = new RestoreScope(
                Bench.ACCOUNTS,
                new ColumnScope.AllColumns(),
                new RowScope.Keys(lost.stream()
                        .map(key -> new RowKey(List.of(key.toString())))
                        .toList()));
        Steps steps = new Steps();
        CountsReads reads = new CountsReads(bench.engine().objects());
        var restored = Stopwatch.timed(() -> {
            Plan plan = bench.engine().plan(manifest, List.of(scope), reads, steps);
            return bench.engine().apply(plan, steps);
        });
        Restore.Proof proof = restored.result();
        requireBack(bench, proof.rowsVerified());
        return new Ours(restored.seconds(), steps, reads);
    }

    /** And waits until what was written before, by whichever side, is on disk: neither pays for the other. */
    private static void lose(Bench bench, List<Long> lost) {
        bench.postgres().sql(bench.database(), "DELETE FROM pgbench_accounts WHERE aid IN (" + list(lost) + ")");
        bench.postgres().sql(bench.database(), "CHECKPOINT");
        bench.postgres().line("sync");
    }

    private static void requireBack(Bench bench, long rows) {
        long all = Long.parseLong(bench.postgres().ask(bench.database(), "SELECT count(*) FROM pgbench_accounts"));
        if (rows != LOST || all != bench.options().accounts()) {
            throw new IllegalStateException(rows + " rows came back, and the table has " + all);
        }
    }

    private static double beside(Bench bench, Path dump, List<Long> lost) {
        bench.postgres().dropDatabase(SCRATCH);
        lose(bench, lost);
        double seconds = Stopwatch.seconds(
                () -> bench.postgres().line("""
                createdb %1$s
                pg_restore -Fd -t pgbench_accounts -d %1$s '%2$s'
                psql -q -d %1$s -c 'ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)'
                psql -q -d %1$s -c "COPY (SELECT * FROM pgbench_accounts WHERE aid IN (%3$s)) TO STDOUT" \\
                  | psql -q -d %4$s -c 'COPY pgbench_accounts FROM STDIN'
                """.formatted(SCRATCH, dump, list(lost), bench.database())));
        bench.postgres().dropDatabase(SCRATCH);
        requireBack(bench, LOST);
        return seconds;
    }

    private static String list(List<Long> keys) {
        return keys.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
