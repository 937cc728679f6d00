package io.tillback.benchmark;

import io.tillback.benchmark.Measured.Bound;
import java.util.ArrayList;
import java.util.List;

/** Bytes that a record of an updated account takes up in the companion, beside those of the account in its table. */
final class JournalBytes implements Measure {
    private static final int BRANCHES = 10;
    private static final int ACCOUNTS = 1_000_000;
    private static final int SMALL_TRANSACTIONS = 10_000;

    /** Each a transaction of its own: the row that says who is written for each of them. */
    private static final String UPDATE_ONE_BY_ONE = """
            DO $$
            BEGIN
              FOR number IN 1..%d LOOP
                UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE aid = number;
                COMMIT;
              END LOOP;
            END
            $$
            """.formatted(SMALL_TRANSACTIONS);

    /** What a run finds, in bytes a row. */
    private record Found(
            double record, double row, double withIndexes, double unrecordedLog, double recordedLog, double who) {}

    @Override
    public List<Measured> take(Bench bench) {
        Runs runs = new Runs();
        Found last = null;
        try (RecordedStore store = RecordedStore.create(bench, BRANCHES)) {
            for (int run = 0; run < bench.options().runs(); run++) {
                last = find(store);
                runs.ours(last.record());
                runs.beside(last.row());
            }
        }
        List<String> details = new ArrayList<>();
        details.add("By one UPDATE of %,d accounts; sizes of the tables themselves, without indexes."
                .formatted(RecordingBulk.ROWS));
        if (last != null) {
            details.add(
                    "A companion with its indexes takes %s bytes a record.".formatted(Runs.number(last.withIndexes())));
            details.add("Write-ahead log of the UPDATE, bytes a row: %s, unrecorded %s."
                    .formatted(Runs.number(last.recordedLog()), Runs.number(last.unrecordedLog())));
            details.add(("A transaction also leaves one row that says who it was: %s bytes each, indexes included,"
                            + " measured by %,d transactions of one row each.")
                    .formatted(Runs.number(last.who()), SMALL_TRANSACTIONS));
        }
        return List.of(runs.measured("journal-bytes", "at most 1.5 ×", Bound.ratioAtMost(1.5), "bytes a row", details));
    }

    private static Found find(RecordedStore store) {
        store.refillAccounts(ACCOUNTS);
        double unrecordedLog = loggedBytes(store) / (double) RecordingBulk.ROWS;
        store.refillAccounts(ACCOUNTS);
        double row = store.number("SELECT pg_relation_size('pgbench_accounts')") / (double) ACCOUNTS;
        try (RunningJournal journal = store.record()) {
            double recordedLog = loggedBytes(store) / (double) RecordingBulk.ROWS;
            journal.requireRecords(Bench.ACCOUNTS, RecordingBulk.ROWS);
            String companion = journal.companionOf(Bench.ACCOUNTS);
            double record = journal.sum(companion, "pg_relation_size") / (double) RecordingBulk.ROWS;
            double whole = journal.sum(companion, "pg_total_relation_size") / (double) RecordingBulk.ROWS;
            return new Found(record, row, whole, unrecordedLog, recordedLog, whoBytes(store, journal));
        }
    }

    private static long loggedBytes(RecordedStore store) {
        store.flush();
        String before = store.text("SELECT pg_current_wal_insert_lsn()");
        store.sql(RecordingBulk.UPDATE);
        return store.number("SELECT (pg_current_wal_insert_lsn() - '" + before + "'::pg_lsn)::bigint");
    }

    private static double whoBytes(RecordedStore store, RunningJournal journal) {
        long before = journal.sum(RunningJournal.TRANSACTIONS, "pg_total_relation_size");
        store.sql(UPDATE_ONE_BY_ONE);
        long after = journal.sum(RunningJournal.TRANSACTIONS, "pg_total_relation_size");
        return (after - before) / (double) SMALL_TRANSACTIONS;
    }
}
