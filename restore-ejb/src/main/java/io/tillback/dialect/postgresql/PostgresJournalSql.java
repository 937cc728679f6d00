package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.definitions;
import static io.tillback.dialect.postgresql.Sql.keys;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.stage;

import io.tillback.dialect.JournalSql;
import io.tillback.model.ColumnName;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.Segment;
import io.tillback.model.ShippedPart;
import io.tillback.model.Slice;
import io.tillback.model.WayBack;
import java.util.ArrayList;
import java.util.List;

/**
 * Before-images, written by triggers. What the triggers run is {@link PostgresRecorder}'s, what the records say about a
 * moment {@link PastRows}'.
 */
final class PostgresJournalSql implements JournalSql {
    /** The most columns that a table can have, less those that a record has of its own. */
    private static final int MOST_COLUMNS = 1_600 - RecordColumns.COUNT;

    @Override
    public String recordings() {
        return """
                SELECT n.nspname, c.relname,
                       CASE WHEN why.not_recorded IS NULL THEN
                         CASE
                           WHEN c.relkind = 'p' THEN 'PARTITIONS'
                           WHEN EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent)) THEN 'ROWS'
                           ELSE 'STATEMENTS' END END,
                       why.not_recorded,
                       CASE WHEN EXISTS (%s) THEN 'POSSIBLE' WHEN EXISTS (%s) THEN 'FOREIGN_KEYS' ELSE 'NONE' END
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN LATERAL (
                  SELECT CASE
                    WHEN NOT pg_has_role(c.relowner, 'USAGE')
                      THEN 'the role is not a member of its owner: grant that, to create triggers'
                    WHEN c.relpersistence = 'u'
                      THEN 'it is unlogged: after a crash the database empties it without a trace'
                    WHEN (SELECT count(*) FROM pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) > %d
                      THEN 'it has more than %d columns, and a record would not fit into a table'
                    WHEN EXISTS (SELECT FROM pg_partition_tree(c.oid) piece
                                 JOIN pg_class p ON p.oid = piece.relid WHERE p.relkind = 'f')
                      THEN 'a partition of it is a foreign table' END AS not_recorded) why
                WHERE c.relkind IN ('r', 'p')
                  AND NOT c.relispartition
                  AND c.relpersistence <> 't'
                  AND n.nspname NOT IN ('information_schema', 'tillback')
                  AND n.nspname !~ '^pg_'
                ORDER BY c.oid
                """.formatted(
                        PostgresEvidence.STORE_TRIGGERS,
                        PostgresEvidence.ACTING_FOREIGN_KEYS.formatted("c.oid"),
                        MOST_COLUMNS,
                        MOST_COLUMNS);
    }

    @Override
    public List<String> begin(Companion companion) {
        return new PostgresRecorder(companion).begin();
    }

    @Override
    public List<String> holdStill(Companion companion) {
        return new PostgresRecorder(companion).holdStill();
    }

    @Override
    public List<String> writeTo(Companion companion, int segment) {
        return new PostgresRecorder(companion).writeTo(segment);
    }

    @Override
    public List<String> writeTransactionsTo(int segment) {
        return WhoRecorder.writeTo(segment);
    }

    @Override
    public String waitShortly() {
        return PostgresRecorder.SHORT_WAIT;
    }

    @Override
    public List<String> settle(Segment segment) {
        return List.of(
                PostgresRecorder.SHORT_WAIT, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(tableOf(segment)));
    }

    /**
     * Who somebody is, is told for later transactions too, as long as the segment is written to. Version 14 and 15 know no
     * {@code max(xid8)}.
     */
    @Override
    public String newestTransaction(Segment segment, String transaction) {
        if (segment.isOfTransactions()) {
            return "SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::numeric - 1)::text";
        }
        return "SELECT COALESCE((SELECT %s FROM %s ORDER BY 1 DESC LIMIT 1), '0')::text"
                .formatted(transaction, tableOf(segment));
    }

    @Override
    public String allowNoneAfter(Segment segment, String transaction, String newest) {
        return "ALTER TABLE %s ADD CONSTRAINT settled CHECK (%s <= %s::xid8)"
                .formatted(tableOf(segment), transaction, literal(newest));
    }

    @Override
    public String drop(Segment segment) {
        return "DROP TABLE IF EXISTS " + tableOf(segment);
    }

    @Override
    public String transactionColumn(Companion companion) {
        return RecordColumns.of(companion.table()).transaction();
    }

    static String tableOf(Segment segment) {
        String parent = segment.isOfTransactions() ? "transaction" : String.valueOf(segment.companion());
        return "tillback.journal_" + parent + "_" + segment.number();
    }

    @Override
    public List<String> end(int companion) {
        return PostgresRecorder.end(companion);
    }

    @Override
    public String findLeftOver() {
        return """
                SELECT DISTINCT j.number
                FROM tillback.journal j
                JOIN pg_proc p ON p.pronamespace = 'tillback'::regnamespace
                  AND p.proname ~ ('^record_' || j.number || '_')
                WHERE j.last_cut IS NOT NULL
                ORDER BY j.number
                """;
    }

    @Override
    public String drop(Companion companion) {
        return "DROP TABLE IF EXISTS " + RecordColumns.tableOf(companion) + " CASCADE";
    }

    @Override
    public String beat() {
        return """
                INSERT INTO tillback.moment (cut, taken_at)
                VALUES (pg_current_snapshot(), clock_timestamp())
                RETURNING cut::text, taken_at
                """;
    }

    @Override
    public String findMoment() {
        return """
                SELECT cut::text, taken_at
                FROM tillback.moment
                WHERE taken_at <= ?
                ORDER BY taken_at DESC, number DESC
                LIMIT 1
                """;
    }

    @Override
    public String knowsCommitTimes() {
        return "SELECT current_setting('track_commit_timestamp')::boolean";
    }

    @Override
    public String findNextMoment() {
        return """
                SELECT cut::text, taken_at
                FROM tillback.moment
                WHERE taken_at > ?
                ORDER BY taken_at, number
                LIMIT 1
                """;
    }

    @Override
    public String findMomentBefore() {
        return """
                SELECT cut::text, taken_at
                FROM tillback.moment
                WHERE NOT pg_visible_in_snapshot(?::xid8, cut) AND ?::xid8 < pg_snapshot_xmax(pg_current_snapshot())
                ORDER BY number DESC
                LIMIT 1
                """;
    }

    @Override
    public String findMomentBeforeAll() {
        return """
                SELECT m.cut::text, m.taken_at
                FROM tillback.moment m
                WHERE NOT EXISTS (
                  SELECT FROM unnest(?::xid8[]) id
                  WHERE pg_visible_in_snapshot(id, m.cut) OR id >= pg_snapshot_xmax(pg_current_snapshot()))
                ORDER BY m.number DESC
                LIMIT 1
                """;
    }

    @Override
    public String evidence() {
        return PostgresEvidence.of("[0-9]+");
    }

    @Override
    public String evidence(int companion) {
        return PostgresEvidence.of(String.valueOf(companion));
    }

    @Override
    public String copyThen(Companion companion, Moment moment) {
        PastRows past = new PastRows(companion, PastState.at(moment));
        return PostgresSnapshotSql.copyOut(past.rowsThen());
    }

    @Override
    public String copyNow(Companion companion, Moment moment, Slice slice) {
        PastRows past = new PastRows(companion, PastState.at(moment));
        return PostgresSnapshotSql.copyOut(past.rowsNow(slice));
    }

    @Override
    public String copyGone(Companion companion, Moment moment) {
        PastRows past = new PastRows(companion, PastState.at(moment));
        return PostgresSnapshotSql.copyOut(past.keysGone());
    }

    @Override
    public String incarnation() {
        return PostgresShipping.INCARNATION;
    }

    @Override
    public String findWritten() {
        return PostgresShipping.FIND_WRITTEN;
    }

    @Override
    public String hasRecords(Companion companion, Moment since) {
        return new PostgresShipping(companion, since).hasRecords();
    }

    @Override
    public String ship(Companion companion, Moment since, ShippedPart part) {
        return new PostgresShipping(companion, since).ship(part);
    }

    @Override
    public String shipTransactions(Moment since) {
        return PostgresShipping.shipTransactions(since);
    }

    @Override
    public String shipMoments(Moment since) {
        return PostgresShipping.shipMoments(since);
    }

    @Override
    public String isShipped(Companion companion, Moment shipped) {
        return new PostgresShipping(companion, shipped).isShipped();
    }

    @Override
    public String includes() {
        return PostgresShipping.INCLUDES;
    }

    @Override
    public String findSeen() {
        return PostgresShipping.FIND_SEEN;
    }

    @Override
    public List<String> stageRows(PlanId plan, int number, Companion companion, PastState state, Reach reach) {
        String laidOut = keys(plan, number);
        String rows = state.without().isEmpty()
                ? then(new PastRows(companion, state), laidOut, reach)
                : new RowsWithout(companion, state, stage(plan, number)).markedRows(laidOut, reach);
        List<String> statements = new ArrayList<>();
        if (reach != Reach.CHANGED) {
            statements.add("ANALYZE " + laidOut);
        }
        statements.add("CREATE UNLOGGED TABLE %s (%s, %s integer NOT NULL) WITH (autovacuum_enabled = off)"
                .formatted(
                        stage(plan, number),
                        definitions(companion.table().storedColumns()),
                        PastRows.markOf(companion)));
        statements.add("INSERT INTO %s %s".formatted(stage(plan, number), rows));
        return statements;
    }

    private static String then(PastRows past, String laidOut, Reach reach) {
        return switch (reach) {
            case CHANGED -> past.changedRows();
            case KEYS_LAID_OUT -> past.markedRows(laidOut);
            case KEYS_AND_CHANGED ->
                past.markedRows("(SELECT * FROM %s UNION SELECT %s FROM %s)"
                        .formatted(laidOut, past.keyColumns("r"), past.records("r")));
        };
    }

    @Override
    public List<String> tellConflicts(PlanId plan, int number, Companion companion, PastState state, Reach reach) {
        return new RowsWithout(companion, state, stage(plan, number))
                .tellConflicts(Sql.conflicts(plan, number), keys(plan, number), reach);
    }

    @Override
    public String countContradictions(PlanId plan, int number, Companion companion, PastState state) {
        String possible = state.without().isEmpty() ? "0, 1" : "0, 1, " + RowsWithout.CHANGED_AGAIN;
        return "SELECT count(*) FROM %s WHERE %s NOT IN (%s)"
                .formatted(stage(plan, number), PastRows.markOf(companion), possible);
    }

    @Override
    public String countChangedAgain(PlanId plan, int number, Companion companion) {
        return "SELECT count(*) FROM %s WHERE %s = %d"
                .formatted(stage(plan, number), PastRows.markOf(companion), RowsWithout.CHANGED_AGAIN);
    }

    @Override
    public List<String> settleStage(PlanId plan, int number, Companion companion, Reach reach) {
        String stage = stage(plan, number);
        List<String> statements = new ArrayList<>();
        if (reach == Reach.CHANGED) {
            String keys = keys(plan, number);
            statements.add("CREATE UNLOGGED TABLE %s AS SELECT %s FROM %s WHERE %s = 0"
                    .formatted(keys, list(companion.table().key(), Sql::quote), stage, PastRows.markOf(companion)));
            statements.add("ANALYZE " + keys);
        }
        statements.add("DELETE FROM %s WHERE %s = 0".formatted(stage, PastRows.markOf(companion)));
        statements.add("ANALYZE " + stage);
        return statements;
    }

    /** What was dropped just now has no size. */
    @Override
    public String sizes() {
        return """
                SELECT j.number, COALESCE(sum(pg_total_relation_size(i.inhrelid)), 0)::bigint
                FROM (SELECT number, 'tillback.journal_' || number AS parent FROM tillback.journal
                      UNION ALL
                      SELECT 0, 'tillback.journal_transaction') j
                LEFT JOIN pg_inherits i ON i.inhparent = to_regclass(j.parent)
                GROUP BY j.number
                """;
    }

    @Override
    public String sees(Moment later, Moment earlier) {
        return PostgresWayBack.sees(later, earlier);
    }

    @Override
    public String sees(Companion companion, Moment later, PastState state) {
        return PostgresWayBack.sees(companion, later, state);
    }

    @Override
    public List<String> beginBack(PlanId plan, int number, WayBack way, List<ColumnName> laidOut) {
        return new PostgresWayBack(plan, number, way).begin(laidOut);
    }

    @Override
    public String countContradictions(PlanId plan, int number, WayBack way) {
        return new PostgresWayBack(plan, number, way).countContradictions();
    }

    @Override
    public List<String> goBack(PlanId plan, int number, WayBack way, List<ColumnName> laidOut) {
        return new PostgresWayBack(plan, number, way).go(laidOut);
    }

    /** A moment's cut as a constant. */
    static String cut(Moment moment) {
        return literal(moment.cut()) + "::pg_snapshot";
    }
}
