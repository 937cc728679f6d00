package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.JournalSql;
import io.tillback.dialect.RecallSql;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Coverage;
import io.tillback.model.Companion;
import io.tillback.model.Json;
import io.tillback.model.Moment;
import io.tillback.model.Segment;
import io.tillback.shipment.Recall;
import io.tillback.shipment.RecallTarget;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** What was dropped of the journal comes back as segments, older than those that are there. */
public final class JdbcRecallTarget implements RecallTarget {
    /** Leaves room below, for what is brought back from before it. */
    private static final int RENEWED = 1_000;

    /** Each waits for a fifth of a second. */
    private static final int MOST_ATTEMPTS = 25;

    private static final String COLUMNS = "number, since, until, asked_by, problems";

    private final DataSource database;
    private final Dialect dialect;
    private final JournalSql journal;
    private final RecallSql sql;
    private final BulkCopy copy;
    private final HeldStill heldStill;

    public JdbcRecallTarget(DataSource database, Dialect dialect, BulkCopy copy) {
        this.database = database;
        this.dialect = dialect;
        this.journal = dialect.journal();
        this.sql = dialect.recall();
        this.copy = copy;
        this.heldStill = new HeldStill(journal);
    }

    @Override
    public Recall begin(Instant since, Instant until, String askedBy) {
        try (Session session = open("begin a recall")) {
            session.update("DELETE FROM tillback.recall WHERE until <= clock_timestamp()");
            Recall begun = session.queryOne(
                    "INSERT INTO tillback.recall (since, until, asked_by) VALUES (?, ?, ?) RETURNING " + COLUMNS,
                    JdbcRecallTarget::recall,
                    JournalRows.at(since),
                    JournalRows.at(until),
                    askedBy);
            session.commit();
            return begun;
        }
    }

    private static Recall recall(ResultSet row) throws SQLException {
        return new Recall(
                row.getLong(1), Instants.at(row, 2), Instants.at(row, 3), row.getString(4), Arrays.asList((String[])
                        row.getArray(5).getArray()));
    }

    @Override
    public void note(long recall, List<String> problems) {
        try (Session session = open("note what became of a recall")) {
            session.update(
                    "UPDATE tillback.recall SET problems = ? WHERE number = ?",
                    problems.toArray(String[]::new),
                    recall);
            session.commit();
        }
    }

    @Override
    public void end(long recall) {
        try (Session session = open("end a recall")) {
            session.update("DELETE FROM tillback.recall WHERE number = ?", recall);
            session.commit();
        }
    }

    @Override
    public List<Recall> list() {
        try (Session session = open("list recalls")) {
            return session.query(
                    "SELECT " + COLUMNS + " FROM tillback.recall WHERE until > clock_timestamp() ORDER BY number DESC",
                    JdbcRecallTarget::recall);
        }
    }

    @Override
    public Work bringMoments() {
        return begin("bring moments back", session -> {
            sql.createMoments().forEach(session::run);
            return new RecallWork(session, copy, sql.copyMoments(), () -> {
                long known = session.update(sql.leaveOutKnownMoments());
                session.update(sql.keepMoments());
                sql.dropMoments().forEach(session::run);
                session.commit();
                return known;
            });
        });
    }

    @Override
    public Work bringWho(Moment until) {
        return begin("bring back who made changes", session -> {
            Segment segment = createBelow(session, Segment.OF_TRANSACTIONS);
            return new RecallWork(session, copy, sql.copy(segment), () -> {
                long known = session.update(sql.leaveOutKnown(segment));
                String newest = session.queryOne(sql.newestSeen(), row -> row.getString(1), until.cut());
                session.run(sql.index(segment));
                settle(session, segment, "id", newest);
                retrying(session, () -> {
                    sql.attach(segment).forEach(session::run);
                    session.commit();
                });
                return known;
            });
        });
    }

    @Override
    public Work extend(Coverage known, Moment since) {
        Companion companion = known.companion();
        return begin("bring back what was recorded of " + companion.table().id(), session -> {
            Segment segment = createBelow(session, companion.number());
            return new RecallWork(session, copy, sql.copy(segment), () -> {
                long leftOut = settle(session, companion, segment);
                if (known.end().isPresent()) {
                    attach(session, known, since, segment);
                    session.commit();
                    return leftOut;
                }
                retrying(session, () -> {
                    if (!heldStill.change(session, companion.number(), c -> attach(session, known, since, segment))) {
                        throw changed(companion);
                    }
                });
                return leftOut;
            });
        });
    }

    @Override
    public Work renew(Coverage forgotten) {
        Companion companion = forgotten.companion();
        return begin("bring back what was recorded of " + companion.table().id(), session -> {
            insert(session, forgotten);
            sql.createCompanion(companion).forEach(session::run);
            Segment segment = createBelow(session, companion.number());
            return new RecallWork(session, copy, sql.copy(segment), () -> {
                long leftOut = settle(session, companion, segment);
                sql.attach(segment).forEach(session::run);
                session.commit();
                return leftOut;
            });
        });
    }

    private static void insert(Session session, Coverage forgotten) {
        Companion companion = forgotten.companion();
        Coverage.End end = forgotten.end().orElseThrow();
        long inserted = session.update(
                """
                INSERT INTO tillback.journal (
                  number, table_schema, table_name, companion, since_cut, since, evidence, last_cut, last, reason)
                VALUES (?, ?, ?, ?, ?, ?, '', ?, ?, ?)
                ON CONFLICT (number) DO NOTHING
                """,
                companion.number(),
                companion.table().id().schema(),
                companion.table().id().name(),
                Json.write(companion),
                forgotten.since().cut(),
                JournalRows.at(forgotten.since().takenAt()),
                end.last().cut(),
                JournalRows.at(end.last().takenAt()),
                end.reason());
        if (inserted == 0) {
            throw changed(companion);
        }
    }

    private void attach(Session session, Coverage known, Moment since, Segment segment) {
        sql.attach(segment).forEach(session::run);
        long moved = session.update(
                "UPDATE tillback.journal SET since_cut = ?, since = ? WHERE number = ? AND since_cut = ?",
                since.cut(),
                JournalRows.at(since.takenAt()),
                known.companion().number(),
                known.since().cut());
        if (moved == 0) {
            throw changed(known.companion());
        }
    }

    private static RestoreException changed(Companion companion) {
        return new RestoreException(
                ErrorCode.MOMENT_NOT_COVERED,
                "Cannot bring back what was recorded of " + companion.table().id()
                        + ": what the journal covers of it has changed meanwhile",
                "Ask for it again.");
    }

    /**
     * Creates a table with the next lower number: whoever else does so waits, and is refused. It is no segment before the end, since
     * whoever begins to record a table waits for those who write them down.
     */
    private Segment createBelow(Session session, int companion) {
        int number = session.queryOne(
                "SELECT COALESCE(min(number), ?) - 1 FROM tillback.journal_segment WHERE companion = ?",
                row -> row.getInt(1),
                RENEWED,
                companion);
        if (number < 0) {
            throw new RestoreException(
                    ErrorCode.MOMENT_NOT_COVERED,
                    "Cannot bring more back: no number is left below the segments that are there",
                    "End the recalls that last, wait a minute, and ask for all of it at once.");
        }
        Segment segment = new Segment(companion, number);
        session.run(sql.createSegment(segment));
        return segment;
    }

    /** @return how many of its records were left out */
    private long settle(Session session, Companion companion, Segment segment) {
        long known = session.update(sql.leaveOutKnown(companion, segment));
        String transaction = journal.transactionColumn(companion);
        String newest = session.queryOne(journal.newestTransaction(segment, transaction), row -> row.getString(1));
        session.run(dialect.life().index(companion, segment));
        settle(session, segment, transaction, newest);
        return known;
    }

    private void settle(Session session, Segment segment, String transaction, String newest) {
        session.run(journal.allowNoneAfter(segment, transaction, newest));
        session.update("""
                INSERT INTO tillback.journal_segment (companion, number, begun, begun_by, newest, searched)
                VALUES (?, ?, clock_timestamp(), pg_current_xact_id(), ?::xid8, TRUE)
                """, segment.companion(), segment.number(), newest);
    }

    /** What was loaded is not thrown away for a lock that somebody holds for a moment. */
    private static void retrying(Session session, Runnable step) {
        for (int attempt = 1; ; attempt++) {
            Savepoint before = session.translating(() -> session.connection().setSavepoint());
            try {
                step.run();
                return;
            } catch (RestoreException e) {
                if (e.code() != ErrorCode.LOCK_NOT_AVAILABLE || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                session.translating(() -> {
                    session.connection().rollback(before);
                    return true;
                });
            }
        }
    }

    private Work begin(String attempt, Function<Session, Work> first) {
        Session session = open(attempt);
        try {
            // A domain's check may name functions and tables without their schema.
            session.run(dialect.staging().findStoreFunctions());
            session.run(dialect.makeRoom());
            return first.apply(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private Session open(String attempt) {
        return JournalRows.open(database, dialect, attempt);
    }
}
