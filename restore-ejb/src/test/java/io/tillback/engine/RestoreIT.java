package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.apply.Restore;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.plan.RowAction;
import io.tillback.plan.TablePlan.RowCounts;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestoreIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId TAG = new TableId("shop", "tag");
    private static final TableId PRODUCT_TAG = new TableId("shop", "product_tag");

    private Engine engine;

    @BeforeEach
    void fill_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (
                  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                  name text NOT NULL,
                  price numeric(10,2),
                  file_name text,
                  label text GENERATED ALWAYS AS (name || '!') STORED,
                  updated_at timestamptz);
                CREATE TABLE shop.tag (id int PRIMARY KEY, code text UNIQUE);
                CREATE TABLE shop.product_tag (
                  product_id bigint REFERENCES shop.product ON DELETE CASCADE,
                  tag_id int REFERENCES shop.tag ON DELETE CASCADE,
                  PRIMARY KEY (product_id, tag_id));
                CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS
                  $$BEGIN NEW.updated_at = now(); RETURN NEW; END$$;
                CREATE TRIGGER touch BEFORE UPDATE ON shop.product FOR EACH ROW EXECUTE FUNCTION shop.touch();
                INSERT INTO shop.product (name, price, file_name)
                  SELECT 'product ' || n, n, 'file-' || n || '.zip' FROM generate_series(1, 2000) n;
                INSERT INTO shop.tag SELECT n, 'tag-' || n FROM generate_series(1, 20) n;
                INSERT INTO shop.product_tag SELECT n, n % 20 + 1 FROM generate_series(1, 2000) n;
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static RestoreRequest request(Manifest manifest, RestorePolicy policy, RestoreScope... scopes) {
        return new RestoreRequest(new RestoreTarget.AtSnapshot(manifest.id()), List.of(scopes), policy);
    }

    private static final RestorePolicy EXACTLY =
            new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS);

    private static RestoreScope column(TableId table, String column, RowScope rows) {
        return new RestoreScope(table, new ColumnScope.Columns(List.of(new ColumnName(column))), rows);
    }

    private static RowScope where(String column, Condition.Operator operator, String value) {
        return new RowScope.Matching(
                new Condition.Compare(new ColumnName(column), operator, value), RowScope.Side.LIVE);
    }

    @Test
    void one_column_comes_back_where_it_was_damaged_and_later_edits_stay() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET file_name = 'new.zip'");
        engine.sql("UPDATE shop.product SET file_name = 'mended.zip' WHERE id <= 5");
        engine.sql("INSERT INTO shop.product (name, file_name) VALUES ('later', 'later.zip')");

        Plan plan = engine.plan(
                request(
                        manifest,
                        RestorePolicy.bringBack(),
                        column(PRODUCT, "file_name", where("file_name", Condition.Operator.EQUAL, "new.zip"))),
                manifest);
        Restore.Proof proof = engine.apply(plan);

        assertThat(plan.tables().get(0).counts()).isEqualTo(new RowCounts(0, 1995, 0, 0, 0, 6));
        assertThat(plan.foreignKeys()).isEmpty();
        assertThat(plan.gap().headline().get(0)).startsWith("Unknown: no journal covers");
        assertThat(proof.rowsVerified()).isEqualTo(1995);
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE file_name = 'file-' || id || '.zip'"))
                .isEqualTo(1995);
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE file_name = 'mended.zip'"))
                .isEqualTo(5);
    }

    @Test
    void a_whole_table_becomes_what_it_was() throws SQLException {
        List<String> before = engine.texts("SELECT p::text FROM shop.product p ORDER BY id");
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.product_tag WHERE product_id BETWEEN 10 AND 19");
        engine.sql("DELETE FROM shop.product WHERE id BETWEEN 10 AND 19");
        engine.sql("UPDATE shop.product SET price = NULL WHERE id % 7 = 0");
        engine.sql("INSERT INTO shop.product (name) SELECT 'later' FROM generate_series(1, 3)");

        Plan plan = engine.plan(request(manifest, EXACTLY, RestoreScope.wholeTable(PRODUCT)), manifest);
        Restore.Proof proof = engine.apply(plan);

        long changed = IntStream.rangeClosed(1, 2000)
                .filter(id -> id % 7 == 0 && (id < 10 || id > 19))
                .count();
        assertThat(plan.tables().get(0).counts()).isEqualTo(new RowCounts(10, changed, 3, 2000 - 10 - changed, 0, 0));
        assertThat(plan.gap().tables().get(0).lost()).isEqualTo(3);
        assertThat(proof.rowsVerified()).isEqualTo(13 + changed);
        assertThat(engine.texts("SELECT p::text FROM shop.product p ORDER BY id"))
                .isEqualTo(before);
    }

    @Test
    void rows_by_key_come_back_with_what_vanished_along_and_their_original_keys() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.tag WHERE id = 7");
        assertThat(engine.number("SELECT count(*) FROM shop.product_tag WHERE tag_id = 7"))
                .isZero();

        Plan plan = engine.plan(
                request(
                        manifest,
                        RestorePolicy.bringBack(),
                        new RestoreScope(
                                PRODUCT_TAG,
                                new ColumnScope.AllColumns(),
                                new RowScope.Matching(
                                        new Condition.Compare(new ColumnName("tag_id"), Condition.Operator.EQUAL, "7"),
                                        RowScope.Side.EITHER)),
                        new RestoreScope(
                                TAG, new ColumnScope.AllColumns(), new RowScope.Keys(List.of(RowKey.of("007"))))),
                manifest);
        engine.apply(plan);

        assertThat(plan.blockers()).isEmpty();
        assertThat(plan.foreignKeys()).isNotEmpty();
        assertThat(engine.texts("SELECT code FROM shop.tag WHERE id = 7")).containsExactly("tag-7");
        assertThat(engine.number("SELECT count(*) FROM shop.product_tag WHERE tag_id = 7"))
                .isEqualTo(100);
    }

    @Test
    void a_child_without_its_parent_is_named_before_and_refused() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.tag WHERE id = 7");

        Plan plan = engine.plan(
                request(manifest, RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT_TAG)), manifest);

        assertThat(plan.blockers()).singleElement().satisfies(effect -> {
            assertThat(effect.foreignKey().name()).isEqualTo("product_tag_tag_id_fkey");
            assertThat(effect.missingParents()).isEqualTo(100);
        });
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PLAN_BLOCKED))
                .withMessageContaining("100 rows it would write to shop.product_tag refer to missing rows of shop.tag");
    }

    @Test
    void removing_a_row_that_others_refer_to_is_refused_and_never_cascades() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("INSERT INTO shop.tag VALUES (21, 'late')");
        engine.sql("INSERT INTO shop.product_tag VALUES (1, 21), (2, 21)");

        Plan plan = engine.plan(request(manifest, EXACTLY, RestoreScope.wholeTable(TAG)), manifest);

        assertThat(plan.blockers()).singleElement().satisfies(effect -> assertThat(effect.danglingDependents())
                .isEqualTo(2));
    }

    @Test
    void rows_that_moved_after_the_preview_are_named_and_nothing_is_written() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET file_name = 'new.zip'");
        Plan plan = engine.plan(
                request(manifest, RestorePolicy.bringBack(), column(PRODUCT, "file_name", new RowScope.AllRows())),
                manifest);
        engine.sql("UPDATE shop.product SET file_name = 'mended.zip' WHERE id = 42");

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.apply(plan))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ROWS_MOVED))
                .withMessageContaining("shop.product 42");
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE file_name = 'new.zip'"))
                .isEqualTo(1999);
    }

    @Test
    void a_restore_is_taken_back_and_what_was_edited_since_is_kept() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET file_name = 'new.zip' WHERE id <= 100");
        engine.sql("DELETE FROM shop.product_tag WHERE tag_id = 3");
        RestoreRequest request = request(
                manifest,
                RestorePolicy.bringBack(),
                RestoreScope.wholeTable(PRODUCT),
                RestoreScope.wholeTable(PRODUCT_TAG));
        Plan plan = engine.plan(request, manifest);
        engine.apply(plan);
        engine.sql("UPDATE shop.product SET file_name = 'mended.zip' WHERE id = 42");

        Plan back = engine.planToTakeBack(
                plan,
                new RestoreRequest(
                        new RestoreTarget.BeforeRestore(new RestoreId("earlier")), request.scopes(), request.policy()));
        engine.apply(back);

        assertThat(back.tables().get(0).counts()).isEqualTo(new RowCounts(0, 99, 0, 0, 1, 0));
        assertThat(back.tables().get(1).counts()).isEqualTo(new RowCounts(0, 0, 100, 0, 0, 0));
        assertThat(back.gap().unknowns()).isEmpty();
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE file_name = 'new.zip'"))
                .isEqualTo(99);
        assertThat(engine.texts("SELECT file_name FROM shop.product WHERE id = 42"))
                .containsExactly("mended.zip");
        assertThat(engine.number("SELECT count(*) FROM shop.product_tag WHERE tag_id = 3"))
                .isZero();
    }

    @Test
    void the_preview_shows_old_and_new_side_by_side() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET price = NULL, file_name = '' WHERE id = 42");

        Plan plan =
                engine.plan(request(manifest, RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT)), manifest);
        List<PlanPage.Row> rows = engine.rows(plan, plan.tables().get(0));

        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.action()).isEqualTo(RowAction.CHANGE);
            assertThat(row.key()).isEqualTo(RowKey.of("42"));
            assertThat(row.cells().stream()
                            .filter(PlanPage.Cell::differs)
                            .map(cell -> cell.column() + ": " + cell.live().orElse("NULL") + " -> "
                                    + cell.target().orElse("NULL")))
                    .contains("price: NULL -> 42.00", "file_name:  -> file-42.zip");
        });
    }

    @Test
    void triggers_of_the_store_fire_only_when_the_policy_says_so() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET file_name = 'new.zip' WHERE id = 1");
        String touched =
                engine.texts("SELECT updated_at FROM shop.product WHERE id = 1").get(0);
        RestoreScope scope = column(PRODUCT, "file_name", new RowScope.AllRows());

        engine.apply(engine.plan(request(manifest, RestorePolicy.bringBack(), scope), manifest));
        String suppressed =
                engine.texts("SELECT updated_at FROM shop.product WHERE id = 1").get(0);
        engine.sql("UPDATE shop.product SET file_name = 'new.zip' WHERE id = 2");
        engine.apply(engine.plan(
                request(
                        manifest,
                        new RestorePolicy(
                                MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.LEAVE, StoreTriggers.FIRE),
                        scope),
                manifest));

        assertThat(suppressed).isEqualTo(touched);
        assertThat(engine.number("SELECT count(*) FROM pg_trigger WHERE tgname = 'touch' AND tgenabled = 'O'"))
                .isEqualTo(1);
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE id = 2 AND file_name = 'file-2.zip'"))
                .isEqualTo(1);
    }

    @Test
    void sequences_are_moved_past_the_keys_that_came_back() throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.product_tag; DELETE FROM shop.product");
        engine.sql("ALTER TABLE shop.product ALTER id RESTART WITH 5");

        engine.apply(
                engine.plan(request(manifest, RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT)), manifest));
        engine.sql("INSERT INTO shop.product (name) VALUES ('next')");

        assertThat(engine.number("SELECT id FROM shop.product WHERE name = 'next'"))
                .isEqualTo(2001);
    }
}
