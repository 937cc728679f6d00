package io.tillback.benchmark;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * A table whose rows a thousand people have changed for three days, in transactions of ten rows: an hour in each settled segment
 * of the journal, and the last one in the segment that is written to.
 */
final class InvestigatedStore implements AutoCloseable {
    static final TableId TABLE = new TableId("public", "sale");
    static final String COMMON = "paid";
    static final String RARE = "mislaid";

    private static final String DATABASE = "investigated";
    private static final int HOURS = 72;
    private static final int ACTORS = 1_000;
    private static final int ROWS_A_TRANSACTION = 10;
    private static final int CHANGES_A_ROW = 10;

    /** Without waiting for the disk: how long it takes to make the data is not measured. */
    private static final String CHANGES = """
            DO $$
            DECLARE
              t bigint;
            BEGIN
              SET synchronous_commit = off;
              FOR t IN SELECT generate_series(%1$d::bigint, %2$d) LOOP
                PERFORM set_config('tillback.actor', 'user ' || (t * 7919 %% %3$d), TRUE);
                UPDATE sale
                SET amount = amount + 1, status = CASE WHEN t %% 3 = 0 THEN 'paid' ELSE 'sent' END
                WHERE id IN (SELECT (t * 104729 + g * 7907) %% %4$d + 1 FROM generate_series(1, %5$d) g);
                COMMIT;
              END LOOP;
            END
            $$
            """;

    private final DebianPostgres postgres;
    private final Engine engine;
    private final long rows;
    private final Clock clock = Clock.systemUTC();
    private Instant beginning = Instant.EPOCH;
    private Instant from = Instant.EPOCH;
    private Instant to = Instant.EPOCH;
    private final RunningJournal journal;
    private double settlingSeconds;

    private InvestigatedStore(DebianPostgres postgres, Engine engine, long changes) {
        this.postgres = postgres;
        this.engine = engine;
        this.rows = Math.max(10_000, changes / CHANGES_A_ROW);
        fill();
        this.journal = RunningJournal.begin(postgres, DATABASE, engine, List.of(TABLE));
    }

    static InvestigatedStore create(Bench bench) {
        return create(bench, engine -> {});
    }

    /** @param hourly what else is done before the first hour, and at the end of each */
    static InvestigatedStore create(Bench bench, Consumer<Engine> hourly) {
        DebianPostgres postgres = bench.postgres();
        Engine engine = Engine.on(postgres.createDatabase(DATABASE), bench.bucket());
        InvestigatedStore store =
                new InvestigatedStore(postgres, engine, bench.options().searchedChanges());
        store.change(bench.options().searchedChanges(), hourly);
        return store;
    }

    private void fill() {
        postgres.sql(DATABASE, """
                CREATE TABLE sale AS
                SELECT id::bigint, (id %% 1000)::integer AS seller_id, 'paid' AS status, 0 AS amount, 'a note of some length' AS note
                FROM generate_series(1, %d) id
                """.formatted(rows), "ALTER TABLE sale ADD PRIMARY KEY (id)", "VACUUM (ANALYZE) sale");
    }

    private void change(long changes, Consumer<Engine> hourly) {
        long transactions = changes / ROWS_A_TRANSACTION / (HOURS + 1);
        hourly.accept(engine);
        beginning = journal.beat().takenAt();
        for (int hour = 0; hour <= HOURS; hour++) {
            begin(hour);
            postgres.sql(
                    DATABASE,
                    CHANGES.formatted(
                            hour * transactions, (hour + 1) * transactions - 1, ACTORS, rows, ROWS_A_TRANSACTION));
            hourly.accept(engine);
            if (hour < HOURS) {
                settlingSeconds += Stopwatch.seconds(engine::settleSegments);
            }
        }
        journal.beat();
        postgres.sql(DATABASE, "VACUUM (ANALYZE) sale", "CHECKPOINT");
        journal.requireRecords(TABLE, transactions * (HOURS + 1) * ROWS_A_TRANSACTION * 9 / 10);
    }

    private void begin(int hour) {
        if (hour % 24 == 12) {
            engine.releases().announce("build-" + hour, "benchmark", clock.instant());
        }
        if (hour == HOURS / 2) {
            from = journal.beat().takenAt();
            postgres.sql(DATABASE, "DELETE FROM sale WHERE id = " + removedId());
        }
        if (hour == HOURS / 2 + 1) {
            to = journal.beat().takenAt();
        }
        if (hour == HOURS - 5) {
            postgres.sql(
                    DATABASE,
                    "UPDATE sale SET status = '%s' WHERE id IN (SELECT id FROM sale WHERE status = '%s' LIMIT 18)"
                            .formatted(RARE, COMMON));
        }
    }

    private long removedId() {
        return rows / 2 + 17;
    }

    Engine engine() {
        return engine;
    }

    RowKey removed() {
        return RowKey.of(String.valueOf(removedId()));
    }

    String actor() {
        return "user 17";
    }

    /** Before the first change. */
    Instant beginning() {
        return beginning;
    }

    RunningJournal journal() {
        return journal;
    }

    /** When the hour began that is looked at by window. */
    Instant from() {
        return from;
    }

    Instant to() {
        return to;
    }

    /** Announced twelve hours before the last. */
    String release() {
        return "build-" + (HOURS - 12);
    }

    String description() {
        long records = journal.records(TABLE);
        String companion = journal.companionOf(TABLE);
        return "%,d changes of %,d rows by %,d people, %d to a transaction, in %d settled segments and one that is written to. A record takes %s bytes, its indexes %s; settling and indexing took %s s for each segment."
                .formatted(
                        records,
                        rows,
                        ACTORS,
                        ROWS_A_TRANSACTION,
                        HOURS,
                        Runs.number((double) journal.sum(companion, "pg_table_size") / records),
                        Runs.number((double) journal.sum(companion, "pg_indexes_size") / records),
                        Runs.number(settlingSeconds / HOURS));
    }

    @Override
    public void close() {
        journal.close();
        engine.close();
        postgres.dropDatabase(DATABASE);
    }
}
