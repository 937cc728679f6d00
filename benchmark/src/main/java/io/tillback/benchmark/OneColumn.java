package io.tillback.benchmark;

import io.tillback.apply.Restore;
import io.tillback.benchmark.Measured.Bound;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One column of a table in which every row has lost its value: from the stage to the commit, beside the fastest of some
 * hand-written UPDATEs from the same staging table.
 */
final class OneColumn implements Measure {
    private static final String DATABASE = "columns";
    private static final TableId TABLE = new TableId("public", "account");

    /** Names beside what each does differently; %s is the staging table. */
    private static final Map<String, String> WAYS = new LinkedHashMap<>();

    static {
        String update = "UPDATE account a SET abalance = s.abalance FROM %s s WHERE a.aid = s.aid";
        String onlyDifferent = update + " AND a.abalance IS DISTINCT FROM s.abalance";
        WAYS.put("as the server is set", update);
        WAYS.put("with work_mem = 512 MB", "SET work_mem = '512MB'; " + update);
        WAYS.put("with work_mem = 512 MB, only where it differs", "SET work_mem = '512MB'; " + onlyDifferent);
    }

    @Override
    public List<Measured> take(Bench bench) {
        DebianPostgres postgres = bench.postgres();
        try (Engine engine = Engine.on(postgres.createDatabase(DATABASE), bench.bucket())) {
            return measure(bench, engine);
        } finally {
            postgres.dropDatabase(DATABASE);
        }
    }

    private static List<Measured> measure(Bench bench, Engine engine) {
        DebianPostgres postgres = bench.postgres();
        long rows = bench.options().changedRows();
        postgres.sql(DATABASE, """
                CREATE TABLE account AS
                SELECT aid::integer, (aid / 100000)::integer AS bid, (aid %% 1000)::integer AS abalance, ''::character(84) AS filler
                FROM generate_series(1, %d) aid
                """.formatted(rows), "ALTER TABLE account ADD PRIMARY KEY (aid)");
        Manifest manifest = engine.takeSnapshot(new Steps());
        postgres.sql(DATABASE, "ALTER TABLE account RENAME TO original");
        String stage = engine.stage(manifest, TABLE);
        Runs runs = new Runs();
        Runs applying = new Runs();
        List<String> details = new ArrayList<>();
        String best = best(postgres, stage, details);
        for (int run = 0; run < bench.options().runs(); run++) {
            Ours ours = ours(postgres, engine, manifest, rows);
            runs.ours(seconds(ours.planning()) + seconds(ours.applying()));
            runs.steps(ours.planning());
            runs.steps(ours.applying());
            applying.ours(seconds(ours.applying()));
            runs.beside(beside(postgres, stage, best));
        }
        details.add("Beside was written " + best + ".");
        details.add("The apply alone, from the plan's rows to proof and commit, takes %s s."
                .formatted(Runs.number(applying.medianOfOurs())));
        return List.of(runs.measured("column-time", "at most 1.5 ×", Bound.ratioAtMost(1.5), "s", details));
    }

    private static String best(DebianPostgres postgres, String stage, List<String> details) {
        String best = "";
        double least = Double.MAX_VALUE;
        for (String way : WAYS.keySet()) {
            double seconds = beside(postgres, stage, way);
            details.add("Written by hand, " + way + ": " + Runs.number(seconds) + " s in a first run.");
            if (seconds < least) {
                least = seconds;
                best = way;
            }
        }
        return best;
    }

    private static void damage(DebianPostgres postgres) {
        postgres.sql(
                DATABASE,
                "DROP TABLE IF EXISTS account",
                "CREATE TABLE account AS SELECT aid, bid, abalance + 1 AS abalance, filler FROM original",
                "ALTER TABLE account ADD PRIMARY KEY (aid)",
                "VACUUM (ANALYZE) account",
                "CHECKPOINT");
    }

    private static double beside(DebianPostgres postgres, String stage, String way) {
        damage(postgres);
        String statement = WAYS.getOrDefault(way, "").formatted(stage);
        return Stopwatch.seconds(() -> postgres.sql(DATABASE, statement));
    }

    /** What each step took: of planning without the fetching, and of applying. */
    private record Ours(Map<String, Duration> planning, Map<String, Duration> applying) {}

    private static double seconds(Map<String, Duration> steps) {
        return steps.values().stream().mapToLong(Duration::toNanos).sum() / 1e9;
    }

    private static Ours ours(DebianPostgres postgres, Engine engine, Manifest manifest, long rows) {
        damage(postgres);
        RestoreScope scope = new RestoreScope(
                TABLE, new ColumnScope.Columns(List.of(new ColumnName("abalance"))), new RowScope.AllRows());
        Steps planning = new Steps();
        Plan plan = engine.plan(manifest, List.of(scope), engine.objects(), planning);
        Map<String, Duration> planned = new LinkedHashMap<>(planning.times());
        planned.keySet().removeIf(step -> step.startsWith("Fetching") || step.equals("Preparing"));
        Steps applying = new Steps();
        Restore.Proof proof = engine.apply(plan, applying);
        if (proof.rowsVerified() != rows) {
            throw new IllegalStateException(proof.rowsVerified() + " rows of " + rows + " were restored");
        }
        return new Ours(planned, applying.times());
    }
}
