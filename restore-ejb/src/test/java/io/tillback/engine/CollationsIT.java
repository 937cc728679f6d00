package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan.RowCounts;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Columns that sort and compare their values otherwise since the snapshot: they have the same type as then. */
class CollationsIT {
    private static final TableId LABEL = new TableId("shop", "label");

    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.on("CREATE SCHEMA shop");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan(Manifest manifest, RestoreScope scope) throws SQLException {
        return engine.plan(Requests.request(manifest, Requests.EXACTLY, scope), manifest);
    }

    private static void assertRefused(String fact, ThrowingCallable call) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(call)
                .matches(e -> e.code() == ErrorCode.SCHEMA_CHANGED, "SCHEMA_CHANGED")
                .withMessageContaining(fact);
    }

    @Test
    void a_column_that_sorts_by_another_collation_since_comes_back_all_the_same() throws SQLException {
        engine.sql("""
                CREATE TABLE shop.label (name text COLLATE "C" PRIMARY KEY, note text COLLATE "C");
                INSERT INTO shop.label SELECT 'n' || n, 'note ' || n FROM generate_series(1, 9) n;
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("""
                ALTER TABLE shop.label ALTER name TYPE text COLLATE "und-x-icu", ALTER note TYPE text COLLATE "und-x-icu";
                UPDATE shop.label SET note = 'x' WHERE name < 'n5';
                DELETE FROM shop.label WHERE name = 'n9'
                """);

        Plan plan = plan(manifest, RestoreScope.wholeTable(LABEL));
        engine.apply(plan);

        assertThat(plan.tables().get(0).counts()).isEqualTo(new RowCounts(1, 4, 0, 4, 0, 0));
        assertThat(engine.number("SELECT count(*) FROM shop.label WHERE note = 'note ' || substr(name, 2)"))
                .isEqualTo(9);
    }

    @Test
    void a_row_is_found_by_any_spelling_of_its_key_where_case_does_not_count_since() throws SQLException {
        engine.sql("""
                CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE TABLE shop.label (name text COLLATE "C" PRIMARY KEY, note text);
                INSERT INTO shop.label VALUES ('Abc', 'then');
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("ALTER TABLE shop.label ALTER name TYPE text COLLATE any_case; DELETE FROM shop.label");

        engine.apply(plan(manifest, Requests.rows(LABEL, new RowScope.Keys(List.of(RowKey.of("aBC"))))));

        assertThat(engine.texts("SELECT name || ' ' || note FROM shop.label")).containsExactly("Abc then");
    }

    @Test
    void rows_whose_keys_are_equal_only_since_are_refused() throws SQLException {
        engine.sql("""
                CREATE EXTENSION citext;
                CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE TABLE shop.label (name text COLLATE "C" PRIMARY KEY, n int);
                CREATE TABLE shop.term (name text COLLATE "C" PRIMARY KEY, n int);
                CREATE TABLE shop.word (name text PRIMARY KEY, n int);
                INSERT INTO shop.label VALUES ('Abc', 1), ('aBC', 2);
                INSERT INTO shop.term TABLE shop.label;
                INSERT INTO shop.word TABLE shop.label;
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("""
                DELETE FROM shop.label WHERE n = 2;
                DELETE FROM shop.term WHERE n = 2;
                DELETE FROM shop.word WHERE n = 2;
                ALTER TABLE shop.label ALTER name TYPE text COLLATE any_case;
                ALTER TABLE shop.term ALTER name TYPE text COLLATE any_case, ALTER n TYPE bigint;
                ALTER TABLE shop.word ALTER name TYPE citext;
                """);

        for (String name : List.of("label", "term", "word")) {
            assertRefused(
                    "2 rows or keys of the past",
                    () -> plan(manifest, RestoreScope.wholeTable(new TableId("shop", name))));
        }
    }

    @Test
    void a_restore_is_not_taken_back_where_its_keys_have_another_collation_since() throws SQLException {
        engine.sql("""
                CREATE TABLE shop.label (name text COLLATE "C" PRIMARY KEY, note text);
                INSERT INTO shop.label VALUES ('a', 'then');
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.label SET note = 'now'");
        Plan applied = plan(manifest, RestoreScope.wholeTable(LABEL));
        engine.apply(applied);
        engine.sql("ALTER TABLE shop.label ALTER name TYPE text COLLATE \"und-x-icu\"");

        assertRefused(
                "key column name had the collation pg_catalog.\"C\" then and has pg_catalog.\"und-x-icu\" now",
                () -> engine.planToTakeBack(applied, applied.request()));
    }
}
