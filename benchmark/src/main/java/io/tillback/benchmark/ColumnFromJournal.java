package io.tillback.benchmark;

import io.tillback.apply.Restore;
import io.tillback.benchmark.Measured.Bound;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Moment;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One column of a table, changed in every row while it is recorded, and taken back from the records: from the plan to the
 * commit, beside the fastest of some hand-written UPDATEs from the same companion table. Both are recorded in turn.
 */
final class ColumnFromJournal implements Measure {
    private static final String DATABASE = "columns";
    private static final TableId TABLE = new TableId("public", "account");

    /** Names beside what each does differently; {@code <companion>}, {@code <cut>} and {@code <transaction>} are filled in. */
    private static final Map<String, String> WAYS = new LinkedHashMap<>();

    static {
        String memory = "SET work_mem = '512MB'; ";
        String first = """
                UPDATE account a SET abalance = r.abalance
                FROM (
                  SELECT DISTINCT ON (aid) aid, abalance
                  FROM <companion>
                  WHERE NOT pg_visible_in_snapshot(journal_transaction, '<cut>') AND journal_operation = 'U'
                  ORDER BY aid, journal_position) r
                WHERE a.aid = r.aid
                """;
        String transaction = """
                UPDATE account a SET abalance = r.abalance
                FROM <companion> r
                WHERE a.aid = r.aid AND r.journal_transaction = '<transaction>' AND r.journal_operation = 'U'
                """;
        WAYS.put("the first image of each row since the moment, as the server is set", first);
        WAYS.put("the first image of each row since the moment, with work_mem = 512 MB", memory + first);
        WAYS.put("the images of the one transaction that is known to have done it, as the server is set", transaction);
        WAYS.put(
                "the images of the one transaction that is known to have done it, with work_mem = 512 MB",
                memory + transaction);
    }

    @Override
    public List<Measured> take(Bench bench) {
        DebianPostgres postgres = bench.postgres();
        try (Engine engine = Engine.on(postgres.createDatabase(DATABASE), bench.bucket())) {
            return List.of(measure(bench, engine));
        } finally {
            postgres.dropDatabase(DATABASE);
        }
    }

    private static Measured measure(Bench bench, Engine engine) {
        DebianPostgres postgres = bench.postgres();
        long rows = bench.options().changedRows();
        Runs runs = new Runs();
        List<String> details = new ArrayList<>();
        String best = best(postgres, engine, rows, details);
        for (int run = 0; run < bench.options().runs(); run++) {
            fill(postgres, rows);
            try (RunningJournal journal = record(postgres, engine)) {
                Moment before = damage(postgres, journal);
                Steps steps = new Steps();
                runs.ours(ours(engine, before, rows, steps));
                runs.steps(steps.times());
                requireRestored(postgres);
            }
            fill(postgres, rows);
            try (RunningJournal journal = record(postgres, engine)) {
                Moment before = damage(postgres, journal);
                String statement = statement(postgres, journal, before, best);
                runs.beside(Stopwatch.seconds(() -> postgres.sql(DATABASE, statement)));
                requireRestored(postgres);
            }
        }
        details.add("Beside was written " + best + ".");
        return runs.measured("column-from-journal", "at most 1.3 ×", Bound.ratioAtMost(1.3), "s", details);
    }

    /** Each is rolled back and cleared away, so that the next one finds what it found. */
    private static String best(DebianPostgres postgres, Engine engine, long rows, List<String> details) {
        String best = "";
        double least = Double.MAX_VALUE;
        fill(postgres, rows);
        try (RunningJournal journal = record(postgres, engine)) {
            Moment before = damage(postgres, journal);
            for (String way : WAYS.keySet()) {
                String statement = statement(postgres, journal, before, way);
                double seconds = Stopwatch.seconds(() -> postgres.sql(DATABASE, "BEGIN; " + statement + "; ROLLBACK"));
                journal.vacuum(TABLE);
                postgres.sql(DATABASE, "CHECKPOINT");
                details.add("Written by hand, %s: %s s in a first run.".formatted(way, Runs.number(seconds)));
                if (seconds < least) {
                    least = seconds;
                    best = way;
                }
            }
        }
        return best;
    }

    private static void fill(DebianPostgres postgres, long rows) {
        postgres.sql(
                DATABASE,
                "DROP TABLE IF EXISTS account",
                """
                CREATE TABLE account AS
                SELECT aid::integer, (aid / 100000)::integer AS bid, (aid %% 1000)::integer AS abalance, ''::character(84) AS filler
                FROM generate_series(1, %d) aid
                """.formatted(rows),
                "ALTER TABLE account ADD PRIMARY KEY (aid)",
                "VACUUM (ANALYZE) account",
                "CHECKPOINT");
    }

    private static RunningJournal record(DebianPostgres postgres, Engine engine) {
        return RunningJournal.begin(postgres, DATABASE, engine, List.of(TABLE));
    }

    /** @return the moment before it */
    private static Moment damage(DebianPostgres postgres, RunningJournal journal) {
        Moment before = journal.beat();
        postgres.sql(DATABASE, "UPDATE account SET abalance = abalance + 1");
        journal.vacuum(TABLE);
        postgres.sql(DATABASE, "CHECKPOINT");
        return before;
    }

    private static String statement(DebianPostgres postgres, RunningJournal journal, Moment before, String way) {
        String companion = journal.companionOf(TABLE);
        String transaction = postgres.ask(DATABASE, "SELECT journal_transaction FROM " + companion + " LIMIT 1");
        return WAYS.getOrDefault(way, "")
                .replace("<companion>", companion)
                .replace("<cut>", before.cut())
                .replace("<transaction>", transaction);
    }

    private static double ours(Engine engine, Moment before, long rows, Steps steps) {
        RestoreScope scope = new RestoreScope(
                TABLE, new ColumnScope.Columns(List.of(new ColumnName("abalance"))), new RowScope.AllRows());
        var restored = Stopwatch.timed(() -> {
            Plan plan = engine.planFromJournal(before.takenAt(), List.of(scope), steps);
            return engine.apply(plan, steps);
        });
        Restore.Proof proof = restored.result();
        if (proof.rowsVerified() != rows) {
            throw new IllegalStateException(proof.rowsVerified() + " rows of " + rows + " were restored");
        }
        return restored.seconds();
    }

    private static void requireRestored(DebianPostgres postgres) {
        String wrong = postgres.ask(DATABASE, "SELECT count(*) FROM account WHERE abalance <> aid % 1000");
        if (!"0".equals(wrong)) {
            throw new IllegalStateException(wrong + " rows have another value than they had");
        }
    }
}
