package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.WatchSql;
import io.tillback.dialect.WatchSql.Piece;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.Looks.Surveyed;
import io.tillback.jdbc.WatchedValues.Grown;
import io.tillback.jdbc.WatchedValues.Wide;
import io.tillback.model.AlertCause.LargeTransaction;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.model.Companion;
import io.tillback.model.Json;
import io.tillback.model.Segment;
import io.tillback.notice.ChangeWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Looks at the ends of the journal's segments.
 *
 * <p>What a look finds is what its cut sees and the last look's does not: also a transaction that began long ago, since the
 * records are read from where they stood before it began. Records that the database laid elsewhere, into room that a
 * transaction left which was rolled back, are found when their segment is settled and searched as a whole, once.
 */
public final class JdbcChangeWatch implements ChangeWatch {
    /** So that a look stays short where thousands of tables begin new segments at once. */
    private static final int SEARCHED_AT_ONCE = 50;

    /** Likewise. */
    private static final int LEARNED_AT_ONCE = 20;

    /** Rows are looked at by the way: who has locked them all is not waited for. */
    private static final String LOCK_WAIT = "SET LOCAL lock_timeout = '500ms'";

    private static final String UNSEARCHED = """
            SELECT companion, number
            FROM tillback.journal_segment
            WHERE companion > 0 AND newest IS NOT NULL AND NOT searched
              AND to_regclass(format('tillback.journal_%s_%s', companion, number)) IS NOT NULL
            ORDER BY companion, number
            LIMIT ?
            """;

    /** Parameters: the rule; how few rows tell too little; for how many seconds a table with so few is left alone. */
    private static final String UNLEARNED = """
            SELECT j.companion
            FROM tillback.journal j
            LEFT JOIN tillback.known_table k ON k.table_schema = j.table_schema AND k.table_name = j.table_name
            WHERE j.last_cut IS NULL
              AND (k.companion IS DISTINCT FROM j.number OR k.rule <> ?
                OR (k.rows < ? AND k.learned_at < clock_timestamp() - make_interval(secs => ?)))
            ORDER BY k.companion IS NOT DISTINCT FROM j.number, k.learned_at, j.number
            LIMIT 1
            """;

    private final DataSource database;
    private final Dialect dialect;
    private final WatchSql sql;

    public JdbcChangeWatch(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.watch();
    }

    @Override
    public void look(Limits limits, Values values, Sellers sellers) {
        try (Session session = JournalRows.open(database, dialect, "look for large transactions and new values")) {
            if (isAlone(session, "tillback.alert_look")) {
                session.run(LOCK_WAIT);
                session.run(dialect.preferLookups());
                session.run(dialect.compileNothing());
                WatchedValues watched = new WatchedValues(session, dialect, values, sellers);
                look(session, limits, values, watched);
                session.commit();
                throwFirst(watched.failures());
            }
        }
    }

    @Override
    public void measure() {
        try (Session session = JournalRows.open(database, dialect, "note how far changes are recorded")) {
            if (isAlone(session, "tillback.alert_look")) {
                Looks.begin(session, sql).noteMeasured();
                session.commit();
            }
        }
    }

    /** Of several servers one. */
    private static boolean isAlone(Session session, String what) {
        return session.queryOne(
                "SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))", row -> row.getBoolean(1), what);
    }

    private static void throwFirst(List<RestoreException> failures) {
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private void look(Session session, Limits limits, Values values, WatchedValues watched) {
        Looks looks = Looks.begin(session, sql);
        WatchedOperations operations = new WatchedOperations(session, sql, values.learning());
        Set<Integer> passed = new TreeSet<>(watched.passed());
        looks.findGrown()
                .forEach((number, pieces) -> findCompanion(session, number).ifPresent(companion -> {
                    List<Surveyed> surveyed = looks.survey(companion, pieces);
                    Grown grown = new Grown(companion, pieces, looks.before(), looks.cut(), looks.number());
                    long records =
                            surveyed.stream().mapToLong(Surveyed::records).sum();
                    if (records > 0) {
                        passed.remove(number);
                        operations.note(grown, surveyed);
                        List<Changed> changed = records > few(limits, values)
                                ? raise(
                                        session,
                                        grown,
                                        limits,
                                        values.constant().rows())
                                : List.of();
                        watched.look(
                                grown, surveyed, wide(changed, values.constant().rows()));
                    }
                }));
        passed.forEach(number -> findCompanion(session, number)
                .ifPresentOrElse(
                        companion -> watched.look(
                                new Grown(companion, List.of(), looks.before(), looks.cut(), looks.number()),
                                List.of(),
                                List.of()),
                        () -> watched.forget(number)));
        operations.tell();
        for (Segment settled : session.query(UNSEARCHED, Looks::segment, SEARCHED_AT_ONCE)) {
            findCompanion(session, settled.companion())
                    .ifPresent(companion -> raise(
                            session,
                            new Grown(
                                    companion,
                                    List.of(new Piece(settled.number(), 0)),
                                    Looks.NOTHING,
                                    looks.cut(),
                                    looks.number()),
                            limits,
                            Integer.MAX_VALUE));
            session.update(
                    "UPDATE tillback.journal_segment SET searched = TRUE WHERE companion = ? AND number = ?",
                    settled.companion(),
                    settled.number());
        }
        looks.noteJudged();
        AlertRows.closeForgotten(session);
    }

    /** A transaction of so few records is not large, nor has it updated many rows. */
    private static long few(Limits limits, Values values) {
        return Math.min(Math.min(limits.rows(), Limits.FEW), values.constant().rows() - 1);
    }

    private static Optional<Companion> findCompanion(Session session, int number) {
        return session
                .query(
                        "SELECT companion FROM tillback.journal WHERE number = ?",
                        row -> Json.read(row.getString(1), Companion.class),
                        number)
                .stream()
                .findFirst();
    }

    private record Changed(Wide wide, Size size) {
        enum Size {
            TOO_LARGE,
            USUAL
        }
    }

    private static List<Wide> wide(List<Changed> changed, long many) {
        return changed.stream()
                .map(Changed::wide)
                .filter(wide -> wide.updated() >= many)
                .toList();
    }

    /** @return the transactions that changed too many rows, or updated many */
    private List<Changed> raise(Session session, Grown grown, Limits limits, long many) {
        List<Changed> found = session.query(
                sql.findLarge(grown.companion(), grown.pieces()),
                row -> new Changed(
                        new Wide(row.getString(1), row.getLong(3)),
                        row.getBoolean(2) ? Changed.Size.TOO_LARGE : Changed.Size.USUAL),
                grown.before(),
                grown.now(),
                Math.min(Math.min(limits.rows(), Limits.FEW), many - 1),
                limits.rows(),
                Limits.FEW,
                limits.sharePercent(),
                many);
        found.stream()
                .filter(changed -> changed.size() == Changed.Size.TOO_LARGE)
                .map(changed -> changed.wide().transaction())
                .filter(transaction -> !TableChanges.isRestore(session, transaction))
                .flatMap(transaction -> TableChanges.describe(session, sql, grown.companion(), transaction).stream())
                .forEach(done ->
                        AlertRows.raise(session, large(done.change()), AlertRows.eventOf(done.change()), done.began()));
        return found;
    }

    private static LargeTransaction large(TableChange change) {
        return new LargeTransaction(
                change.table(),
                change.transaction(),
                change.changed(),
                change.inserted(),
                change.tableRows(),
                change.maker());
    }

    @Override
    public void learn(Values values) {
        List<RestoreException> failures = new ArrayList<>();
        for (int i = 0; i < LEARNED_AT_ONCE; i++) {
            Optional<Companion> next = learnNext(values, failures);
            if (next.isEmpty()) {
                break;
            }
        }
        throwFirst(failures);
    }

    private Optional<Companion> learnNext(Values values, List<RestoreException> failures) {
        Optional<Companion> next = Optional.empty();
        try (Session session = JournalRows.open(database, dialect, "learn which values columns have")) {
            if (!isAlone(session, "tillback.known_value")) {
                return next;
            }
            session.run(LOCK_WAIT);
            next = findUnlearned(session, values);
            next.ifPresent(companion -> KnownValues.learn(session, dialect.values(), companion, values));
            session.commit();
        } catch (RestoreException e) {
            failures.add(e);
            next.ifPresent(companion -> noteUnreadable(companion, values));
        }
        return next;
    }

    private void noteUnreadable(Companion companion, Values values) {
        try (Session session = JournalRows.open(database, dialect, "note whose values cannot be learned")) {
            KnownValues.noteUnreadable(session, companion, values);
            session.commit();
        }
    }

    private static Optional<Companion> findUnlearned(Session session, Values values) {
        return session
                .query(
                        UNLEARNED,
                        row -> Json.read(row.getString(1), Companion.class),
                        KnownValues.ruleOf(values),
                        KnownValues.TELLING_ROWS,
                        values.learning().toMillis() / 1000.0)
                .stream()
                .findFirst();
    }
}
