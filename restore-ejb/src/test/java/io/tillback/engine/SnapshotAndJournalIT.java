package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Coverage;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition;
import io.tillback.model.Moment;
import io.tillback.model.Past;
import io.tillback.model.Progress;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.DataGap;
import io.tillback.plan.JournalPlanner;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recording has ended since: what a table was before is told by the next snapshot, and the journal from it back. */
@SuppressWarnings("NullAway.Init")
class SnapshotAndJournalIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final TableId GOODS = new TableId("shop", "goods");
    private static final TableId AREA = new TableId("shop", "area");
    private static final String ADD_COLUMN = "ALTER TABLE shop.item ADD COLUMN extra int DEFAULT 7";

    private static final String RETYPE_KEY = "ALTER TABLE shop.item ALTER COLUMN id TYPE bigint";

    private static final List<ColumnName> NAME = List.of(new ColumnName("name"));

    /** Values, key changes, rows that come, go and come again. */
    private static final String CHANGES = """
            UPDATE shop.item SET name = 'x' || id, price = price + 1 WHERE id % 3 = 0;
            DELETE FROM shop.item WHERE id BETWEEN 50 AND 59;
            INSERT INTO shop.item (id, name) VALUES (51, 'again'), (1001, 'new'), (1002, NULL);
            DELETE FROM shop.item WHERE id = 1001;
            UPDATE shop.item SET id = id + 2000, name = 'moved' WHERE id BETWEEN 60 AND 64;
            UPDATE shop.item SET id = 62 WHERE id = 10;
            UPDATE shop.item SET name = 'x' || name WHERE id < 5;
            """;

    private Engine engine;
    private Manifest before;
    private Moment target;
    private Manifest copy;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text, "journal_time" timestamptz DEFAULT now(),
                  price numeric(9,2), twice numeric GENERATED ALWAYS AS (price * 2) STORED, ok boolean, parts int[]);
                INSERT INTO shop.item (id, name, price, ok, parts)
                SELECT n, 'i' || n, n, n % 2 = 0, ARRAY[n, NULL] FROM generate_series(1, 300) n;
                CREATE TABLE shop.area (zone int, id int, name text, PRIMARY KEY (zone, id)) PARTITION BY LIST (zone);
                CREATE TABLE shop.area_1 PARTITION OF shop.area FOR VALUES IN (1);
                CREATE TABLE shop.area_2 PARTITION OF shop.area FOR VALUES IN (2);
                INSERT INTO shop.area SELECT 1 + n % 2, n, 'a' || n FROM generate_series(1, 40) n;
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** A snapshot, changes, the target, changes, a snapshot, changes. */
    private void live(String changes) throws SQLException {
        engine.record();
        before = engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET name = name || '!' WHERE id < 100; DELETE FROM shop.item WHERE id = 200");
        target = engine.journal().beat();
        engine.superuserSql("CREATE TABLE tillback.truth AS SELECT id, name, price, \"journal_time\" AS at, ok, parts"
                + " FROM shop.item; CREATE TABLE tillback.truth_of_areas AS SELECT * FROM shop.area;"
                + " GRANT SELECT ON tillback.truth, tillback.truth_of_areas TO PUBLIC");
        engine.sql(changes);
        copy = engine.takeSnapshot();
        engine.sql(
                "UPDATE shop.item SET name = 'after' WHERE id % 2 = 0; DELETE FROM shop.item WHERE id BETWEEN 70 AND 75;"
                        + " INSERT INTO shop.item (id, name) VALUES (5001, 'after'); UPDATE shop.area SET name = 'after' WHERE id < 5");
        engine.journal().beat();
    }

    private void end(String how) throws SQLException {
        engine.superuserSql(how);
        engine.journal().beat();
    }

    private Plan plan(RestoreScope... scopes) throws SQLException {
        return plan(new RestoreTarget.AtInstant(target.takenAt()), scopes);
    }

    private Plan plan(RestoreTarget.AtInstant at, RestoreScope... scopes) throws SQLException {
        RestoreRequest request = new RestoreRequest(at, List.of(scopes), Requests.EXACTLY);
        JournalPlanner planner = engine.journalPlanner(before, copy, engine.takeSnapshot());
        planner.require(request, at);
        return engine.kept(planner.plan(engine.nextPlanId(), request, at, Progress.NONE));
    }

    private List<String> differences(String items) throws SQLException {
        String then = "SELECT concat_ws('|', id, name, price, at, ok, parts) FROM tillback.truth";
        String now = "SELECT concat_ws('|', id, name, price, \"journal_time\", ok, parts) FROM " + items;
        return engine.texts("(%1$s EXCEPT ALL %2$s) UNION ALL (%2$s EXCEPT ALL %1$s)".formatted(then, now));
    }

    private void requireBack(Plan plan) {
        assertThat(plan.gap().headline())
                .first()
                .asString()
                .startsWith("Unknown ")
                .contains("had ended: ");
        assertThat(plan.gap().headline()).element(1).asString().contains("is exact: that of snapshot " + copy.id());
        assertThat(plan.targetAt()).isEqualTo(target.takenAt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TRIGGER tillback_2_update ON shop.item",
                "ALTER TABLE shop.item DISABLE TRIGGER ALL",
                ADD_COLUMN,
                "ALTER TABLE shop.item ALTER COLUMN name TYPE varchar(40)",
                "ALTER TABLE shop.item ALTER COLUMN name TYPE text COLLATE \"C\"",
                "ALTER TABLE shop.item DROP COLUMN twice, ALTER COLUMN price TYPE numeric(12,4)",
                RETYPE_KEY,
                "ALTER TABLE shop.item RENAME TO old; CREATE TABLE shop.item (LIKE shop.old INCLUDING ALL);"
                        + " ALTER TABLE shop.item OWNER TO shop_owner",
                "DROP TABLE shop.item; CREATE TABLE shop.item (id int PRIMARY KEY, parts int[], ok bool, name text,"
                        + " \"journal_time\" timestamptz, price numeric); ALTER TABLE shop.item OWNER TO shop_owner",
                "DROP TABLE shop.item"
            })
    void a_table_comes_back_as_it_was_between_two_snapshots(String how) throws SQLException {
        live(CHANGES);
        end(how);
        if (!how.equals("DROP TABLE shop.item")) {
            engine.superuserSql("UPDATE shop.item SET name = 'late'; DELETE FROM shop.item WHERE id < 30;"
                    + " INSERT INTO shop.item (id) VALUES (9001)");
        }
        engine.record();

        Plan plan = plan(RestoreScope.wholeTable(ITEM));
        requireBack(plan);
        engine.apply(plan);

        assertThat(engine.texts(
                        "SELECT count(*) FROM (SELECT id, name, price, at, ok, parts FROM tillback.truth EXCEPT ALL"
                                + " SELECT id, name, price, \"journal_time\", ok, parts FROM shop.item) d"))
                .containsExactly("0");
        assertThat(differencesInCount()).isZero();
    }

    private long differencesInCount() throws SQLException {
        return engine.number("SELECT (SELECT count(*) FROM shop.item) - (SELECT count(*) FROM tillback.truth)");
    }

    @Test
    void a_renamed_table_comes_back_from_the_name_it_had() throws SQLException {
        live(CHANGES);
        end("ALTER TABLE shop.item RENAME TO goods");
        engine.record();
        engine.sql("DELETE FROM shop.goods WHERE id < 100");

        Plan plan = plan(RestoreScope.wholeTable(GOODS).withPast(Past.named(ITEM)));
        requireBack(plan);
        engine.apply(plan);

        assertThat(differences("shop.goods")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TRUNCATE shop.item",
                "TRUNCATE shop.item; INSERT INTO shop.item (id, name) VALUES (1, 'again')",
                "UPDATE shop.item SET id = id + 1000; UPDATE shop.item SET id = 5000 - id; UPDATE shop.item SET price = 0",
                "DELETE FROM shop.item; INSERT INTO shop.item (id, name) SELECT n, 'n' FROM generate_series(200, 500) n",
                "INSERT INTO shop.item (id, name) VALUES (1, 'c'), (700, 'c') ON CONFLICT (id) DO UPDATE SET name = 'd'",
                "SELECT"
            })
    void whatever_happened_between_the_target_and_the_snapshot_is_taken_off_it(String changes) throws SQLException {
        live(changes);
        end(ADD_COLUMN);

        engine.apply(plan(RestoreScope.wholeTable(ITEM)));

        assertThat(differences("shop.item")).isEmpty();
    }

    @Test
    void rows_that_a_trigger_of_the_store_changed_again_come_back() throws SQLException {
        engine.sql("""
                CREATE FUNCTION shop.count() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF pg_trigger_depth() < 2 THEN
                    UPDATE shop.item SET price = price + 1 WHERE id IN (OLD.id, OLD.id + 1);
                  END IF;
                  RETURN NULL;
                END$$;
                CREATE TRIGGER early AFTER UPDATE OR DELETE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.count();
                """);
        live(CHANGES);
        end(ADD_COLUMN);

        engine.apply(plan(RestoreScope.wholeTable(ITEM)));

        assertThat(differences("shop.item")).isEmpty();
    }

    @Test
    void rows_of_partitions_come_back_and_so_does_what_moved_between_them() throws SQLException {
        live("UPDATE shop.area SET zone = 3 - zone WHERE id < 10; DELETE FROM shop.area WHERE id = 20;"
                + " UPDATE shop.area SET name = 'x' WHERE id > 30; INSERT INTO shop.area VALUES (1, 77, 'new')");
        end("ALTER TABLE shop.area ADD COLUMN extra int");

        engine.apply(plan(RestoreScope.wholeTable(AREA)));

        assertThat(
                        engine.texts(
                                "SELECT zone, id, name FROM shop.area EXCEPT SELECT zone, id, name FROM tillback.truth_of_areas"))
                .isEmpty();
        assertThat(engine.number("SELECT count(*) FROM shop.area")).isEqualTo(40);
    }

    /** 3, 52 and 57 went or came again, 62 was another row, 1002 came; 150 is as it was. */
    @ParameterizedTest
    @ValueSource(strings = {ADD_COLUMN, RETYPE_KEY})
    void rows_by_key_come_back_and_no_others(String how) throws SQLException {
        live(CHANGES);
        end(how);
        engine.sql("UPDATE shop.item SET name = 'late'");
        List<RowKey> keys = Stream.of("3", "52", "57", "62", "1002", "150")
                .map(key -> new RowKey(List.of(key)))
                .toList();

        Plan plan = plan(Requests.rows(ITEM, new RowScope.Keys(keys)));
        requireBack(plan);
        engine.apply(plan);

        String these = "id IN (3, 52, 57, 62, 1002, 150)";
        assertThat(engine.texts("SELECT id || name FROM shop.item WHERE " + these + " ORDER BY id"))
                .isEqualTo(engine.texts("SELECT id || name FROM tillback.truth WHERE " + these + " ORDER BY id"));
        assertThat(engine.number("SELECT count(*) FROM shop.item WHERE name <> 'late' AND NOT " + these))
                .isZero();
    }

    @Test
    void columns_and_rows_that_meet_a_condition_come_back_and_nothing_else() throws SQLException {
        live(CHANGES);
        end(ADD_COLUMN);
        engine.sql("UPDATE shop.item SET name = 'late', price = -1");

        engine.apply(plan(new RestoreScope(
                ITEM,
                new ColumnScope.Columns(NAME),
                Requests.where(Requests.compare("id", Condition.Operator.LESS, "70")))));

        assertThat(
                        engine.texts(
                                "SELECT id FROM shop.item i JOIN tillback.truth t USING (id)"
                                        + " WHERE i.name IS DISTINCT FROM CASE WHEN id < 70 THEN t.name ELSE 'late' END OR i.price <> -1"))
                .isEmpty();
    }

    @Test
    void what_was_not_recorded_is_said_with_the_reason() throws SQLException {
        live(CHANGES);
        Moment last = engine.journal().beat();
        end(ADD_COLUMN);
        engine.record();

        DataGap gap = plan(RestoreScope.wholeTable(ITEM)).gap();

        Coverage again = engine.journal().findCoverage().stream()
                .filter(coverage -> coverage.companion().table().id().equals(ITEM))
                .filter(coverage -> coverage.end().isEmpty())
                .findFirst()
                .orElseThrow();
        String reason = "Recording of shop.item had ended: altered since: columns.";
        assertThat(gap.unknowns())
                .containsExactly(
                        new DataGap.Unknown(ITEM, last.takenAt(), again.since().takenAt(), reason));
        assertThat(gap.headline())
                .startsWith(
                        "Unknown from " + last.takenAt() + " to "
                                + again.since().takenAt() + ": " + reason,
                        "The state of shop.item is exact: that of snapshot " + copy.id() + ", "
                                + copy.moment().takenAt() + ", less every change that the journal holds between "
                                + target.takenAt() + " and it.");
    }

    @Test
    void one_plan_has_one_state_though_only_one_of_its_tables_is_no_longer_recorded() throws SQLException {
        live(CHANGES);
        end(ADD_COLUMN);
        engine.sql("DELETE FROM shop.area WHERE id < 20");

        Plan plan = plan(RestoreScope.wholeTable(ITEM), RestoreScope.wholeTable(AREA));
        requireBack(plan);
        assertThat(plan.gap().unknowns()).extracting(DataGap.Unknown::table).containsExactly(ITEM);
        engine.apply(plan);

        assertThat(differences("shop.item")).isEmpty();
        assertThat(engine.number("SELECT count(*) FROM shop.area")).isEqualTo(40);
    }

    @Test
    void what_a_transaction_found_comes_back_where_recording_has_ended_since() throws SQLException {
        live("UPDATE shop.item SET name = 'harm', price = 0 WHERE id BETWEEN 20 AND 80");
        long harm = engine.number("SELECT journal_transaction::text FROM tillback.journal_2 WHERE name = 'i20!'");
        end(ADD_COLUMN);
        engine.sql("UPDATE shop.item SET name = 'late'");
        RestoreTarget.BeforeTransaction found = new RestoreTarget.BeforeTransaction(harm);
        RestoreRequest request = new RestoreRequest(found, List.of(RestoreScope.wholeTable(ITEM)), Requests.EXACTLY);

        JournalPlanner planner = engine.journalPlanner(before, copy);
        planner.require(request, found);
        engine.apply(engine.kept(planner.plan(engine.nextPlanId(), request, found, Progress.NONE)));

        assertThat(differences("shop.item")).isEmpty();
    }

    @Test
    void a_snapshot_that_was_taken_after_recording_had_ended_is_not_gone_back_from() throws SQLException {
        live(CHANGES);
        engine.superuserSql("ALTER TABLE shop.item DISABLE TRIGGER ALL; UPDATE shop.item SET name = 'unseen'");
        Manifest unseen = engine.takeSnapshot();
        engine.journal().beat();
        engine.record();
        Manifest anew = engine.takeSnapshot();
        RestoreTarget.AtInstant at = new RestoreTarget.AtInstant(target.takenAt());
        RestoreRequest request = new RestoreRequest(at, List.of(RestoreScope.wholeTable(ITEM)), Requests.EXACTLY);

        Plan plan = engine.journalPlanner(before, unseen, anew).plan(engine.nextPlanId(), request, at, Progress.NONE);

        assertThat(plan.gap().headline())
                .element(1)
                .asString()
                .contains(
                        "snapshot " + before.id(),
                        "when it ended: altered since: triggers",
                        "from no later snapshot does it lead back");
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journalPlanner(unseen, anew).require(request, at))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MOMENT_NOT_COVERED));
    }

    @Test
    void records_that_are_missing_are_noticed() throws SQLException {
        live(CHANGES);
        end(ADD_COLUMN);
        engine.superuserSql("DELETE FROM tillback.journal_2 WHERE id = 51 AND journal_operation = 'I'");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> plan(RestoreScope.wholeTable(ITEM)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MOMENT_NOT_COVERED))
                .withMessageContaining("records of 1 rows are missing");
    }
}
