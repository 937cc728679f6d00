package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.PostgresJournalSql.tableOf;

import io.tillback.dialect.RecallSql;
import io.tillback.model.Companion;
import io.tillback.model.Segment;
import java.util.List;

/** What comes back is a table by itself until all of it is there: nobody waits for its lock meanwhile. */
final class PostgresRecallSql implements RecallSql {
    private static final String MOMENTS = "tillback.recalled_moment";

    @Override
    public List<String> createMoments() {
        return List.of("CREATE UNLOGGED TABLE %s (LIKE tillback.moment)".formatted(MOMENTS));
    }

    @Override
    public String copyMoments() {
        return copy(MOMENTS);
    }

    private static String copy(String into) {
        return "COPY %s FROM STDIN (FORMAT csv, HEADER, ENCODING 'UTF8')".formatted(into);
    }

    @Override
    public String leaveOutKnownMoments() {
        return "DELETE FROM %s r USING tillback.moment e WHERE e.number = r.number".formatted(MOMENTS);
    }

    /** A moment keeps its number: later ones have greater numbers, whatever the clock said. */
    @Override
    public String keepMoments() {
        return """
                INSERT INTO tillback.moment (number, cut, taken_at) OVERRIDING SYSTEM VALUE
                SELECT DISTINCT ON (r.number) r.number, r.cut, r.taken_at
                FROM %s r
                ON CONFLICT (number) DO NOTHING
                """.formatted(MOMENTS);
    }

    @Override
    public List<String> dropMoments() {
        return List.of("DROP TABLE " + MOMENTS);
    }

    @Override
    public List<String> createCompanion(Companion companion) {
        return new PostgresRecorder(companion).createCompanion();
    }

    @Override
    public String createSegment(Segment segment) {
        return "CREATE TABLE %s (LIKE %s)".formatted(tableOf(segment), parentOf(segment));
    }

    private static String parentOf(Segment segment) {
        return "tillback.journal_" + (segment.isOfTransactions() ? "transaction" : String.valueOf(segment.companion()));
    }

    @Override
    public String copy(Segment segment) {
        return copy(tableOf(segment));
    }

    /** Of one row no two records have the same place in the log. */
    @Override
    public String leaveOutKnown(Companion companion, Segment segment) {
        RecordColumns own = RecordColumns.of(companion.table());
        return """
                DELETE FROM %s r
                USING %s e
                WHERE e.%3$s = r.%3$s AND e.%4$s = r.%4$s AND e.%5$s = r.%5$s AND %6$s
                """.formatted(
                        tableOf(segment),
                        RecordColumns.tableOf(companion),
                        own.transaction(),
                        own.position(),
                        own.operation(),
                        Identity.of(companion.table()).same("e", "r"));
    }

    @Override
    public String leaveOutKnown(Segment ofTransactions) {
        return """
                DELETE FROM %s r
                USING tillback.journal_transaction e
                WHERE e.id = r.id AND e.backend = r.backend AND e.time = r.time
                """.formatted(tableOf(ofTransactions));
    }

    @Override
    public String newestSeen() {
        return "SELECT (pg_snapshot_xmax(?::pg_snapshot)::text::numeric - 1)::text";
    }

    @Override
    public String index(Segment ofTransactions) {
        return WhoRecorder.index(ofTransactions.number());
    }

    @Override
    public List<String> attach(Segment segment) {
        return List.of(
                "ANALYZE " + tableOf(segment),
                PostgresRecorder.SHORT_WAIT,
                "ALTER TABLE %s INHERIT %s".formatted(tableOf(segment), parentOf(segment)));
    }
}
