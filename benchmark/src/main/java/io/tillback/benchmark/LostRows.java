package io.tillback.benchmark;

import io.tillback.model.ColumnScope;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A thousand accounts to lose, and the way to get them back that everybody knows: restoring the table from a dump into a
 * scratch database, indexing it there and copying the rows over.
 */
final class LostRows {
    private static final int COUNT = 1_000;
    private static final String SCRATCH = "scratch";

    private final Bench bench;
    private final List<Long> keys;

    private LostRows(Bench bench, LongStream keys) {
        this.bench = bench;
        this.keys = keys.boxed().toList();
    }

    static LostRows neighbours(Bench bench) {
        long middle = bench.options().accounts() / 2;
        return new LostRows(bench, LongStream.range(middle, middle + COUNT));
    }

    static LostRows scattered(Bench bench) {
        long accounts = bench.options().accounts();
        return new LostRows(
                bench, new Random(7).longs(1, accounts + 1).distinct().limit(COUNT));
    }

    RestoreScope scope() {
        return new RestoreScope(
                Bench.ACCOUNTS,
                new ColumnScope.AllColumns(),
                new RowScope.Keys(keys.stream()
                        .map(key -> new RowKey(List.of(key.toString())))
                        .toList()));
    }

    void lose() {
        bench.postgres().sql(bench.database(), "DELETE FROM pgbench_accounts WHERE aid IN (" + list() + ")");
    }

    /** Waits until what was written before, by whichever side, is on disk: neither pays for the other. */
    void settle() {
        bench.postgres().sql(bench.database(), "CHECKPOINT");
        bench.postgres().line("sync");
    }

    void requireBack(long rows) {
        long all = Long.parseLong(bench.postgres().ask(bench.database(), "SELECT count(*) FROM pgbench_accounts"));
        if (rows != COUNT || all != bench.options().accounts()) {
            throw new IllegalStateException(rows + " rows came back, and the table has " + all);
        }
    }

    /** Loses them, and gets them back from a dump of their table. */
    double bringBackFrom(Path dump) {
        bench.postgres().dropDatabase(SCRATCH);
        lose();
        settle();
        double seconds =
                Stopwatch.seconds(() -> bench.postgres().line("""
                createdb %1$s
                pg_restore -Fd -t pgbench_accounts -d %1$s '%2$s'
                psql -q -d %1$s -c 'ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)'
                psql -q -d %1$s -c "COPY (SELECT * FROM pgbench_accounts WHERE aid IN (%3$s)) TO STDOUT" \\
                  | psql -q -d %4$s -c 'COPY pgbench_accounts FROM STDIN'
                """.formatted(SCRATCH, dump, list(), bench.database())));
        bench.postgres().dropDatabase(SCRATCH);
        requireBack(COUNT);
        return seconds;
    }

    private String list() {
        return keys.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
