package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.ForeignKeyEffect;
import io.tillback.plan.Plan;
import io.tillback.plan.TablePlan;
import io.tillback.running.RunningPostgres;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a plan follows, creates, nulls, skips and refuses where tables refer to each other. */
class ForeignKeysIT {
    private static final RestorePolicy FOLLOWING = RestorePolicy.bringBack().withDependents(Dependents.FOLLOW);

    private Engine engine;

    @BeforeEach
    void fill_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.country (code text PRIMARY KEY);
                CREATE TABLE shop.seller (id int PRIMARY KEY, country text REFERENCES shop.country);
                CREATE TABLE shop.category (id int PRIMARY KEY, parent int REFERENCES shop.category ON DELETE CASCADE);
                CREATE TABLE shop.product (
                  id int PRIMARY KEY,
                  seller int NOT NULL REFERENCES shop.seller ON DELETE CASCADE,
                  category int REFERENCES shop.category ON DELETE SET NULL,
                  name text);
                CREATE TABLE shop.file (id int PRIMARY KEY, product int REFERENCES shop.product ON DELETE CASCADE);
                CREATE TABLE shop.download (id int PRIMARY KEY, file int REFERENCES shop.file ON DELETE CASCADE);
                CREATE TABLE shop.note (id int PRIMARY KEY, product int REFERENCES shop.product ON DELETE SET NULL, text text);
                INSERT INTO shop.country VALUES ('DE'), ('FR');
                INSERT INTO shop.seller SELECT n, CASE WHEN n % 2 = 0 THEN 'DE' ELSE 'FR' END FROM generate_series(1, 4) n;
                INSERT INTO shop.category VALUES (1, NULL), (2, 1), (3, 2), (4, 3);
                INSERT INTO shop.product SELECT n, n % 4 + 1, n % 4 + 1, 'p' || n FROM generate_series(1, 20) n;
                INSERT INTO shop.file SELECT n, (n - 1) % 20 + 1 FROM generate_series(1, 40) n;
                INSERT INTO shop.download SELECT n, (n - 1) % 40 + 1 FROM generate_series(1, 80) n;
                INSERT INTO shop.note SELECT n, n, 'n' || n FROM generate_series(1, 20) n;
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static TableId shop(String name) {
        return new TableId("shop", name);
    }

    private static RestoreScope rows(String table, String... keys) {
        return Requests.rows(
                shop(table),
                new RowScope.Keys(Arrays.stream(keys).map(RowKey::of).toList()));
    }

    private Plan plan(Manifest manifest, RestorePolicy policy, RestoreScope... scopes) throws SQLException {
        return engine.plan(Requests.request(manifest, policy, scopes), manifest);
    }

    private String contents() throws SQLException {
        StringBuilder all = new StringBuilder();
        for (String table : List.of("country", "seller", "category", "product", "file", "download", "note")) {
            all.append(engine.texts("SELECT t::text FROM shop." + table + " t ORDER BY 1"));
        }
        return all.toString();
    }

    private static Map<String, Long> written(Plan plan) {
        Map<String, Long> written = new TreeMap<>();
        for (TablePlan table : plan.tables()) {
            written.put(table.table().name(), table.counts().toWrite());
        }
        return written;
    }

    @Test
    void what_vanished_along_comes_back_over_three_levels() throws SQLException {
        String before = contents();
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.product WHERE id IN (3, 4)");

        Plan plan = plan(manifest, FOLLOWING, rows("product", "3", "4"));
        engine.apply(plan);

        assertThat(written(plan)).isEqualTo(Map.of("product", 2L, "file", 4L, "download", 8L, "note", 2L));
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void a_row_that_was_cut_loose_takes_its_reference_back_and_keeps_what_was_edited_since() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.product WHERE id = 3; UPDATE shop.note SET text = 'edited' WHERE id = 3");
        engine.sql("UPDATE shop.note SET product = 5 WHERE id = 4; DELETE FROM shop.product WHERE id = 4");

        engine.apply(plan(manifest, FOLLOWING, rows("product", "3", "4")));

        assertThat(engine.texts("SELECT n::text FROM shop.note n WHERE id IN (3, 4) ORDER BY id"))
                .containsExactly("(3,3,edited)", "(4,5,n4)");
    }

    @Test
    void a_table_that_refers_to_itself_is_followed_to_its_leaves() throws SQLException {
        String before = contents();
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.category WHERE id = 1");
        assertThat(engine.number("SELECT count(*) FROM shop.category")).isZero();

        Plan plan = plan(manifest, FOLLOWING, rows("category", "1"));
        engine.apply(plan);

        assertThat(written(plan)).containsEntry("category", 4L).containsEntry("product", 20L);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void no_row_is_created_of_a_table_of_which_only_some_columns_are_asked_for() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.category WHERE id = 1");
        RestorePolicy creating = FOLLOWING.withMissingReferences(MissingReferences.CREATE);
        RestoreScope parents = new RestoreScope(
                shop("category"), new ColumnScope.Columns(List.of(new ColumnName("parent"))), new RowScope.AllRows());

        Plan plan = plan(manifest, creating, rows("product", "3"), parents);

        assertThat(written(plan)).isEqualTo(Map.of("category", 0L, "product", 1L));
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PLAN_BLOCKED))
                .withMessageContaining("1 row it would write to shop.product refers to missing rows of shop.category");
    }

    @Test
    void missing_references_are_created_with_what_they_refer_to() throws SQLException {
        String before = contents();
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.seller WHERE id = 2; DELETE FROM shop.seller WHERE id = 4");
        engine.sql("DELETE FROM shop.country WHERE code = 'DE'");
        RestorePolicy creating = RestorePolicy.bringBack().withMissingReferences(MissingReferences.CREATE);

        Plan plan = plan(
                manifest,
                creating,
                RestoreScope.wholeTable(shop("download")),
                RestoreScope.wholeTable(shop("file")),
                RestoreScope.wholeTable(shop("note")));
        engine.apply(plan);

        assertThat(written(plan))
                .containsEntry("seller", 2L)
                .containsEntry("country", 1L)
                .containsEntry("product", 10L);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void a_missing_reference_is_refused_before_anything_is_written() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.seller WHERE id = 2");
        String damaged = contents();

        Plan plan = plan(manifest, RestorePolicy.bringBack(), rows("product", "1", "5"));

        assertThat(plan.blockers()).extracting(ForeignKeyEffect::missingParents).containsExactly(2L);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .matches(e -> e.code() == ErrorCode.PLAN_BLOCKED)
                .withMessageContaining("2 rows it would write to shop.product refer to missing rows of shop.seller");
        assertThat(contents()).isEqualTo(damaged);
    }

    @Test
    void rows_whose_reference_is_missing_are_skipped_and_so_are_those_that_refer_to_them() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.seller WHERE id = 2; DELETE FROM shop.product WHERE id = 2");
        RestorePolicy skipping = RestorePolicy.bringBack().withMissingReferences(MissingReferences.SKIP);

        Plan plan = plan(
                manifest,
                skipping,
                RestoreScope.wholeTable(shop("product")),
                RestoreScope.wholeTable(shop("file")),
                RestoreScope.wholeTable(shop("download")));
        engine.apply(plan);

        assertThat(written(plan)).isEqualTo(Map.of("product", 1L, "file", 2L, "download", 4L));
        assertThat(plan.tables().get(0).counts().leaveDifferent()).isEqualTo(5);
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE seller = 2"))
                .isZero();
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE id = 2"))
                .isOne();
    }

    @Test
    void missing_references_become_null_where_the_column_allows_it() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.product WHERE id = 3; DELETE FROM shop.category WHERE id = 4");
        RestorePolicy nulling = RestorePolicy.bringBack().withMissingReferences(MissingReferences.NULL);

        engine.apply(plan(manifest, nulling, rows("product", "3")));

        assertThat(engine.texts("SELECT p::text FROM shop.product p WHERE id = 3"))
                .containsExactly("(3,4,,p3)");
    }

    @Test
    void a_not_null_reference_cannot_become_null_and_blocks() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.seller WHERE id = 4");
        RestorePolicy nulling = RestorePolicy.bringBack().withMissingReferences(MissingReferences.NULL);

        assertThat(plan(manifest, nulling, rows("product", "3")).blockers()).hasSize(1);
    }

    @Test
    void rows_that_began_to_refer_after_the_preview_are_not_taken_along() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("INSERT INTO shop.product VALUES (100, 1, 1, 'added')");
        Plan plan = plan(manifest, Requests.EXACTLY, RestoreScope.wholeTable(shop("product")));
        assertThat(plan.blockers()).isEmpty();
        engine.sql("INSERT INTO shop.file VALUES (100, 100)");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .matches(e -> e.code() == ErrorCode.PLAN_BLOCKED)
                .withMessageContaining("1 row of shop.file refers to rows it would remove")
                .withMessageContaining("which would delete them");
        assertThat(engine.number("SELECT count(*) FROM shop.file WHERE id = 100"))
                .isOne();
    }

    @Test
    void a_cascade_does_not_take_a_row_that_the_plan_points_elsewhere() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql(
                "INSERT INTO shop.product VALUES (100, 1, 1, 'added'); UPDATE shop.file SET product = 100 WHERE id = 7");
        String wanted = "(7,7)";

        Plan plan = plan(
                manifest,
                Requests.EXACTLY,
                RestoreScope.wholeTable(shop("product")),
                RestoreScope.wholeTable(shop("file")));
        engine.apply(plan);

        assertThat(engine.texts("SELECT f::text FROM shop.file f WHERE id = 7")).containsExactly(wanted);
        assertThat(engine.number("SELECT count(*) FROM shop.download WHERE file = 7"))
                .isEqualTo(2);
    }

    @Test
    void a_table_that_may_not_be_read_and_came_after_the_preview_blocks_the_apply() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("INSERT INTO shop.product VALUES (101, 1, 1, 'added')");
        Plan plan = plan(manifest, Requests.EXACTLY, RestoreScope.wholeTable(shop("product")));
        assertThat(plan.blockers()).isEmpty();
        engine.superuserSql("""
                CREATE SCHEMA hidden;
                CREATE TABLE hidden.review (id int PRIMARY KEY, product int REFERENCES shop.product ON DELETE CASCADE);
                INSERT INTO hidden.review VALUES (1, 101)
                """);

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .matches(e -> e.code() == ErrorCode.PLAN_BLOCKED)
                .withMessageContaining("rows of hidden.review may refer to rows it would remove or change");
        assertThat(engine.superuserNumber("SELECT count(*) FROM hidden.review")).isOne();
    }

    @Test
    void a_table_that_may_not_be_read_blocks_what_could_cascade_into_it() throws SQLException {
        engine.superuserSql("""
                CREATE SCHEMA hidden;
                CREATE TABLE hidden.review (id int PRIMARY KEY, product int REFERENCES shop.product ON DELETE CASCADE)
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("""
                UPDATE shop.product SET name = 'damaged' WHERE id = 1;
                INSERT INTO shop.product VALUES (101, 1, 1, 'added')
                """);

        Plan harmless = plan(manifest, FOLLOWING, rows("product", "1"));
        Plan removing = plan(manifest, Requests.EXACTLY, RestoreScope.wholeTable(shop("product")));

        assertThat(harmless.blockers()).isEmpty();
        assertThat(removing.blockers()).hasSize(1);
        assertThat(removing.blockers().get(0).describe())
                .contains("hidden.review")
                .contains("SELECT");
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(removing))
                .matches(e -> e.code() == ErrorCode.PLAN_BLOCKED);
    }

    private static final String TWO_COLLATIONS = """
            CREATE TABLE shop.word (text text COLLATE "C" PRIMARY KEY);
            CREATE TABLE shop.use (
              id int PRIMARY KEY,
              word text COLLATE "und-x-icu" REFERENCES shop.word ON UPDATE CASCADE ON DELETE CASCADE);
            INSERT INTO shop.word VALUES ('a'), ('b');
            INSERT INTO shop.use VALUES (1, 'a'), (2, 'b');
            """;

    @Test
    void a_foreign_key_between_two_collations_is_followed_and_asked() throws SQLException {
        engine.sql(TWO_COLLATIONS);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.word WHERE text = 'b'; INSERT INTO shop.word VALUES ('c')");
        engine.sql("INSERT INTO shop.use VALUES (3, 'c')");

        engine.apply(plan(manifest, FOLLOWING, rows("word", "b")));
        Plan removing = plan(manifest, Requests.EXACTLY, RestoreScope.wholeTable(shop("word")));

        assertThat(engine.texts("SELECT word FROM shop.use ORDER BY id")).containsExactly("a", "b", "c");
        assertThat(removing.foreignKeys())
                .extracting(ForeignKeyEffect::danglingDependents)
                .containsExactly(1L);
    }

    @Test
    void a_replaced_row_is_refused_where_a_foreign_key_between_two_collations_would_act() throws SQLException {
        engine.sql(TWO_COLLATIONS);
        engine.sql("ALTER TABLE shop.word ADD n int GENERATED ALWAYS AS IDENTITY");
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.word SET n = DEFAULT WHERE text = 'a'");
        Plan plan = plan(manifest, RestorePolicy.bringBack(), RestoreScope.wholeTable(shop("word")));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .matches(e -> e.code() != ErrorCode.DATABASE_FAILED, "a reason of ours")
                .withMessageContaining("use_word_fkey");
    }

    @Test
    void a_foreign_key_that_is_not_enforced_does_not_stand_in_the_way() throws SQLException {
        assumeThat(RunningPostgres.VERSION).isGreaterThanOrEqualTo(18);
        engine.sql("""
                CREATE TABLE shop.parent (id int PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY);
                CREATE TABLE shop.child (
                  id int PRIMARY KEY,
                  parent int REFERENCES shop.parent ON DELETE CASCADE NOT ENFORCED);
                INSERT INTO shop.child VALUES (1, 7);
                INSERT INTO shop.parent VALUES (1), (2);
                """);
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.child; INSERT INTO shop.parent VALUES (3); INSERT INTO shop.child VALUES (3, 3)");
        engine.sql("UPDATE shop.parent SET n = DEFAULT WHERE id = 2; INSERT INTO shop.child VALUES (2, 2)");

        Plan parents = plan(manifest, Requests.EXACTLY, RestoreScope.wholeTable(shop("parent")));
        engine.apply(parents);
        Plan children = plan(manifest, Requests.EXACTLY, RestoreScope.wholeTable(shop("child")));
        engine.apply(children);

        assertThat(parents.foreignKeys()).isEmpty();
        assertThat(children.foreignKeys()).isEmpty();
        assertThat(engine.texts("SELECT id FROM shop.parent ORDER BY id")).containsExactly("1", "2");
        assertThat(engine.texts("SELECT parent FROM shop.child")).containsExactly("7");
    }
}
