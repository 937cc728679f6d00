package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition.Operator;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan.RowCounts;
import io.tillback.snapshot.KeyFilter;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that the database calls equal though they are other bytes: found by either, and set back to the byte. */
class EqualKeysIT {
    /** Type, the key that was, the same key in other bytes. */
    private static final List<String[]> KEYS = List.of(
            new String[] {"text COLLATE any_case", "Abc", "aBC"},
            new String[] {"varchar(5) COLLATE any_case", "Abc", "aBC"},
            new String[] {"ext.citext", "Abc", "aBC"},
            new String[] {"word", "Abc", "aBC"},
            new String[] {"ext.citext[]", "{Abc}", "{aBC}"},
            new String[] {"text[] COLLATE any_case", "{Abc}", "{aBC}"},
            new String[] {"numeric", "1.50", "1.5"},
            new String[] {"amount", "1.50", "1.5"},
            new String[] {"double precision", "-0", "0"},
            new String[] {"real", "-0", "0"},
            new String[] {"interval", "1 day", "24:00"},
            new String[] {"interval", "1 mon", "30 days"},
            new String[] {"bpchar", "ab ", "ab"},
            new String[] {"jsonb", "{\"a\": 1.0}", "{\"a\": 1.00}"},
            new String[] {"numeric[]", "{1.0,NULL}", "{1.00,NULL}"},
            new String[] {"numrange", "[1.0,2.0)", "[1,2)"},
            new String[] {"nummultirange", "{[1.0,2.0)}", "{[1,2)}"},
            new String[] {"pair", "(1.0,Abc)", "(1.00,Abc)"});

    private Engine engine;

    @BeforeEach
    void open() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA ext;
                CREATE EXTENSION citext SCHEMA ext;
                CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                CREATE DOMAIN word AS ext.citext;
                CREATE DOMAIN amount AS numeric CHECK (VALUE > 0);
                CREATE TYPE pair AS (a numeric, b text);
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static TableId table(int i) {
        return new TableId("public", "t" + i);
    }

    private Manifest snapshotOfAllTypes() throws SQLException {
        for (int i = 0; i < KEYS.size(); i++) {
            engine.sql("""
                    CREATE TABLE t%d (k %s PRIMARY KEY, v text);
                    INSERT INTO t%d VALUES ('%s', 'then')
                    """.formatted(i, KEYS.get(i)[0], i, KEYS.get(i)[1]));
        }
        return engine.takeSnapshot();
    }

    private void assertAllAreBack() throws SQLException {
        for (int i = 0; i < KEYS.size(); i++) {
            assertThat(engine.texts("SELECT k::text || ' ' || v FROM t" + i))
                    .as(KEYS.get(i)[0])
                    .isEqualTo(engine.texts("SELECT CAST('" + KEYS.get(i)[1] + "' AS "
                            + KEYS.get(i)[0].replaceAll(" COLLATE.*", "") + ")::text || ' then'"));
        }
    }

    private void setKeysInOtherBytes() throws SQLException {
        for (int i = 0; i < KEYS.size(); i++) {
            engine.sql("UPDATE t%d SET k = '%s'".formatted(i, KEYS.get(i)[2]));
        }
    }

    @Test
    void a_row_is_changed_and_not_removed_and_created_where_only_its_keys_bytes_differ() throws SQLException {
        Manifest manifest = snapshotOfAllTypes();
        setKeysInOtherBytes();

        Plan plan = engine.plan(Requests.wholeTables(manifest, engine.tables().toArray(TableId[]::new)), manifest);
        engine.apply(plan);

        assertThat(plan.tables()).allSatisfy(table -> assertThat(table.counts())
                .as(KEYS.get(table.number() - 1)[0])
                .isEqualTo(new RowCounts(0, 1, 0, 0, 0, 0)));
        assertAllAreBack();
    }

    @Test
    void a_row_is_found_by_a_key_that_equals_its_own() throws SQLException {
        Manifest manifest = snapshotOfAllTypes();
        List<RestoreScope> scopes = new ArrayList<>();
        for (int i = 0; i < KEYS.size(); i++) {
            engine.sql("DELETE FROM t" + i);
            scopes.add(Requests.rows(table(i), new RowScope.Keys(List.of(RowKey.of(KEYS.get(i)[2])))));
        }

        engine.apply(engine.plan(Requests.request(manifest, Requests.EXACTLY, scopes), manifest));

        assertAllAreBack();
    }

    @Test
    void a_live_row_and_its_past_are_found_together_by_a_third_spelling() throws SQLException {
        engine.sql("""
                CREATE TABLE name (k text COLLATE any_case PRIMARY KEY, v text);
                CREATE TABLE term (k ext.citext PRIMARY KEY, v text);
                INSERT INTO name VALUES ('ABC', 'then');
                INSERT INTO term VALUES ('ABC', 'then');
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE name SET k = 'abc', v = 'now'; UPDATE term SET k = 'abc', v = 'now'");
        RowScope third = new RowScope.Keys(List.of(RowKey.of("Abc"), RowKey.of("aBc")));

        Plan plan = engine.plan(
                Requests.request(
                        manifest,
                        Requests.EXACTLY,
                        Requests.rows(new TableId("public", "name"), third),
                        Requests.rows(new TableId("public", "term"), third)),
                manifest);
        engine.apply(plan);

        assertThat(plan.tables()).allMatch(table -> table.counts().equals(new RowCounts(0, 1, 0, 0, 0, 0)));
        assertThat(engine.texts("SELECT k || v FROM name UNION ALL SELECT k || v FROM term"))
                .containsExactly("ABCthen", "ABCthen");
    }

    @Test
    void conditions_compare_as_the_column_does() throws SQLException {
        engine.sql("""
                CREATE TABLE term (id int PRIMARY KEY, k ext.citext, n text COLLATE any_case, v text);
                INSERT INTO term VALUES (1, 'ABC', 'x', 'then'), (2, 'x', 'ABC', 'then'), (3, 'x', 'x', 'then');
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE term SET v = 'now'");
        TableId term = new TableId("public", "term");

        for (String column : List.of("k", "n")) {
            engine.apply(engine.plan(
                    Requests.request(
                            manifest,
                            Requests.EXACTLY,
                            new RestoreScope(
                                    term,
                                    new ColumnScope.Columns(List.of(new ColumnName("v"))),
                                    Requests.where(Requests.compare(column, Operator.EQUAL, "abc")))),
                    manifest));
        }

        assertThat(engine.texts("SELECT id FROM term WHERE v = 'then' ORDER BY id"))
                .containsExactly("1", "2");
    }

    @Test
    void only_keys_that_are_always_printed_alike_are_filtered() throws SQLException {
        Manifest manifest = snapshotOfAllTypes();

        assertThat(manifest.tables()).allSatisfy(table -> engine.reader()
                .forEachChunk(table.parts().get(0), chunk -> assertThat(chunk.filter())
                        .as(table.shape().keyColumns().toString())
                        .isInstanceOf(KeyFilter.None.class)));
    }
}
