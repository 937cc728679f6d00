package io.tillback.dialect.postgresql;

import static io.tillback.dialect.postgresql.Sql.all;
import static io.tillback.dialect.postgresql.Sql.definition;
import static io.tillback.dialect.postgresql.Sql.list;
import static io.tillback.dialect.postgresql.Sql.literal;
import static io.tillback.dialect.postgresql.Sql.quote;
import static io.tillback.dialect.postgresql.Sql.rowsOf;

import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.Nesting;
import io.tillback.model.OnFailure;
import io.tillback.model.Recording;
import io.tillback.model.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a table is recorded: its companion, and the functions that {@link RecorderTriggers} run.
 *
 * <p>A function runs in the store's session with the rights of whoever created it: everything in it is named with its
 * schema, operators too, since the session's search path is not ours. It draws from no sequence (ADR 3). What it calls it
 * assigns: PL/pgSQL runs a query for PERFORM, and none for an expression. Expressions are short: it prepares each one anew in
 * every transaction.
 */
final class PostgresRecorder {
    /** Whoever waits for a table's lock makes all who come after wait too. */
    static final String SHORT_WAIT = "SET LOCAL lock_timeout = '200ms'";

    /** Stands for a table's name until there is one; no name holds it. */
    static final String PLACE = "\0";

    private static final Source OLD_ROWS = new Source("r", "FROM old_rows r");
    private static final Source NEW_ROWS = new Source("r", "FROM new_rows r");
    private static final Source OLD_ROW = new Source("OLD", "");
    private static final Source NEW_ROW = new Source("NEW", "");

    /** A statement that found no rows leaves no trace: it may be the only one of its transaction. */
    private static final String IF_ANY = """
              IF NOT FOUND THEN
                RETURN NULL;
              END IF;
            """;

    /** Named with the label of their block: the store's columns have any name. */
    private static final String VARIABLES = """
            <<recorder>>
            DECLARE
              noted pg_catalog.text;
            """;

    private static final String POSITION = "pg_catalog.pg_current_wal_insert_lsn()";
    private static final String STOOD = "recorder.stood";
    private static final String STANDING = "  stood pg_catalog.pg_lsn := " + POSITION + ";\n";

    private static final String BEGINNING = """
              beginning pg_catalog.text := 'tillback.began_' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text;
              began pg_catalog.pg_lsn;
            """;

    /** Records of what triggers of statements see. */
    private static final Set<String> STATEMENTS = Set.of("I", "U", "D");

    /** Those that tell when their statement began. */
    private static final Set<String> BEGUN = Set.of("U", "D");

    /** Where a record's values come from. */
    private record Source(String row, String from) {}

    private final Companion companion;
    private final TableShape table;
    private final RecordColumns own;

    PostgresRecorder(Companion companion) {
        this.companion = companion;
        this.table = companion.table();
        this.own = RecordColumns.of(table);
    }

    List<String> begin() {
        List<String> statements = new ArrayList<>();
        statements.add(SHORT_WAIT);
        statements.add("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(rowsOf(table)));
        statements.addAll(createCompanion());
        if (nests()) {
            statements.add(beginning());
        }
        statements.addAll(writeTo(1));
        statements.add(new RecorderTriggers(companion).create());
        return statements;
    }

    /** Nobody alters table, triggers or companion until the transaction ends; rows come and go. */
    List<String> holdStill() {
        return List.of(
                SHORT_WAIT,
                "LOCK TABLE %s, %s IN SHARE UPDATE EXCLUSIVE MODE"
                        .formatted(rowsOf(table), RecordColumns.tableOf(companion)));
    }

    /** A plain table, not a partition: its rows need not be routed. */
    List<String> writeTo(int segment) {
        String created = RecordColumns.segmentOf(companion, segment);
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE %s () INHERITS (%s)".formatted(created, RecordColumns.tableOf(companion)));
        statements.addAll(functions(created));
        return statements;
    }

    /** A key is not null where the row was there; of other columns nothing is known. */
    List<String> createCompanion() {
        String columns = list(
                table.storedColumns(),
                column -> definition(quote(column.name()), column)
                        + (table.key().contains(column.name()) ? " NOT NULL" : ""));
        String create =
                "CREATE TABLE %s (%s, %s)".formatted(RecordColumns.tableOf(companion), own.definitions(), columns);
        return table.storedColumns().stream().allMatch(RecordColumns::isBuiltIn)
                ? List.of(create)
                : List.of(create, keepEnumsAsTexts());
    }

    /** The store could not drop a type that a companion uses. Keys are compared, and need theirs. */
    private String keepEnumsAsTexts() {
        return "DO "
                + literal("""
                DECLARE enum name;
                BEGIN
                FOR enum IN
                  SELECT a.attname
                  FROM pg_attribute a
                  JOIN pg_type t ON t.oid = a.atttypid
                  LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
                  WHERE a.attrelid = %1$s::regclass AND a.attnum > 0
                    AND 'e' IN (t.typtype, e.typtype) AND a.attname NOT IN (%2$s)
                LOOP
                EXECUTE format('ALTER TABLE %%s ALTER COLUMN %%I TYPE text', %1$s, enum);
                END LOOP;
                END
                """.formatted(
                        literal(RecordColumns.tableOf(companion)), list(table.key(), name -> literal(name.value()))));
    }

    /**
     * Notes where a statement begins, for each depth of triggers within statements: an inner statement ends first, and its
     * record is written first, although the outer one changed the row before.
     */
    private String beginning() {
        return """
                CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %s
                """.formatted(name("begin"), literal("""
                        %sBEGIN
                          recorder.noted := pg_catalog.set_config(
                            'tillback.began_' OPERATOR(pg_catalog.||) pg_catalog.pg_trigger_depth()::pg_catalog.text,
                            pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text, TRUE);
                          RETURN NULL;
                        END""".formatted(VARIABLES)));
    }

    private String changed(String record, String moved) {
        String records = record + IF_ANY + moved;
        return nests()
                ? sinceBegun(records) + WhoRecorder.tell("")
                : moved.isEmpty() ? record + WhoRecorder.tell(IF_ANY) : records + WhoRecorder.tell("");
    }

    /** When this one began, if others were recorded since; then the mark for the statement that this one is within. */
    private String sinceBegun(String records) {
        return """
                  IF pg_catalog.length(pg_catalog.current_setting('tillback.inner', TRUE)) OPERATOR(pg_catalog.>) 0
                    AND pg_catalog.length(pg_catalog.current_setting(recorder.beginning, TRUE)) OPERATOR(pg_catalog.>) 0 THEN
                    recorder.began := pg_catalog.current_setting(recorder.beginning)::pg_catalog.pg_lsn;
                    IF pg_catalog.current_setting('tillback.inner')::pg_catalog.pg_lsn
                      OPERATOR(pg_catalog.<) recorder.began THEN
                      recorder.began := NULL;
                    END IF;
                  END IF;
                """ + records + """
                  IF pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 1 THEN
                    recorder.noted := pg_catalog.set_config(
                      'tillback.inner', pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text, TRUE);
                  END IF;
                """;
    }

    private List<String> functions(String segment) {
        List<Column> whole = table.storedColumns();
        List<Column> key = table.keyColumns();
        boolean byRow = companion.recording() == Recording.ROWS;
        String moved =
                switch (companion.recording()) {
                    case STATEMENTS -> "";
                    case PARTITIONS -> movedKeys(segment, key);
                    case ROWS ->
                        "  IF NOT (%s) THEN\n%s  END IF;\n".formatted(same("OLD", "NEW"), movedKey(segment, key));
                };
        return List.of(
                fits(),
                function("insert", record(segment, "I", key, byRow ? NEW_ROW : NEW_ROWS) + WhoRecorder.tell(IF_ANY)),
                function("update", changed(record(segment, "U", whole, byRow ? OLD_ROW : OLD_ROWS), moved)),
                function("delete", changed(record(segment, "D", whole, byRow ? OLD_ROW : OLD_ROWS), "")),
                // Asked for every row: what only a moved one needs waits until it is known to be one.
                function("move", unlessSame() + movedKey(segment, key).replace(STOOD, POSITION) + WhoRecorder.tell("")),
                function("truncate", truncated(segment, whole) + WhoRecorder.tell("")));
    }

    /**
     * A partition's rows are read where they lie: the trigger says where that is. A transaction that keeps to one view does
     * not see rows that were committed since, and takes them away all the same.
     */
    private String truncated(String segment, List<Column> whole) {
        String statement = record(segment, "T", whole, new Source("r", "FROM ONLY " + PLACE + " r"))
                .replace("%", "%%")
                .replace(PLACE, "%I.%I");
        return """
                  IF pg_catalog.textregexeq(pg_catalog.current_setting('transaction_isolation'), '^(repeatable|serializable)') THEN
                %s  END IF;
                  EXECUTE pg_catalog.format(%s, TG_TABLE_SCHEMA, TG_TABLE_NAME);
                """.formatted(
                        breakCoverage(
                                "'a TRUNCATE in a ' OPERATOR(pg_catalog.||) pg_catalog.upper(pg_catalog.current_setting("
                                        + "'transaction_isolation')) OPERATOR(pg_catalog.||) ' transaction: rows that it did not see are not recorded'"),
                        literal(statement));
    }

    /** The next beat finds the row. */
    private String breakCoverage(String reason) {
        return """
                    INSERT INTO tillback.journal_gap (companion, transaction, time, reason)
                    VALUES (%d, pg_catalog.pg_current_xact_id(), pg_catalog.clock_timestamp(), %s);
                """.formatted(companion.number(), reason);
    }

    private String movedKey(String segment, List<Column> key) {
        return record(segment, "M", key, OLD_ROW) + record(segment, "I", key, NEW_ROW);
    }

    /**
     * Each row is asked: the database does not let a column be retyped or dropped that a trigger names, be it in {@code UPDATE
     * OF} or in its condition.
     */
    private String unlessSame() {
        return "  IF %s THEN\n    RETURN NULL;\n  END IF;\n".formatted(same("OLD", "NEW"));
    }

    /** Keys are not joined, since a plan made for one row is kept for a million. */
    private String movedKeys(String segment, List<Column> key) {
        String gone = keys("old_rows", key) + " EXCEPT ALL " + keys("new_rows", key);
        String come = keys("new_rows", key) + " EXCEPT ALL " + keys("old_rows", key);
        return "  IF EXISTS (" + gone + ") THEN\n" + record(segment, "M", key, new Source("r", "FROM (" + gone + ") r"))
                + record(segment, "I", key, new Source("r", "FROM (" + come + ") r")) + "  END IF;\n";
    }

    private static String keys(String rows, List<Column> key) {
        return "SELECT %s FROM %s r"
                .formatted(list(key, column -> Sql.value(column, "r") + " AS " + quote(column.name())), rows);
    }

    private String same(String left, String right) {
        return all(table.keyColumns(), column -> "%s OPERATOR(%s.=) %s"
                .formatted(Sql.value(column, left), quote(column.values().operators()), Sql.value(column, right)));
    }

    /** A row that may be among a statement's rows twice has a position of its own each time. */
    private String record(String segment, String operation, List<Column> columns, Source source) {
        String values = """
                %s, pg_catalog.pg_current_xact_id(),
                         pg_catalog.statement_timestamp(), '%s', pg_catalog.pg_backend_pid(), %s, %s""".formatted(
                        changesOnce() && STATEMENTS.contains(operation) ? STOOD : POSITION,
                        operation,
                        nests() && BEGUN.contains(operation) ? "recorder.began" : "NULL",
                        list(columns, column -> source.row() + "." + quote(column.name())));
        return """
                  INSERT INTO %s (%s, %s)
                  %s;
                """.formatted(
                segment,
                own.names(),
                list(columns, column -> quote(column.name())),
                source.from().isEmpty() ? "VALUES (" + values + ")" : "SELECT " + values + "\n  " + source.from());
    }

    private boolean changesOnce() {
        return companion.nesting() == Nesting.NONE && companion.recording() == Recording.STATEMENTS;
    }

    private boolean nests() {
        return companion.nesting() == Nesting.POSSIBLE;
    }

    private String name(String what) {
        return name(companion.number(), what);
    }

    static String name(int companion, String what) {
        return "tillback.record_" + companion + "_" + what;
    }

    /**
     * The table is named by its number in the database, which stays when it is renamed, and only the database knows it. As a
     * constant it tells the database to ask {@link #fits} again once the table is altered.
     */
    private String function(String what, String body) {
        String variables = VARIABLES + (nests() ? BEGINNING : "") + (body.contains(STOOD) ? STANDING : "");
        String work = companion.onFailure() == OnFailure.FAIL_THE_WRITE
                ? body
                : "BEGIN\n" + body + "EXCEPTION WHEN OTHERS THEN\n" + breakCoverage("SQLERRM") + "END;\n";
        String create = """
                CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS %s
                """.formatted(
                        name(what), literal(variables + "BEGIN\n" + unlessAltered() + work + "  RETURN NULL;\nEND"));
        return "DO "
                + literal("""
                BEGIN
                EXECUTE format(%s, %s::regclass::oid);
                END
                """.formatted(
                                literal(create.replace("%", "%%").replace(PLACE, "%s")), literal(quote(table.id()))));
    }

    private String unlessAltered() {
        return "  IF NOT %s('%s'::pg_catalog.regclass) THEN\n    RETURN NULL;\n  END IF;\n"
                .formatted(name("fits"), PLACE);
    }

    /**
     * Whether the table is built as it was: of one that was altered since, columns may be gone, and the store's write would
     * fail. Its coverage ends at the next beat, which sees the same, and nothing of it is recorded until then.
     *
     * <p>It is called immutable, which it is not, so that it is asked when a statement is planned, and not each time.
     */
    private String fits() {
        return """
                CREATE OR REPLACE FUNCTION %s(recorded regclass) RETURNS boolean
                LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog AS %s
                """.formatted(name("fits"), literal("""
                        SELECT NOT EXISTS (
                          SELECT FROM tillback.journal j
                          WHERE j.number = %d AND j.evidence <> ''
                            AND ARRAY(
                              SELECT %s
                              FROM pg_attribute a
                              WHERE a.attrelid = recorded AND a.attnum > 0
                              ORDER BY 1) <> ARRAY(
                              SELECT built
                              FROM unnest(string_to_array(j.evidence::jsonb ->> 'columns', ',')) built
                              WHERE built LIKE recorded::oid || ' %%'
                              ORDER BY 1))
                        """.formatted(companion.number(), PostgresEvidence.COLUMN)));
    }

    /** Takes the triggers along. */
    static List<String> end(int companion) {
        return Stream.concat(
                        Stream.of(SHORT_WAIT),
                        Stream.of(
                                        "begin()",
                                        "insert()",
                                        "update()",
                                        "delete()",
                                        "move()",
                                        "truncate()",
                                        "fits(regclass)")
                                .map(what -> "DROP FUNCTION IF EXISTS " + name(companion, what) + " CASCADE"))
                .toList();
    }
}
