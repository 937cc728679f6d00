package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Transactions a second of a store that works as fast as it can, while snapshots are taken and while not. */
final class StoreDuringSnapshot implements Measure {
    @Override
    public List<Measured> take(Bench bench) {
        return List.of(
                measure(bench, "store-during-snapshot", Workload.orders(bench)),
                measure(bench, "store-during-snapshot-tpcb", Workload.tpcB(bench)));
    }

    private static Measured measure(Bench bench, String key, Workload workload) {
        Runs runs = new Runs();
        List<Double> heldOnly = new ArrayList<>();
        workload.run();
        for (int run = 0; run < bench.options().runs(); run++) {
            runs.ours(duringSnapshots(bench, workload));
            heldOnly.add(whileAViewIsHeld(bench, workload));
            runs.beside(workload.run());
        }
        return runs.measured(
                key,
                "at least 0.7 ×",
                Bound.ratioAtLeast(0.7),
                "transactions/s",
                List.of(
                        workload.description(),
                        "Snapshots follow one another for the whole run; the last one is broken off.",
                        ("While a transaction does nothing but hold a view of the database, as any consistent copy must:"
                                        + " %s transactions/s.")
                                .formatted(Runs.number(Measured.median(heldOnly)))));
    }

    private static double duringSnapshots(Bench bench, Workload workload) {
        Steps steps = new Steps();
        CompletableFuture<Void> snapshots = CompletableFuture.runAsync(() -> takeUntilCancelled(bench, steps));
        double tps = workload.run();
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

    private static double whileAViewIsHeld(Bench bench, Workload workload) {
        try (Connection view = bench.postgres().dataSource(bench.database()).getConnection();
                Statement statement = view.createStatement()) {
            view.setAutoCommit(false);
            view.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SELECT pg_export_snapshot()");
            return workload.run();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot hold a view of the database", e);
        }
    }
}
