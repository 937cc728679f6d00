package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Transactions a second of a store that works as fast as it can, while snapshots are taken and while not. */
final class StoreDuringSnapshot implements Measure {
    private static final int CLIENTS = 2;
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    @Override
    public List<Measured> take(Bench bench) {
        Runs runs = new Runs();
        workload(bench);
        for (int run = 0; run < bench.options().runs(); run++) {
            runs.ours(duringSnapshots(bench));
            runs.beside(workload(bench));
        }
        return List.of(runs.measured(
                "store-during-snapshot",
                "at least 0.7 ×",
                Bound.ratioAtLeast(0.7),
                "transactions/s",
                List.of(
                        "The workload: pgbench's TPC-B-like transactions, prepared, %d clients without a pause, %d s a run."
                                .formatted(CLIENTS, seconds(bench)),
                        "Snapshots follow one another for the whole run; the last one is broken off.")));
    }

    private static int seconds(Bench bench) {
        return (int) Math.max(10, Math.min(60, 60 * bench.options().scale()));
    }

    private static double workload(Bench bench) {
        bench.postgres().sql(bench.database(), "CHECKPOINT");
        String printed = bench.postgres()
                .tool(
                        "pgbench",
                        "-n",
                        "-M",
                        "prepared",
                        "-c",
                        String.valueOf(CLIENTS),
                        "-T",
                        String.valueOf(seconds(bench)),
                        bench.database());
        Matcher tps = TPS.matcher(printed);
        if (!tps.find()) {
            throw new IllegalStateException("pgbench printed no tps:\n" + printed);
        }
        return Double.parseDouble(tps.group(1));
    }

    private static double duringSnapshots(Bench bench) {
        Steps steps = new Steps();
        CompletableFuture<Void> snapshots = CompletableFuture.runAsync(() -> takeUntilCancelled(bench, steps));
        double tps = workload(bench);
        steps.cancel();
        snapshots.join();
        return tps;
    }

    private static void takeUntilCancelled(Bench bench, Steps steps) {
        try {
            while (true) {
                bench.engine().takeSnapshot(steps);
            }
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.JOB_CANCELLED) {
                throw e;
            }
        }
    }
}
