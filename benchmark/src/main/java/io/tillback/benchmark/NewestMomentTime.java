package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.Holding;
import io.tillback.plan.NewestMoment;
import io.tillback.snapshot.KeyIndexes;
import io.tillback.snapshot.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An account that only the oldest of a hundred snapshots still holds: found from manifests and indexes. */
final class NewestMomentTime implements Measure {
    private static final int SNAPSHOTS = 100;

    /** Until the compiler has come to know the code: a store's server has been up for days. */
    private static final int WARM_UPS = 20;

    @Override
    public List<Measured> take(Bench bench) {
        long account = bench.options().accounts() / 2 + 17;
        Manifest older = bench.engine().takeSnapshot(new Steps());
        bench.postgres().sql(bench.database(), "DELETE FROM pgbench_accounts WHERE aid = " + account);
        Manifest newer = bench.engine().takeSnapshot(new Steps());
        SnapshotSeries series = new SnapshotSeries(bench.engine(), older, newer, SNAPSHOTS - 2);
        CountsReads reads = new CountsReads(bench.engine().objects());
        Map<TableId, List<RowKey>> row = Map.of(Bench.ACCOUNTS, List.of(RowKey.of(String.valueOf(account))));
        List<Double> first = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        for (int run = -WARM_UPS; run < bench.options().runs(); run++) {
            NewestMoment newest = bench.engine().newestMoment(reads, new KeyIndexes(), series);
            double cold = seconds(newest, row, older);
            double warm = seconds(newest, row, older);
            if (run >= 0) {
                first.add(cold);
                again.add(warm);
            }
        }
        if (reads.dataBytes() > 0) {
            throw new IllegalStateException(reads.dataBytes() + " bytes of data objects were read");
        }
        bench.postgres().sql(bench.database(), "INSERT INTO pgbench_accounts VALUES (%d, 1, 0, '')".formatted(account));
        long questions = (long) WARM_UPS + bench.options().runs();
        return List.of(
                measured(
                        "newest-moment-time",
                        again,
                        "As the server asks it once these snapshots were asked for a row of the table: manifests and indexes are"
                                + " remembered. What is left is the database: what is recorded, how the table is built, whether the"
                                + " row is there."),
                measured(
                        "newest-moment-time-first",
                        first,
                        "Nothing is remembered: %,d requests and %s MB of manifests and indexes, none of data objects. Measured"
                                        .formatted(
                                                reads.requests() / questions,
                                                Runs.number(reads.indexBytes() / 1e6 / questions))
                                + " after " + WARM_UPS + " unmeasured questions."));
    }

    private static double seconds(NewestMoment newest, Map<TableId, List<RowKey>> row, Manifest expected) {
        Stopwatch.Timed<Holding> found = Stopwatch.timed(() -> newest.find(row));
        if (!found.result().target().equals(new RestoreTarget.AtSnapshot(expected.id()))) {
            throw new IllegalStateException("Found " + found.result() + " instead of snapshot " + expected.id());
        }
        return found.seconds();
    }

    static Measured measured(String key, List<Double> seconds, String... details) {
        List<String> all = new ArrayList<>(List.of(details));
        all.add("Run by run: " + seconds.stream().map(Runs::number).toList() + ".");
        return new Measured(
                key,
                Measured.median(seconds),
                null,
                null,
                "at most 0.2 s",
                Bound.oursAtMost(0.2),
                "s",
                seconds.size(),
                all);
    }
}
