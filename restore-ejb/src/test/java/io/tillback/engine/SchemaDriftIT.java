package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.ColumnSource;
import io.tillback.model.Condition.Operator;
import io.tillback.model.Past;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.RowScope.Side;
import io.tillback.model.TableId;
import io.tillback.plan.Drift.Kind;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan.RowCounts;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The past of a table that was altered since: each difference has an answer, which the plan shows. */
class SchemaDriftIT {
    private static final TableId RULE = new TableId("shop", "rule");
    private static final RestoreScope WHOLE = RestoreScope.wholeTable(RULE);

    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void fill_a_store_and_take_a_snapshot() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TYPE shop.state AS ENUM ('new', 'live', 'archived');
                CREATE TABLE shop.rule (
                  id int PRIMARY KEY,
                  code text NOT NULL UNIQUE,
                  state shop.state,
                  amount numeric(12,4),
                  size bigint,
                  at timestamp,
                  "trigger" text);
                INSERT INTO shop.rule
                  SELECT n, 'c' || n, (ARRAY['new', 'live', 'archived'])[n % 3 + 1]::shop.state, n + 0.2500, n * 1000,
                         timestamp '2026-01-01 10:00' + n * interval '1 day', 'rule ' || n
                  FROM generate_series(1, 30) n;
                """);
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan(RestorePolicy policy, RestoreScope scope) throws SQLException {
        return engine.plan(Requests.request(manifest, policy, scope), manifest);
    }

    private static RestoreScope column(String name) {
        return new RestoreScope(RULE, new ColumnScope.Columns(List.of(new ColumnName(name))), new RowScope.AllRows());
    }

    private static ColumnName name(String name) {
        return new ColumnName(name);
    }

    private static void assertRefused(ErrorCode code, String fact, ThrowingCallable call) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(call)
                .matches(e -> e.code() == code, code.name())
                .withMessageContaining(fact);
    }

    private static void assertAnswer(Plan plan, Kind kind, String words) {
        assertThat(plan.drift()).anySatisfy(answer -> {
            assertThat(answer.kind()).isEqualTo(kind);
            assertThat(answer.answer()).contains(words);
        });
    }

    @Test
    void a_column_added_since_keeps_its_value_and_created_rows_get_its_default() throws SQLException {
        engine.sql("ALTER TABLE shop.rule ADD note text DEFAULT 'none'; UPDATE shop.rule SET note = 'mine'");
        engine.sql("UPDATE shop.rule SET code = 'x' WHERE id = 1; DELETE FROM shop.rule WHERE id = 2");

        Plan plan = plan(Requests.EXACTLY, WHOLE);
        engine.apply(plan);

        assertAnswer(plan, Kind.COLUMN_ADDED, "note was added since: existing rows keep its value");
        assertThat(engine.texts("SELECT code || ' ' || note FROM shop.rule WHERE id IN (1, 2) ORDER BY id"))
                .containsExactly("c1 mine", "c2 none");
    }

    @Test
    void a_new_column_without_default_keeps_rows_from_being_created_until_it_is_given_a_value() throws SQLException {
        engine.sql("ALTER TABLE shop.rule ADD owner int; UPDATE shop.rule SET owner = 7");
        engine.sql("ALTER TABLE shop.rule ALTER owner SET NOT NULL; DELETE FROM shop.rule WHERE id IN (2, 3)");

        assertRefused(
                ErrorCode.SCHEMA_CHANGED,
                "Cannot create 2 rows of shop.rule: the past has no value for [owner]",
                () -> plan(Requests.EXACTLY, WHOLE));

        Plan plan = plan(RestorePolicy.bringBack(), WHOLE.withPast(Past.of(ColumnSource.value(name("owner"), "7"))));
        engine.apply(plan);
        assertAnswer(plan, Kind.COLUMN_MAPPED, "owner gets the value '7'");
        assertThat(engine.number("SELECT count(*) FROM shop.rule WHERE owner = 7"))
                .isEqualTo(30);
    }

    @Test
    void a_value_for_a_column_that_does_not_take_it_is_refused() throws SQLException {
        engine.sql("ALTER TABLE shop.rule ADD owner int");

        assertRefused(
                ErrorCode.VALUE_UNFIT,
                "invalid input syntax for type integer: \"seven\"",
                () -> plan(
                        RestorePolicy.bringBack(),
                        WHOLE.withPast(Past.of(ColumnSource.value(name("owner"), "seven")))));
    }

    @Test
    void a_column_dropped_since_is_named_and_the_others_come_back() throws SQLException {
        engine.sql(
                "ALTER TABLE shop.rule DROP amount; DROP TYPE IF EXISTS nothing; UPDATE shop.rule SET code = 'x' || id");

        Plan plan = plan(Requests.EXACTLY, WHOLE);
        engine.apply(plan);

        assertAnswer(plan, Kind.COLUMN_DROPPED, "amount was dropped since: its values do not come back");
        assertThat(engine.number("SELECT count(*) FROM shop.rule WHERE code = 'c' || id"))
                .isEqualTo(30);
        assertRefused(
                ErrorCode.COLUMN_UNKNOWN, "no such column", () -> plan(RestorePolicy.bringBack(), column("amount")));
    }

    @Test
    void a_dropped_type_does_not_stand_in_the_way_of_other_columns() throws SQLException {
        engine.sql("ALTER TABLE shop.rule DROP state; DROP TYPE shop.state; UPDATE shop.rule SET code = 'x' || id");

        engine.apply(plan(Requests.EXACTLY, WHOLE));

        assertThat(engine.number("SELECT count(*) FROM shop.rule WHERE code = 'c' || id"))
                .isEqualTo(30);
    }

    @Test
    void widened_columns_take_their_old_values() throws SQLException {
        engine.sql("""
                ALTER TABLE shop.rule ALTER size TYPE numeric(30,2), ALTER amount TYPE numeric, ALTER id TYPE bigint,
                  ALTER at TYPE timestamptz USING at AT TIME ZONE 'UTC';
                UPDATE shop.rule SET size = 0, amount = 0, at = now()
                """);

        Plan plan = plan(Requests.EXACTLY, WHOLE);
        engine.apply(plan);

        assertAnswer(plan, Kind.COLUMN_RETYPED, "size was bigint then and is numeric(30,2) now");
        assertThat(plan.tables().get(0).counts()).isEqualTo(new RowCounts(0, 30, 0, 0, 0, 0));
        assertThat(engine.number("SELECT count(*) FROM shop.rule WHERE size = id * 1000 AND amount = id + 0.25"))
                .isEqualTo(30);
        assertThat(engine.texts("SELECT at AT TIME ZONE 'UTC' FROM shop.rule WHERE id = 1"))
                .containsExactly("2026-01-02 10:00:00");
    }

    @Test
    void rows_whose_values_a_narrowed_column_cannot_hold_stay_as_they_are_and_are_counted() throws SQLException {
        engine.sql("""
                ALTER TABLE shop.rule ALTER size TYPE smallint USING 1, ALTER amount TYPE numeric(12,1) USING 0,
                  ALTER "trigger" TYPE varchar(6) USING ''
                """);

        Plan sizes = plan(RestorePolicy.bringBack(), column("size"));
        Plan amounts = plan(RestorePolicy.bringBack(), column("amount"));
        Plan triggers = plan(RestorePolicy.bringBack(), column("trigger"));
        engine.apply(triggers);

        assertThat(sizes.tables().get(0).counts()).isEqualTo(new RowCounts(0, 30, 0, 0, 0, 0));
        assertThat(amounts.tables().get(0).counts()).isEqualTo(new RowCounts(0, 0, 0, 0, 30, 0));
        assertThat(triggers.tables().get(0).counts()).isEqualTo(new RowCounts(0, 9, 0, 0, 21, 0));
        assertAnswer(triggers, Kind.VALUES_UNFIT, "21 rows of then hold values that today's columns do not take");
        assertThat(triggers.gap().headline()).anyMatch(line -> line.contains("21 rows of then hold values"));
        assertThat(engine.number("SELECT count(*) FROM shop.rule WHERE \"trigger\" = 'rule ' || id"))
                .isEqualTo(9);
        assertThat(engine.number("SELECT count(*) FROM shop.rule WHERE \"trigger\" = ''"))
                .isEqualTo(21);
    }

    @Test
    void a_value_removed_from_an_enum_leaves_its_rows_alone_and_creates_none_of_them() throws SQLException {
        engine.sql("""
                ALTER TYPE shop.state RENAME TO old_state;
                CREATE TYPE shop.state AS ENUM ('new', 'live');
                ALTER TABLE shop.rule ALTER state TYPE shop.state USING 'new'::shop.state;
                DELETE FROM shop.rule WHERE id IN (2, 3)
                """);

        Plan plan = plan(Requests.EXACTLY, WHOLE);
        engine.apply(plan);

        assertAnswer(plan, Kind.VALUES_UNFIT, "10 rows of then hold values");
        assertAnswer(plan, Kind.VALUES_UNFIT, "column state: archived");
        assertThat(engine.texts("SELECT state || ' ' || count(*) FROM shop.rule GROUP BY state ORDER BY 1"))
                .containsExactly("live 10", "new 19");
        assertThat(engine.texts("SELECT id FROM shop.rule WHERE id IN (2, 3)")).containsExactly("3");
    }

    @Test
    void a_renamed_column_is_found_by_its_old_name() throws SQLException {
        engine.sql("ALTER TABLE shop.rule RENAME \"trigger\" TO trigger_v2; UPDATE shop.rule SET trigger_v2 = NULL");

        assertRefused(
                ErrorCode.SCHEMA_CHANGED,
                "column trigger_v2 was added since",
                () -> plan(RestorePolicy.bringBack(), column("trigger_v2")));
        Plan plan = plan(
                RestorePolicy.bringBack(),
                column("trigger_v2").withPast(Past.of(ColumnSource.from(name("trigger_v2"), name("trigger")))));
        engine.apply(plan);

        assertAnswer(plan, Kind.COLUMN_MAPPED, "trigger_v2 takes its values from column trigger");
        assertThat(engine.number("SELECT count(*) FROM shop.rule WHERE trigger_v2 = 'rule ' || id"))
                .isEqualTo(30);
    }

    @Test
    void one_column_comes_back_from_another_where_both_exist_today() throws SQLException {
        engine.sql(
                "ALTER TABLE shop.rule ADD trigger_v2 text; UPDATE shop.rule SET \"trigger\" = '', trigger_v2 = 'kept' WHERE id < 4");

        engine.apply(plan(
                RestorePolicy.bringBack(),
                column("trigger_v2").withPast(Past.of(ColumnSource.from(name("trigger_v2"), name("trigger"))))));

        assertThat(engine.texts(
                        "SELECT \"trigger\" || '|' || trigger_v2 FROM shop.rule WHERE id IN (3, 4) ORDER BY id"))
                .containsExactly("|rule 3", "rule 4|rule 4");
    }

    @Test
    void a_condition_on_rows_of_then_finds_a_column_where_it_is_mapped_to_though_it_is_not_restored()
            throws SQLException {
        engine.sql("ALTER TABLE shop.rule RENAME \"trigger\" TO trigger_v2; UPDATE shop.rule SET code = 'x' || id");
        RestoreScope third = columnWhere("code", "trigger_v2", "rule 3");

        assertRefused(
                ErrorCode.SCHEMA_CHANGED,
                "Cannot ask rows of then for trigger_v2",
                () -> plan(RestorePolicy.bringBack(), third));
        engine.apply(plan(
                RestorePolicy.bringBack(),
                third.withPast(Past.of(ColumnSource.from(name("trigger_v2"), name("trigger"))))));

        assertThat(engine.texts("SELECT id FROM shop.rule WHERE code LIKE 'c%'"))
                .containsExactly("3");
    }

    @Test
    void a_condition_on_rows_of_then_asks_the_column_that_another_takes_its_values_from() throws SQLException {
        engine.sql("UPDATE shop.rule SET size = 0");
        RestoreScope sizes = columnWhere("size", "code", "rule 3")
                .withPast(Past.of(ColumnSource.from(name("code"), name("trigger"))));

        engine.apply(plan(RestorePolicy.bringBack(), sizes));

        assertThat(engine.texts("SELECT id FROM shop.rule WHERE size > 0")).containsExactly("3");
    }

    private static RestoreScope columnWhere(String restored, String asked, String value) {
        return new RestoreScope(
                RULE,
                new ColumnScope.Columns(List.of(name(restored))),
                new RowScope.Matching(Requests.compare(asked, Operator.EQUAL, value), Side.TARGET));
    }

    @Test
    void a_renamed_table_is_found_by_its_old_name() throws SQLException {
        engine.sql(
                "ALTER TABLE shop.rule RENAME TO \"Rule of today\"; UPDATE shop.\"Rule of today\" SET code = 'x' || id");
        RestoreScope renamed = RestoreScope.wholeTable(new TableId("shop", "Rule of today"));

        assertRefused(ErrorCode.TABLE_NOT_IN_SNAPSHOT, "does not hold", () -> plan(RestorePolicy.bringBack(), renamed));
        Plan plan = plan(Requests.EXACTLY, renamed.withPast(Past.named(RULE)));
        engine.apply(plan);

        assertAnswer(plan, Kind.TABLE_RENAMED, "It was called shop.rule then");
        assertThat(engine.number("SELECT count(*) FROM shop.\"Rule of today\" WHERE code = 'c' || id"))
                .isEqualTo(30);
    }

    @Test
    void rows_are_matched_by_a_changed_key_if_it_tells_them_apart() throws SQLException {
        engine.sql(
                "ALTER TABLE shop.rule DROP CONSTRAINT rule_pkey, ADD PRIMARY KEY (code); UPDATE shop.rule SET size = 0");

        Plan plan = plan(Requests.EXACTLY, WHOLE);
        engine.apply(plan);

        assertAnswer(plan, Kind.KEY_CHANGED, "identified by id then: they are matched by code now");
        assertThat(engine.number("SELECT count(*) FROM shop.rule WHERE size = id * 1000"))
                .isEqualTo(30);
    }

    @Test
    void a_changed_key_that_several_rows_of_then_share_is_refused() throws SQLException {
        engine.sql("UPDATE shop.rule SET state = NULL");
        engine.sql("ALTER TABLE shop.rule DROP CONSTRAINT rule_pkey; DELETE FROM shop.rule WHERE id > 1");
        engine.sql("UPDATE shop.rule SET state = 'new'; ALTER TABLE shop.rule ADD PRIMARY KEY (state)");

        assertRefused(
                ErrorCode.SCHEMA_CHANGED, "30 rows or keys of the past", () -> plan(RestorePolicy.bringBack(), WHOLE));
    }

    @Test
    void a_key_that_did_not_exist_then_gives_way_to_columns_that_identify_rows_on_both_sides() throws SQLException {
        engine.sql("""
                ALTER TABLE shop.rule DROP CONSTRAINT rule_pkey;
                ALTER TABLE shop.rule ADD uid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
                UPDATE shop.rule SET size = 0;
                DELETE FROM shop.rule WHERE id = 9
                """);

        assertRefused(ErrorCode.SCHEMA_CHANGED, "uid was added since", () -> plan(Requests.EXACTLY, WHOLE));
        engine.apply(plan(Requests.EXACTLY, WHOLE.withPast(Past.matchedBy(name("code")))));

        assertThat(engine.number("SELECT count(*) FROM shop.rule WHERE size = id * 1000"))
                .isEqualTo(30);
        assertThat(engine.number("SELECT uid FROM shop.rule WHERE id = 9")).isEqualTo(31);
    }

    @Test
    void a_table_split_into_partitions_takes_its_rows_where_they_belong_today() throws SQLException {
        engine.sql("""
                ALTER TABLE shop.rule RENAME TO rule_once;
                CREATE TABLE shop.rule (LIKE shop.rule_once INCLUDING DEFAULTS, PRIMARY KEY (id)) PARTITION BY RANGE (id);
                CREATE TABLE shop.rule_low PARTITION OF shop.rule FOR VALUES FROM (0) TO (10);
                CREATE TABLE shop.rule_high PARTITION OF shop.rule FOR VALUES FROM (10) TO (100);
                INSERT INTO shop.rule SELECT * FROM shop.rule_once;
                DELETE FROM shop.rule WHERE id IN (5, 15); UPDATE shop.rule SET code = 'x' || id WHERE id = 16
                """);

        Plan plan = plan(Requests.EXACTLY, WHOLE);
        engine.apply(plan);

        assertAnswer(plan, Kind.TABLE_PARTITIONED, "is partitioned now");
        assertThat(engine.texts(
                        "SELECT tableoid::regclass || ' ' || code FROM shop.rule WHERE id IN (5, 15, 16) ORDER BY id"))
                .containsExactly("shop.rule_low c5", "shop.rule_high c15", "shop.rule_high c16");
    }

    @Test
    void rows_by_key_are_found_although_the_keys_type_changed() throws SQLException {
        engine.sql("ALTER TABLE shop.rule ALTER id TYPE text; UPDATE shop.rule SET code = 'x' || id");

        engine.apply(plan(
                RestorePolicy.bringBack(),
                Requests.rows(RULE, new RowScope.Keys(List.of(RowKey.of("7"), RowKey.of("8"))))));

        assertThat(engine.texts("SELECT code FROM shop.rule WHERE id IN ('7', '8', '9') ORDER BY id"))
                .containsExactly("c7", "c8", "x9");
    }

    @Test
    void names_of_what_was_dropped_since_do_not_keep_other_rows_from_coming_back() throws SQLException {
        engine.sql("""
                CREATE SCHEMA gone;
                CREATE TABLE shop.gone (id int);
                CREATE FUNCTION shop.gone(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
                CREATE FUNCTION shop.twice(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
                CREATE TABLE shop.relations (id int PRIMARY KEY, what regclass);
                CREATE TABLE shop.procedures (id int PRIMARY KEY, what regprocedure);
                CREATE TABLE shop.functions (id int PRIMARY KEY, what regproc);
                CREATE TABLE shop.overloaded (id int PRIMARY KEY, what regproc);
                CREATE TABLE shop.spaces (id int PRIMARY KEY, what regnamespace);
                INSERT INTO shop.relations VALUES (1, 'shop.rule'), (2, 'shop.gone'), (3, NULL);
                INSERT INTO shop.procedures VALUES (1, 'pg_catalog.abs(int)'), (2, 'shop.gone(int)'), (3, NULL);
                INSERT INTO shop.functions VALUES (1, 'pg_catalog.now'), (2, 'shop.gone'), (3, NULL);
                INSERT INTO shop.overloaded VALUES (1, 'pg_catalog.now'), (2, 'shop.twice'), (3, NULL);
                INSERT INTO shop.spaces VALUES (1, 'shop'), (2, 'gone'), (3, NULL);
                """);
        manifest = engine.takeSnapshot();
        engine.sql("""
                DROP SCHEMA gone;
                DROP TABLE shop.gone;
                DROP FUNCTION shop.gone(int);
                CREATE FUNCTION shop.twice(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
                """);

        for (String name : List.of("relations", "procedures", "functions", "overloaded", "spaces")) {
            engine.sql("DELETE FROM shop." + name);
            Plan plan = plan(Requests.EXACTLY, RestoreScope.wholeTable(new TableId("shop", name)));
            engine.apply(plan);

            assertAnswer(plan, Kind.VALUES_UNFIT, "1 row of then holds values that today's columns do not take");
            assertThat(engine.texts("SELECT id FROM shop." + name + " ORDER BY id"))
                    .as(name)
                    .containsExactly("1", "3");
        }
    }
}
