package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.PastState;
import io.tillback.model.ShippedPart;
import io.tillback.model.Slice;

/** What is shipped of one companion since a moment. */
final class PostgresShipping {
    static final String INCARNATION = """
            SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || oid
            FROM pg_database
            WHERE datname = current_database()
            """;

    /**
     * A transaction that the first does not see and the second does is one that was under way, or had not begun, when the
     * first was taken.
     */
    static final String INCLUDES = """
            SELECT pg_snapshot_xmax(earlier) <= pg_snapshot_xmax(later)
              AND NOT EXISTS (SELECT FROM pg_snapshot_xip(later) open WHERE pg_visible_in_snapshot(open, earlier))
            FROM (SELECT ?::pg_snapshot AS later, ?::pg_snapshot AS earlier) both_cuts
            """;

    static final String FIND_SEEN = """
            SELECT earlier::text
            FROM (SELECT ?::pg_snapshot) one (later), unnest(?::text[]::pg_snapshot[]) others (earlier)
            WHERE pg_snapshot_xmax(earlier) <= pg_snapshot_xmax(later)
              AND NOT EXISTS (SELECT FROM pg_snapshot_xip(later) open WHERE pg_visible_in_snapshot(open, earlier))
            """;

    /** A segment without a file page was never written to; a settled one says how new its records are. */
    static final String FIND_WRITTEN = """
            SELECT DISTINCT s.companion
            FROM tillback.journal_segment s
            WHERE (s.newest IS NULL OR s.newest >= pg_snapshot_xmin(?::pg_snapshot))
              AND pg_relation_size(to_regclass(format('tillback.journal_%s_%s', s.companion, s.number))) > 0
            """;

    private final Companion companion;
    private final PastRows past;

    PostgresShipping(Companion companion, Moment since) {
        this.companion = companion;
        this.past = new PastRows(companion, PastState.at(since));
    }

    String hasRecords() {
        return "SELECT EXISTS (SELECT FROM %s)".formatted(past.recordsAsKept("r"));
    }

    String isShipped() {
        return "SELECT NOT EXISTS (SELECT FROM %s)".formatted(past.recordsAsKept("r"));
    }

    String ship(ShippedPart part) {
        return PostgresSnapshotSql.copyOutNamed(
                switch (part) {
                    case RECORDS -> "SELECT * FROM " + past.recordsAsKept("r");
                    case KEYS ->
                        "SELECT DISTINCT %s FROM %s"
                                .formatted(
                                        list(companion.table().keyColumns(), column -> "r." + quote(column.name())),
                                        past.recordsAsKept("r"));
                    case ROWS -> past.rowsNow(Slice.WHOLE);
                    case WHOLE ->
                        "SELECT %s FROM %s l"
                                .formatted(
                                        list(companion.table().storedColumns(), column -> Sql.value(column, "l")),
                                        rowsOf(companion.table()));
                });
    }

    static String shipTransactions(Moment since) {
        String cut = PostgresJournalSql.cut(since);
        return PostgresSnapshotSql.copyOutNamed("""
                SELECT *
                FROM tillback.journal_transaction
                WHERE id >= pg_snapshot_xmin(%s) AND NOT pg_visible_in_snapshot(id, %s)
                """.formatted(cut, cut));
    }

    static String shipMoments(Moment since) {
        return PostgresSnapshotSql.copyOutNamed(
                """
                SELECT number, cut, taken_at
                FROM tillback.moment
                WHERE taken_at > %s
                ORDER BY number
                """.formatted(literal(since.takenAt().toString())));
    }
}
