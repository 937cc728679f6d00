package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.definitions;
import static io.tillback.dialect.postgresql.Sql.keys;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.stage;

import io.tillback.dialect.JournalSql;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.PastState;
import io.tillback.model.PlanId;
import io.tillback.model.Segment;
import io.tillback.model.ShippedPart;
import java.util.List;

/**
 * Before-images, written by triggers. What the triggers run is {@link PostgresRecorder}'s, what the records say about a
 * moment {@link PastRows}'.
 */
final class PostgresJournalSql implements JournalSql {
    /** The most columns that a table can have, less those that a record has of its own. */
    private static final int MOST_COLUMNS = 1_600 - RecordColumns.COUNT;

    /** They run statements within statements, on whatever table. */
    private static final String STORE_TRIGGERS = """
            SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE NOT t.tgisinternal AND p.pronamespace <> 'tillback'::regnamespace""";

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
                       CASE WHEN EXISTS (%s) THEN 'POSSIBLE' ELSE 'NONE' END
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
                """.formatted(STORE_TRIGGERS, MOST_COLUMNS, MOST_COLUMNS);
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
        return PostgresRecorder.writeTransactionsTo(segment);
    }

    @Override
    public List<String> settle(Segment segment) {
        return List.of(
                PostgresRecorder.SHORT_WAIT, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(tableOf(segment)));
    }

    /** Version 14 and 15 know no {@code max(xid8)}. */
    @Override
    public String newestTransaction(Segment segment, String transaction) {
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

    private static String tableOf(Segment segment) {
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
                WHERE NOT pg_visible_in_snapshot(?::xid8, cut)
                  AND EXISTS (SELECT FROM tillback.journal_transaction WHERE id = ?::xid8)
                ORDER BY taken_at DESC, number DESC
                LIMIT 1
                """;
    }

    /**
     * The system's own row numbers ({@code xmin}) of triggers, functions and columns are new whenever one is altered, so
     * that what was put right again is seen too. Those of {@code pg_class} change without cause.
     */
    @Override
    public String evidence() {
        return evidence("[0-9]+");
    }

    @Override
    public String evidence(int companion) {
        return evidence(String.valueOf(companion));
    }

    private static String evidence(String companions) {
        return """
                WITH run AS (
                  SELECT p.oid, p.xmin, substring(p.proname, '^record_([0-9]+)_')::integer AS number
                  FROM pg_proc p
                  WHERE p.pronamespace = 'tillback'::regnamespace AND p.proname ~ '^record_@_'),
                fired AS (
                  SELECT run.number, t.tgrelid AS relation, format('%s %s %s', t.oid, t.xmin, t.tgenabled) AS trigger
                  FROM pg_trigger t
                  JOIN run ON run.oid = t.tgfoid),
                recorded AS (SELECT DISTINCT number, relation FROM fired),
                companion AS (
                  SELECT j.number, c.oid
                  FROM (SELECT DISTINCT number FROM recorded) j
                  JOIN pg_class c ON c.relnamespace = 'tillback'::regnamespace AND c.relname = 'journal_' || j.number),
                detail AS (
                  SELECT number, 'triggers' AS part, trigger AS text
                  FROM fired
                  UNION ALL
                  SELECT number, 'functions', format('%s %s', oid, xmin)
                  FROM run
                  UNION ALL
                  SELECT number, 'triggers of the store', 'some'
                  FROM recorded
                  WHERE EXISTS (!)
                    AND NOT EXISTS (
                      SELECT FROM pg_proc p
                      WHERE p.pronamespace = 'tillback'::regnamespace
                        AND p.proname = 'record_' || recorded.number || '_begin')
                  UNION ALL
                  SELECT r.number, 'tables', format('%s %s %s', c.oid, c.relnamespace, c.relname)
                  FROM recorded r JOIN pg_class c ON c.oid = r.relation
                  UNION ALL
                  SELECT r.number, 'partitions', format('%s in %s %s', i.inhrelid, i.inhparent, i.xmin)
                  FROM recorded r JOIN pg_inherits i ON i.inhrelid = r.relation
                  UNION ALL
                  SELECT r.number, 'partitions', format('%s of %s %s', i.inhparent, i.inhrelid, i.xmin)
                  FROM recorded r JOIN pg_inherits i ON i.inhparent = r.relation
                  UNION ALL
                  SELECT r.number, 'columns', format('%s %s %s %s', a.attrelid, a.attnum, a.atttypid, a.xmin)
                  FROM recorded r JOIN pg_attribute a ON a.attrelid = r.relation AND a.attnum > 0
                  UNION ALL
                  SELECT r.number, 'keys', format('%s %s', x.indexrelid, x.indisvalid)
                  FROM recorded r JOIN pg_index x ON x.indrelid = r.relation AND x.indisunique
                  WHERE x.indisprimary
                    OR NOT EXISTS (SELECT FROM pg_index k WHERE k.indrelid = r.relation AND k.indisprimary)
                  UNION ALL
                  SELECT c.number, 'companion', format('%s %s %s', c.oid, a.attnum, a.xmin)
                  FROM companion c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                  UNION ALL
                  SELECT c.number, 'records', format('%s %s', s.oid, s.relfilenode)
                  FROM companion c
                  JOIN pg_inherits i ON i.inhparent = c.oid
                  JOIN pg_class s ON s.oid = i.inhrelid),
                part AS (
                  SELECT number, part, string_agg(text, ',' ORDER BY text COLLATE "C") AS texts
                  FROM detail
                  GROUP BY number, part)
                SELECT number, jsonb_object_agg(part, texts)::text
                FROM part
                GROUP BY number
                """.replace("@", companions).replace("!", STORE_TRIGGERS);
    }

    @Override
    public String copyThen(Companion companion, Moment moment) {
        PastRows past = new PastRows(companion, PastState.at(moment));
        return PostgresSnapshotSql.copyOut(past.rowsOf(past.changedKeys()));
    }

    @Override
    public String copyNow(Companion companion, Moment moment) {
        PastRows past = new PastRows(companion, PastState.at(moment));
        return PostgresSnapshotSql.copyOut(past.rowsNow());
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
    public String isShipped(Companion companion, Moment shipped) {
        return new PostgresShipping(companion, shipped).isShipped();
    }

    @Override
    public String includes() {
        return PostgresShipping.INCLUDES;
    }

    @Override
    public String stageChangedKeys(PlanId plan, int number, Companion companion, PastState state) {
        PastRows past = new PastRows(companion, state);
        return "CREATE UNLOGGED TABLE %s AS SELECT DISTINCT %s FROM %s"
                .formatted(keys(plan, number), past.keyColumns("r"), past.records("r"));
    }

    @Override
    public List<String> stageRows(PlanId plan, int number, Companion companion, PastState state, Reach reach) {
        PastRows past = new PastRows(companion, state);
        String laidOut = keys(plan, number);
        String wanted = reach == Reach.KEYS_LAID_OUT
                ? laidOut
                : "(SELECT * FROM %s UNION SELECT %s FROM %s)"
                        .formatted(laidOut, past.keyColumns("r"), past.records("r"));
        return List.of(
                "ANALYZE " + keys(plan, number),
                "CREATE UNLOGGED TABLE %s (%s) WITH (autovacuum_enabled = off)"
                        .formatted(
                                stage(plan, number),
                                definitions(companion.table().storedColumns())),
                "INSERT INTO %s (%s) %s"
                        .formatted(
                                stage(plan, number),
                                list(companion.table().storedColumns(), column -> quote(column.name())),
                                past.rowsOf(wanted)),
                "ANALYZE " + stage(plan, number));
    }

    @Override
    public String countContradictions(PlanId plan, int number, Companion companion, PastState state) {
        return new PastRows(companion, state).contradictionsOf(keys(plan, number));
    }

    /** A moment's cut as a constant. */
    static String cut(Moment moment) {
        return literal(moment.cut()) + "::pg_snapshot";
    }
}
