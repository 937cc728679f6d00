package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.apply.Acceptance;
import io.tillback.apply.Restore.Proof;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcLiveSchema;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Part;
import io.tillback.model.Part.OfSellers;
import io.tillback.model.Part.Rest;
import io.tillback.model.Part.Unowned;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.plan.SellerPaths;
import io.tillback.plan.SellerRows;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One plan, applied to some sellers first and to the rest later; each part is a transaction with its own proof. */
class SellersIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId LINE = new TableId("shop", "order line");

    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void fill_a_store_and_take_a_snapshot() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, seller text, name text);
                CREATE TABLE shop."order line" (id int PRIMARY KEY, "group" int REFERENCES shop.product, note text);
                INSERT INTO shop.product SELECT n, CASE WHEN n <= 30 THEN 's''' || n % 3 END, 'p' || n FROM generate_series(1, 33) n;
                INSERT INTO shop."order line" SELECT n, n, 'l' || n FROM generate_series(1, 33) n;
                """);
        engine.sellers = new SellerPaths(
                SellerPath.parseAll("shop.product(seller); shop.\"order line\"(group) -> shop.product(seller)"));
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan(RestorePolicy policy, RestoreScope... scopes) throws SQLException {
        return engine.plan(Requests.request(manifest, policy, scopes), manifest);
    }

    private Proof apply(Plan plan, Part part) throws SQLException {
        Acceptance acceptance = new Acceptance(plan.fingerprint(), plan.gap().hash(), "", part);
        return engine.apply(plan, engine.transactions(), acceptance);
    }

    private static OfSellers of(String... sellers) {
        return new OfSellers(List.of(sellers), Unowned.LEFT);
    }

    private List<SellerRows> sellers(Plan plan, int table) {
        return engine.workspace().loadSellers(plan.id(), List.of(plan.tables().get(table)), 100);
    }

    private String state(Plan plan) throws SQLException {
        return engine.texts("SELECT state FROM tillback.plan WHERE id = '" + plan.id() + "'")
                .get(0);
    }

    private static void assertRefused(String fact, ThrowingCallable call) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(call)
                .matches(e -> e.code() == ErrorCode.PLAN_ALREADY_APPLIED)
                .withMessageContaining(fact);
    }

    @Test
    void the_rows_of_one_seller_are_read_page_by_page() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT));

        PlanPage first = engine.workspace().loadPage(plan.id(), plan.tables().get(0), of("s'1"), 0, 4);
        long last = first.rows().get(3).number();
        PlanPage second = engine.workspace().loadPage(plan.id(), plan.tables().get(0), of("s'1"), last, 100);

        assertThat(Stream.of(first, second).flatMap(page -> page.rows().stream()))
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allSatisfy(
                        row -> assertThat(Integer.parseInt(row.key().values().get(0)) % 3)
                                .isEqualTo(1));
        assertThat(first.total()).isEqualTo(10);
        assertThat(engine.workspace().loadPage(plan.id(), plan.tables().get(0), of("nobody"), 0, 4))
                .isEqualTo(new PlanPage(List.of(), 0));
    }

    @Test
    void some_sellers_get_their_rows_first_and_the_rest_later() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'; UPDATE shop.\"order line\" SET note = 'x'");
        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT), RestoreScope.wholeTable(LINE));

        assertThat(sellers(plan, 1))
                .containsExactly(
                        new SellerRows(Optional.of("s'0"), 10, 0),
                        new SellerRows(Optional.of("s'1"), 10, 0),
                        new SellerRows(Optional.of("s'2"), 10, 0),
                        new SellerRows(Optional.empty(), 3, 0));
        Proof first = apply(plan, of("s'1"));
        assertThat(first.rowsVerified()).isEqualTo(20);
        assertThat(state(plan)).isEqualTo("PARTLY_APPLIED");
        assertThat(engine.texts("SELECT DISTINCT seller FROM shop.product WHERE name <> 'x'"))
                .containsExactly("s'1");
        assertThat(engine.number("SELECT count(*) FROM shop.\"order line\" WHERE note <> 'x'"))
                .isEqualTo(10);

        Proof rest = apply(plan, new Rest(List.of("s'1"), Unowned.INCLUDED));
        assertThat(rest.rowsVerified()).isEqualTo(46);
        assertThat(state(plan)).isEqualTo("APPLIED");
        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE name = 'p' || id"))
                .isEqualTo(33);
    }

    @Test
    void a_sellers_rows_are_counted_over_all_tables_and_a_table_without_a_path_belongs_to_nobody() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'; UPDATE shop.\"order line\" SET note = 'x'");
        engine.sellers = new SellerPaths(SellerPath.parseAll("shop.product(seller)"));
        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT), RestoreScope.wholeTable(LINE));

        assertThat(engine.workspace().loadSellers(plan.id(), plan.tables(), 100))
                .containsExactly(
                        new SellerRows(Optional.empty(), 36, 0),
                        new SellerRows(Optional.of("s'0"), 10, 0),
                        new SellerRows(Optional.of("s'1"), 10, 0),
                        new SellerRows(Optional.of("s'2"), 10, 0));
    }

    @Test
    void no_seller_gets_rows_twice_and_the_last_part_ends_the_plan() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT));
        apply(plan, of("s'0", "s'1"));

        assertRefused("it was applied before for sellers s'1", () -> apply(plan, of("s'1", "s'2")));
        assertRefused("parts of it were applied before", () -> apply(plan, new Part.Whole()));
        assertRefused(
                "another part of it was applied meanwhile",
                () -> apply(plan, new Rest(List.of("s'0"), Unowned.INCLUDED)));
        apply(plan, new OfSellers(List.of("s'2"), Unowned.INCLUDED));
        assertThat(state(plan)).isEqualTo("APPLIED");
        assertRefused("it was applied before", () -> apply(plan, of("s'0")));
    }

    @Test
    void after_rows_without_a_seller_the_rest_is_those_that_have_one() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT));

        assertThat(apply(plan, new OfSellers(List.of(), Unowned.INCLUDED)).rowsVerified())
                .isEqualTo(3);
        assertThat(apply(plan, new Rest(List.of(), Unowned.LEFT)).rowsVerified())
                .isEqualTo(30);
        assertThat(state(plan)).isEqualTo("APPLIED");
    }

    @Test
    void a_row_that_would_lead_nowhere_is_whose_it_is() throws SQLException {
        engine.sql("INSERT INTO shop.product VALUES (40, 's''1', 'short-lived')");
        engine.sql("UPDATE shop.\"order line\" SET \"group\" = 40 WHERE id = 2");
        manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.\"order line\" SET \"group\" = 3, note = 'x' WHERE id = 2");
        engine.sql("DELETE FROM shop.product WHERE id = 40");

        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(LINE));

        assertThat(plan.blockers()).hasSize(1);
        assertThat(sellers(plan, 0)).containsExactly(new SellerRows(Optional.of("s'0"), 1, 0));
    }

    @Test
    void what_stands_in_one_sellers_way_does_not_hold_up_another() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'; INSERT INTO shop.product VALUES (40, 's''1', 'new')");
        engine.sql("INSERT INTO shop.\"order line\" VALUES (99, 40, 'ordered since')");
        Plan plan = plan(Requests.EXACTLY, RestoreScope.wholeTable(PRODUCT));

        for (Part refused : List.of(new Part.Whole(), of("s'1"))) {
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> apply(plan, refused))
                    .matches(e -> e.code() == ErrorCode.PLAN_BLOCKED)
                    .withMessageContaining("1 row of shop.order line refers to rows it would remove");
        }
        assertThat(apply(plan, of("s'0", "s'2")).rowsVerified()).isEqualTo(20);
        assertThat(engine.texts("SELECT DISTINCT seller FROM shop.product WHERE name = 'x'"))
                .containsExactlyInAnyOrder("s'1", "null");
    }

    @Test
    void rows_moved_for_one_seller_do_not_hold_up_another() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT));
        engine.sql("UPDATE shop.product SET name = 'mended' WHERE id = 1");

        assertThat(apply(plan, of("s'0")).rowsVerified()).isEqualTo(10);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> apply(plan, of("s'1")))
                .matches(e -> e.code() == ErrorCode.ROWS_MOVED);
        assertThat(state(plan)).isEqualTo("PARTLY_APPLIED");
    }

    @Test
    void a_row_whose_parent_comes_back_in_the_same_plan_belongs_to_that_parents_seller() throws SQLException {
        engine.sql("DELETE FROM shop.\"order line\"; DELETE FROM shop.product");
        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(LINE), RestoreScope.wholeTable(PRODUCT));

        assertThat(sellers(plan, 0)).extracting(SellerRows::write).containsExactly(10L, 10L, 10L, 3L);
        assertThat(apply(plan, of("s'2")).rowsVerified()).isEqualTo(20);
        assertThat(engine.texts(
                        "SELECT DISTINCT seller FROM shop.\"order line\" l JOIN shop.product p ON p.id = \"group\""))
                .containsExactly("s'2");
    }

    @Test
    void a_part_that_refers_to_rows_of_a_part_not_applied_yet_is_refused() throws SQLException {
        engine.sql("DELETE FROM shop.\"order line\"; DELETE FROM shop.product WHERE id > 30");
        engine.sellers = new SellerPaths(SellerPath.parseAll("shop.\"order line\"(note)"));
        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(LINE), RestoreScope.wholeTable(PRODUCT));

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> apply(plan, of("l31")))
                .matches(e -> e.code() == ErrorCode.PLAN_BLOCKED)
                .withMessageContaining("refers to missing rows of shop.product");
        assertThat(apply(plan, new OfSellers(List.of(), Unowned.INCLUDED)).rowsVerified())
                .isEqualTo(3);
        assertThat(apply(plan, of("l31")).rowsVerified()).isEqualTo(1);
    }

    @Test
    void one_column_is_restored_by_seller_although_the_seller_is_no_column_of_the_plan() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        RestoreScope names = new RestoreScope(
                PRODUCT, new ColumnScope.Columns(List.of(new ColumnName("name"))), new RowScope.AllRows());
        Plan plan = plan(RestorePolicy.bringBack(), names);

        assertThat(apply(plan, of("s'0", "s'2")).rowsVerified()).isEqualTo(20);
    }

    @Test
    void a_part_is_taken_back_alone() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        Plan plan = plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT));
        apply(plan, of("s'0"));
        apply(plan, of("s'1"));

        Plan back = engine.planToTakeBack(plan, of("s'0"), plan.request());
        engine.apply(back);

        assertThat(back.rowsToWrite()).isEqualTo(10);
        assertThat(engine.texts("SELECT DISTINCT seller FROM shop.product WHERE name <> 'x'"))
                .containsExactly("s'1");
    }

    @Test
    void a_path_that_names_what_does_not_exist_is_said_and_keeps_nobody_from_restoring() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        engine.sellers = new SellerPaths(SellerPath.parseAll("shop.product(vendor); shop.gone(id)"));

        assertThat(engine.sellers.problems(new JdbcLiveSchema(engine.database, new PostgresDialect()).load()))
                .containsExactly(
                        "Cannot follow tillback.seller.paths 'shop.product(vendor)': shop.product has no column vendor",
                        "Cannot follow tillback.seller.paths 'shop.gone(id)': there is no protected table shop.gone");
        assertThat(plan(RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT))
                        .rowsToWrite())
                .isEqualTo(33);
    }
}
