package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import io.tillback.model.Moment;
import io.tillback.model.RestoreScope;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.plan.ChangeCounts;
import io.tillback.plan.Plan;
import io.tillback.plan.SellerPaths;
import java.time.Duration;
import java.util.List;

/**
 * Telling each of a million changes, of a thousand sellers, whether a plan brings it back, loses it or keeps it, and whose it
 * is: that step of a plan beside a bare count of the same records by seller, transaction and minute.
 */
final class GapTime implements Measure {
    private static final String DATABASE = "gap";
    private static final TableId TABLE = new TableId("public", "sale");
    private static final int SELLERS = 1_000;
    private static final int CHANGES_A_TRANSACTION = 1_000;
    private static final String STEP = "Accounting for every change since";

    private static final String CHANGES = """
            DO $$
            BEGIN
              FOR number IN 0..%1$d LOOP
                UPDATE sale SET amount = amount + 1 WHERE id BETWEEN number * %2$d + 1 AND (number + 1) * %2$d;
                COMMIT;
              END LOOP;
            END
            $$
            """;

    private static final String BARE = """
            SELECT count(*)
            FROM (
              SELECT seller_id, journal_transaction, date_trunc('minute', journal_time), count(*)
              FROM %s
              GROUP BY 1, 2, 3) counted
            """;

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
        long changes = bench.options().journalledChanges();
        fill(postgres, changes);
        SellerPaths sellers = new SellerPaths(SellerPath.parseAll("public.sale(seller_id)"));
        Runs runs = new Runs();
        try (RunningJournal journal = RunningJournal.begin(postgres, DATABASE, engine, List.of(TABLE))) {
            Moment before = journal.beat();
            postgres.sql(DATABASE, CHANGES.formatted(changes / CHANGES_A_TRANSACTION - 1, CHANGES_A_TRANSACTION));
            journal.vacuum(TABLE);
            journal.requireRecords(TABLE, changes);
            String bare = BARE.formatted(journal.companionOf(TABLE));
            for (int run = 0; run < bench.options().runs(); run++) {
                Steps steps = new Steps();
                Plan plan = engine.planFromJournal(
                        before.takenAt(), List.of(RestoreScope.wholeTable(TABLE)), sellers, steps);
                requireAccounted(plan, changes);
                runs.ours(steps.times().getOrDefault(STEP, Duration.ZERO).toNanos() / 1e9);
                runs.beside(Stopwatch.seconds(() -> postgres.ask(DATABASE, bare)));
            }
        }
        return runs.measured(
                "gap-time",
                "at most 2 ×",
                Bound.ratioAtMost(2),
                "s",
                List.of("%,d changes of %,d sellers, in transactions of %,d, to %,d rows that the plan all sets back."
                        .formatted(changes, SELLERS, CHANGES_A_TRANSACTION, changes)));
    }

    private static void fill(DebianPostgres postgres, long rows) {
        postgres.sql(
                DATABASE,
                """
                CREATE TABLE sale AS
                SELECT id::bigint, (id %% %d)::integer AS seller_id, 0 AS amount, 'a note' AS note
                FROM generate_series(1, %d) id
                """.formatted(SELLERS, rows),
                "ALTER TABLE sale ADD PRIMARY KEY (id)",
                "VACUUM (ANALYZE) sale");
    }

    private static void requireAccounted(Plan plan, long changes) {
        ChangeCounts counts = plan.gap().changes().get(0).counts();
        if (!counts.addUp() || counts.broughtBack() != changes) {
            throw new IllegalStateException("The gap accounts for other changes than were made: " + counts);
        }
    }
}
