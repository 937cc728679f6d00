package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.ValueSql;
import io.tillback.dialect.ValueSql.Facet;
import io.tillback.dialect.ValueSql.Looked;
import io.tillback.dialect.ValueSql.Shown;
import io.tillback.dialect.ValueSql.Stretch;
import io.tillback.dialect.ValueSql.Watched;
import io.tillback.dialect.WatchSql.Piece;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.Looks.Surveyed;
import io.tillback.model.AlertCause;
import io.tillback.model.AlertCause.NewValue;
import io.tillback.model.AlertCause.TurnedConstant;
import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.SellerRoute;
import io.tillback.notice.ChangeWatch.Sellers;
import io.tillback.notice.ChangeWatch.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at the values that transactions left in the rows of one table after another. Of one look, in its transaction. */
final class WatchedValues {
    /** A column that shows more than so many is learned anew. */
    private static final int TOLD = 3;

    /** So many rows of a transaction tell whether it left a column constant. */
    private static final int SAMPLED = 10_000;

    /** Of so many records of a table the rows are looked up, with each look. */
    private static final int RECORDS = 1_000;

    /** Of so many what was there before is compared: a look stays below two hundredths of a processor. */
    private static final int IMAGES = 5_000;

    private final Session session;
    private final Dialect dialect;
    private final ValueSql sql;
    private final Values values;
    private final Sellers sellers;
    private final RowPasses passes;
    private final List<RestoreException> failures = new ArrayList<>();

    WatchedValues(Session session, Dialect dialect, Values values, Sellers sellers) {
        this.session = session;
        this.dialect = dialect;
        this.sql = dialect.values();
        this.values = values;
        this.sellers = sellers;
        this.passes = new RowPasses(session);
    }

    /**
     * What was recorded of a table between two cuts.
     *
     * @param pieces that hold it, and everything that was recorded of the same rows afterwards
     * @param look the number of the look that sees it
     */
    record Grown(Companion companion, List<Piece> pieces, String before, String now, long look) {}

    /** A transaction that updated many rows. */
    record Wide(String transaction, long updated) {}

    /**
     * Of many records a part, another one with each look.
     *
     * @param most records, about
     */
    static List<Stretch> stretches(List<Surveyed> surveyed, long look, int most) {
        long records = surveyed.stream().mapToLong(Surveyed::records).sum();
        long parts = Math.max(1, records / most);
        long part = look % parts;
        return surveyed.stream()
                .map(one -> {
                    long from = one.piece().from();
                    long blocks = Math.max(0, one.last() + 1 - from);
                    return new Stretch(
                            one.piece().segment(), from + blocks * part / parts, from + blocks * (part + 1) / parts);
                })
                .toList();
    }

    /** Tables whose rows are passed over, also while nothing is recorded of them. */
    List<Integer> passed() {
        return passes.companions();
    }

    /** One that is recorded no more. */
    void forget(int companion) {
        passes.forget(companion);
    }

    /** Why values of some tables could not be looked at. */
    List<RestoreException> failures() {
        return failures;
    }

    /**
     * A table whose values cannot be read does not keep others from being looked at. One that is locked does: what it holds
     * is looked at next time.
     */
    void look(Grown grown, List<Surveyed> surveyed, List<Wide> wide) {
        session.run("SAVEPOINT looked");
        try {
            findNewValues(grown, surveyed);
            findConstant(grown, surveyed, wide);
            session.run("RELEASE SAVEPOINT looked");
        } catch (RestoreException e) {
            if (e.code() == ErrorCode.LOCK_NOT_AVAILABLE) {
                throw e;
            }
            session.run("ROLLBACK TO SAVEPOINT looked");
            KnownValues.forget(session, grown.companion().table().id());
            failures.add(e);
        }
    }

    private record Taken(int column, Optional<String> value, String digest, long rows, String transaction) {}

    private record Late(int column, Optional<String> value, String digest, long rows, Optional<String> transaction) {}

    private void findNewValues(Grown grown, List<Surveyed> surveyed) {
        List<Watched> watched = KnownValues.watched(session, grown.companion(), values);
        if (watched.isEmpty()) {
            passes.forget(grown.companion().number());
            return;
        }
        Looked looked = looked(grown, surveyed);
        List<Watched> strange = findStrange(grown, looked, watched);
        if (strange.isEmpty()) {
            return;
        }
        if (!grown.pieces().isEmpty()) {
            findTaken(grown, strange);
        }
        List<Watched> left = KnownValues.watched(session, grown.companion(), values).stream()
                .filter(strange::contains)
                .toList();
        if (!left.isEmpty()) {
            findLate(grown, looked, left);
        }
    }

    /** Of many records rows are looked up of a part only: all of them are read in passes. */
    private Looked looked(Grown grown, List<Surveyed> surveyed) {
        List<Stretch> images = stretches(surveyed, grown.look(), IMAGES);
        long blocks = session.queryOne(sql.blocks(grown.companion().table()), row -> row.getLong(1));
        if (surveyed.stream().mapToLong(Surveyed::records).sum() <= RECORDS) {
            return new Looked(images, images, passes.advance(grown.companion(), blocks));
        }
        passes.note(grown.companion(), grown.before());
        return new Looked(
                images,
                RowPasses.isOnePart(blocks) ? List.of() : stretches(surveyed, grown.look(), RECORDS),
                passes.advance(grown.companion(), blocks));
    }

    /** What is usual is passed over without asking which transaction wrote it. */
    private List<Watched> findStrange(Grown grown, Looked looked, List<Watched> watched) {
        Set<Integer> strange = new HashSet<>(session.query(
                sql.findStrange(grown.companion(), looked, watched), row -> row.getInt(1), grown.before()));
        return watched.stream().filter(one -> strange.contains(one.number())).toList();
    }

    /** What was written before the last look and passed over then. What nobody wrote since it is recorded is no news. */
    private void findLate(Grown grown, Looked looked, List<Watched> watched) {
        session.query(
                        sql.findLate(grown.companion(), looked, segments(grown.companion()), watched),
                        row -> new Late(
                                row.getInt(1),
                                shown(row.getString(2)),
                                row.getString(3),
                                row.getLong(4),
                                Optional.ofNullable(row.getString(5))),
                        grown.before(),
                        Looks.NOTHING,
                        values.most() + 1)
                .forEach(late -> late.transaction()
                        .ifPresentOrElse(
                                transaction -> tell(
                                        grown,
                                        watched,
                                        new Taken(
                                                late.column(), late.value(), late.digest(), late.rows(), transaction)),
                                () -> KnownValues.add(session, late.column(), late.digest())));
        watched.forEach(column -> KnownValues.forgetIfMany(session, column.number(), values.most()));
    }

    private List<Piece> segments(Companion companion) {
        return session.query("""
                SELECT number
                FROM tillback.journal_segment
                WHERE companion = ? AND to_regclass(format('tillback.journal_%s_%s', companion, number)) IS NOT NULL
                ORDER BY number
                """, row -> new Piece(row.getInt(1), 0), companion.number());
    }

    private void findTaken(Grown grown, List<Watched> watched) {
        List<Taken> found = session.query(
                sql.findTaken(grown.companion(), grown.pieces(), watched),
                row -> new Taken(
                        row.getInt(1), shown(row.getString(2)), row.getString(3), row.getLong(4), row.getString(5)),
                grown.before(),
                grown.now(),
                values.most() + 1);
        found.forEach(taken -> tell(grown, watched, taken));
        found.stream()
                .map(Taken::column)
                .distinct()
                .forEach(column -> KnownValues.forgetIfMany(session, column, values.most()));
    }

    static Optional<String> shown(@Nullable String value) {
        return Optional.ofNullable(value)
                .map(text -> text.codePointCount(0, text.length()) > AlertCause.SHOWN
                        ? text.substring(0, text.offsetByCodePoints(0, AlertCause.SHOWN)) + "…"
                        : text);
    }

    /** A value that is known from now on. */
    private void tell(Grown grown, List<Watched> watched, Taken taken) {
        KnownValues.add(session, taken.column(), taken.digest());
        Facet facet = watched.stream()
                .filter(one -> one.number() == taken.column())
                .findFirst()
                .orElseThrow()
                .facet();
        if (isPresent(facet, taken) || TableChanges.isRestore(session, taken.transaction())) {
            return;
        }
        if (!isLearned(taken.column())) {
            learnOn(taken.column());
            return;
        }
        TableChanges.describe(session, dialect.watch(), grown.companion(), taken.transaction())
                .ifPresent(done -> AlertRows.raise(
                        session,
                        new NewValue(done.change(), facet.column().name(), taken.value(), taken.rows()),
                        AlertRows.eventOf(done.change(), facet.column().name()) + " " + taken.digest(),
                        done.began()));
        count(taken.column());
    }

    /** That a row refers to another is never news. */
    private static boolean isPresent(Facet facet, Taken taken) {
        return facet.shown() == Shown.PRESENCE && taken.value().isPresent();
    }

    private boolean isLearned(int column) {
        return session.queryOne(
                """
                SELECT EXISTS (
                  SELECT FROM tillback.known_column
                  WHERE number = ? AND quiet_since + make_interval(secs => ?) <= clock_timestamp())
                """, row -> row.getBoolean(1), column, values.learning().toMillis() / 1000.0);
    }

    private void learnOn(int column) {
        session.update(
                "UPDATE tillback.known_column SET quiet_since = clock_timestamp(), told = 0 WHERE number = ?", column);
    }

    private void count(int column) {
        session.update("UPDATE tillback.known_column SET told = told + 1 WHERE number = ?", column);
        boolean isEnough = session.queryOne(
                "SELECT told >= ? FROM tillback.known_column WHERE number = ?", row -> row.getBoolean(1), TOLD, column);
        if (isEnough) {
            learnOn(column);
        }
    }

    private void findConstant(Grown grown, List<Surveyed> surveyed, List<Wide> wide) {
        List<Column> columns = grown.companion().table().storedColumns().stream()
                .filter(column -> !KnownValues.isTime(column)
                        && !grown.companion().table().key().contains(column.name())
                        && values.columns().have(grown.companion().table().id(), column.name()))
                .toList();
        if (columns.isEmpty() || surveyed.isEmpty()) {
            return;
        }
        sellers.find(grown.companion().table().id()).ifPresent(route -> {
            wide.forEach(transaction -> findConstant(grown, transaction, columns, route));
            new WatchedRuns(session, dialect, values).look(grown, surveyed, columns, route);
        });
    }

    private record Constant(Column column, Optional<String> value, long sellers) {}

    private void findConstant(Grown grown, Wide wide, List<Column> columns, SellerRoute route) {
        if (TableChanges.isRestore(session, wide.transaction())) {
            return;
        }
        load(grown, wide, columns, route).forEach(constant -> TableChanges.describe(
                        session, dialect.watch(), grown.companion(), wide.transaction())
                .ifPresent(done -> AlertRows.raise(
                        session,
                        new TurnedConstant(
                                done.change(),
                                constant.column().name(),
                                constant.value(),
                                constant.sellers(),
                                Optional.empty()),
                        AlertRows.eventOf(done.change(), constant.column().name()),
                        done.began())));
    }

    private List<Constant> load(Grown grown, Wide wide, List<Column> columns, SellerRoute route) {
        long share = Math.max(1, wide.updated() / SAMPLED);
        return session.query(
                sql.findConstant(grown.companion(), grown.pieces(), columns, route, share),
                row -> new Constant(columns.get(row.getInt(1) - 1), shown(row.getString(2)), row.getLong(3)),
                wide.transaction(),
                grown.before(),
                wide.transaction(),
                values.constant().rows() / share,
                (long) values.constant().sellers());
    }
}
