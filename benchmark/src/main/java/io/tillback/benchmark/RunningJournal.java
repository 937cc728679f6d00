package io.tillback.benchmark;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Journal;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The change journal of a database while it is on, kept as the server keeps it: it beats, and follows the tables. */
final class RunningJournal implements AutoCloseable {
    private static final long BEAT_MILLIS = Engine.BEAT.toMillis();
    private static final long FOLLOW_MILLIS = 10 * BEAT_MILLIS;

    /** Each waits a fifth of a second for whoever holds the table: an autovacuum, if anybody. */
    private static final int ATTEMPTS = 300;

    /** Who made the changes, of all companions. */
    static final String TRANSACTIONS = "tillback.journal_transaction";

    /** A table of the journal, and the segments below it. */
    private static final String PIECES = """
            WITH RECURSIVE piece AS (
              SELECT '%s'::regclass::oid AS id
              UNION ALL
              SELECT i.inhrelid FROM pg_inherits i JOIN piece p ON i.inhparent = p.id)
            """;

    private final DebianPostgres postgres;
    private final String database;
    private final Engine engine;
    private final Journal journal;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Map<TableId, Companion> companions;
    private final List<ScheduledFuture<?>> rounds;

    private RunningJournal(DebianPostgres postgres, String database, Engine engine, List<TableId> tables) {
        this.postgres = postgres;
        this.database = database;
        this.engine = engine;
        this.journal = engine.journal();
        this.companions = begin(tables);
        this.rounds = List.of(
                clock.scheduleAtFixedRate(journal::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS),
                clock.scheduleAtFixedRate(this::follow, FOLLOW_MILLIS, FOLLOW_MILLIS, TimeUnit.MILLISECONDS));
    }

    /**
     * Begins to record a database's tables.
     *
     * @param tables that have to be among them
     */
    static RunningJournal begin(DebianPostgres postgres, String database, Engine engine, List<TableId> tables) {
        return new RunningJournal(postgres, database, engine, tables);
    }

    private Map<TableId, Companion> begin(List<TableId> tables) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            follow();
            Map<TableId, Companion> covered = journal.findCovered(journal.beat());
            if (covered.keySet().containsAll(tables)) {
                return covered;
            }
        }
        throw new IllegalStateException("Cannot begin to record " + tables);
    }

    private void follow() {
        journal.follow(engine.loadSchema());
    }

    Moment beat() {
        return journal.beat();
    }

    String companionOf(TableId table) {
        Companion companion = companions.get(table);
        if (companion == null) {
            throw new IllegalStateException(table + " is not recorded");
        }
        return nameOf(companion);
    }

    private static String nameOf(Companion companion) {
        return "tillback.journal_" + companion.number();
    }

    /**
     * Adds something up over a table of the journal and its segments.
     *
     * @param size a function of a relation, for example {@code pg_relation_size}
     */
    long sum(String table, String size) {
        return Long.parseLong(
                postgres.ask(database, PIECES.formatted(table) + "SELECT sum(" + size + "(id)) FROM piece"));
    }

    long records(TableId table) {
        return Long.parseLong(postgres.ask(database, "SELECT count(*) FROM " + companionOf(table)));
    }

    /** A journal that recorded nothing would be measured as a fast one. */
    void requireRecords(TableId table, long atLeast) {
        long records = records(table);
        if (records < atLeast) {
            throw new IllegalStateException("%d changes of %s were recorded, of %d".formatted(records, table, atLeast));
        }
    }

    /** Does what the database's own housekeeping does some minutes after a large change. */
    void vacuum(TableId table) {
        String pieces = postgres.ask(
                database,
                PIECES.formatted(companionOf(table))
                        + "SELECT string_agg(id::regclass::text, ', ' ORDER BY id) FROM piece");
        postgres.sql(database, "VACUUM (ANALYZE) " + pieces + ", " + table);
    }

    /** Ends recording, and removes what was recorded. */
    @Override
    public void close() {
        stopClock();
        stopRecording();
        companions.values().forEach(this::forget);
        requireNoFailure();
    }

    private void forget(Companion companion) {
        postgres.sql(
                database,
                "DROP TABLE IF EXISTS " + nameOf(companion) + " CASCADE",
                "DELETE FROM tillback.journal_segment WHERE companion = " + companion.number(),
                "DELETE FROM tillback.journal WHERE number = " + companion.number());
    }

    private void stopClock() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("The journal's beat does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private void stopRecording() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                journal.stop("the measurement is over");
                return;
            } catch (RestoreException e) {
                if (e.code() != ErrorCode.LOCK_NOT_AVAILABLE) {
                    throw e;
                }
            }
        }
        throw new IllegalStateException("Cannot end the recording of " + companions.keySet());
    }

    /** A journal that did not beat would be measured as one that does. */
    private void requireNoFailure() {
        for (ScheduledFuture<?> round : rounds) {
            if (round.isCancelled()) {
                continue;
            }
            try {
                round.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("The journal failed while it was measured", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            }
        }
    }
}
