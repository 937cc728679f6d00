package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.apply.Acceptance;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcNoticeBook;
import io.tillback.jdbc.JdbcSellerLogins;
import io.tillback.jdbc.JdbcSellerNoticeBook;
import io.tillback.model.ColumnName;
import io.tillback.model.Moment;
import io.tillback.model.Part;
import io.tillback.model.Part.OfSellers;
import io.tillback.model.Part.Rest;
import io.tillback.model.Part.Unowned;
import io.tillback.model.Progress;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget.AtInstant;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.notice.SellerNotice;
import io.tillback.notice.SellerNotice.OwnChanges;
import io.tillback.notice.SellerNotice.OwnRows;
import io.tillback.notice.SellerNotices;
import io.tillback.plan.Plan;
import io.tillback.plan.PlanPage;
import io.tillback.plan.PlanPage.Cell;
import io.tillback.plan.Planner.Applied;
import io.tillback.plan.RowAction;
import io.tillback.plan.SellerPaths;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each seller concerned has one notice of a restore, with rows of theirs and of nobody else's. */
class SellerNoticesIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final TableId LINE = new TableId("shop", "order \"line\" %s");
    private static final String ANN = "ann";
    private static final String BOB = "b'o\"b%";
    private static final String[] HOSTILE = {
        "%", "_", "ann%", "ann' OR 'a' = 'a", "ann\"", "", " ann", "ann ", "ANN", "null", "ann\\", "ann\n"
    };

    private final Map<String, Applied> applied = new HashMap<>();
    private Engine engine;
    private Manifest manifest;

    @BeforeEach
    void fill_a_store_of_two_sellers_and_take_a_snapshot() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, seller text, name text, price int);
                CREATE TABLE shop."order ""line"" %s" (id int PRIMARY KEY, "group" int REFERENCES shop.product, note text);
                INSERT INTO shop.product
                SELECT n, CASE n % 3 WHEN 0 THEN 'ann' WHEN 1 THEN 'b''o"b%' END, 'p' || n, n FROM generate_series(1, 30) n;
                INSERT INTO shop."order ""line"" %s" SELECT n, n, 'l' || n FROM generate_series(1, 30) n;
                """);
        engine.sellers = new SellerPaths(SellerPath.parseAll(
                "shop.product(seller); shop.\"order \"\"line\"\" %s\"(group) -> shop.product(seller)"));
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Plan plan(RestorePolicy policy, TableId... tables) throws SQLException {
        RestoreScope[] scopes =
                List.of(tables).stream().map(RestoreScope::wholeTable).toArray(RestoreScope[]::new);
        return engine.plan(Requests.request(manifest, policy, scopes), manifest);
    }

    private RestoreId apply(Plan plan, Part part) throws SQLException {
        RestoreId restore = engine.begun(plan);
        Acceptance acceptance = new Acceptance(plan.fingerprint(), plan.gap().hash(), "", part);
        engine.applier(engine.transactions()).apply(restore, plan, acceptance, Progress.NONE);
        applied.put(restore.value(), new Applied(plan, part, Instant.now()));
        return restore;
    }

    private RestoreId apply(Plan plan) throws SQLException {
        return apply(plan, new Part.Whole());
    }

    private SellerNotices of(String seller) {
        return new SellerNotices(
                new JdbcSellerNoticeBook(engine.database, new PostgresDialect()),
                restore -> Optional.ofNullable(applied.get(restore.value())),
                seller);
    }

    private List<PlanPage.Row> rows(String seller, TableId table) {
        SellerNotice notice = of(seller).list().get(0);
        List<PlanPage.Row> all = new ArrayList<>();
        List<PlanPage.Row> page;
        do {
            long after = all.isEmpty() ? 0 : all.get(all.size() - 1).number();
            page = of(seller).loadRows(notice.id(), table, after, 3);
            all.addAll(page);
        } while (!page.isEmpty());
        return all;
    }

    private static List<String> keys(List<PlanPage.Row> rows) {
        return rows.stream().map(row -> row.key().values().get(0)).toList();
    }

    private static Cell cell(PlanPage.Row row, String column) {
        return row.cells().stream()
                .filter(cell -> cell.column().value().equals(column))
                .findFirst()
                .orElseThrow();
    }

    private static OwnRows own(TableId table, long created, long changed, long removed, long kept) {
        return new OwnRows(table, created, changed, removed, kept, Optional.empty());
    }

    @Test
    void each_seller_has_one_notice_with_figures_and_rows_of_their_own_and_rows_without_a_seller_are_told_to_nobody()
            throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        engine.sql("DELETE FROM shop.\"order \"\"line\"\" %s\" WHERE id IN (3, 4, 5)");
        RestoreId restore = apply(plan(RestorePolicy.bringBack(), PRODUCT, LINE));

        assertThat(engine.texts("SELECT seller FROM tillback.seller_notice ORDER BY seller"))
                .containsExactlyInAnyOrder(ANN, BOB);
        assertThat(of(ANN).list()).singleElement().satisfies(notice -> {
            assertThat(notice.restore()).isEqualTo(restore);
            assertThat(notice.targetAt()).isEqualTo(manifest.moment().takenAt());
            assertThat(notice.tables()).containsExactly(own(PRODUCT, 0, 10, 0, 0), own(LINE, 1, 0, 0, 0));
            assertThat(notice.rows()).isEqualTo(SellerNotice.Rows.KEPT);
        });
        assertThat(of(BOB).list()).singleElement().satisfies(notice -> assertThat(notice.tables())
                .containsExactly(own(PRODUCT, 0, 10, 0, 0), own(LINE, 1, 0, 0, 0)));
        assertThat(keys(rows(ANN, PRODUCT))).hasSize(10).allSatisfy(key -> assertThat(Integer.parseInt(key) % 3)
                .isZero());
        assertThat(keys(rows(BOB, LINE))).containsExactly("4");
        PlanPage.Row first = rows(BOB, PRODUCT).get(0);
        assertThat(first.action()).isEqualTo(RowAction.CHANGE);
        assertThat(cell(first, "name"))
                .isEqualTo(new Cell(new ColumnName("name"), Optional.of("x"), Optional.of("p1"), true));
        assertThat(cell(first, "price").differs()).isFalse();
    }

    @Test
    void no_seller_reads_a_row_or_a_notice_of_another_whatever_they_are_called() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        apply(plan(RestorePolicy.bringBack(), PRODUCT));
        String annsNotice = of(ANN).list().get(0).id();

        for (String other : List.of(BOB, "nobody")) {
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> of(other).load(annsNotice))
                    .matches(e -> e.code() == ErrorCode.NOTICE_UNKNOWN);
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> of(other).loadRows(annsNotice, PRODUCT, 0, 100))
                    .matches(e -> e.code() == ErrorCode.NOTICE_UNKNOWN);
        }
        for (String hostile : HOSTILE) {
            assertThat(of(hostile).list()).as(hostile).isEmpty();
        }
        for (String id : List.of("%", "' OR 'a' = 'a", "1", "")) {
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> of(ANN).load(id))
                    .matches(e -> e.code() == ErrorCode.NOTICE_UNKNOWN);
        }
        JdbcSellerNoticeBook book = new JdbcSellerNoticeBook(engine.database, new PostgresDialect());
        Applied all = applied.values().iterator().next();
        assertThat(book.loadPage(all, all.plan().tables().get(0), BOB, 0, 500))
                .extracting(row -> Integer.parseInt(row.key().values().get(0)) % 3)
                .hasSize(10)
                .containsOnly(1);
        for (String hostile : HOSTILE) {
            assertThat(book.loadPage(all, all.plan().tables().get(0), hostile, 0, 500))
                    .as(hostile)
                    .isEmpty();
        }
    }

    @Test
    void a_row_that_was_given_away_comes_back_to_the_one_and_goes_from_the_other_and_each_sees_their_own_side()
            throws SQLException {
        engine.sql("UPDATE shop.product SET seller = 'b''o\"b%', name = 'bobs secret', price = 77 WHERE id = 3");
        apply(plan(RestorePolicy.bringBack(), PRODUCT));

        assertThat(of(ANN).list().get(0).tables()).containsExactly(own(PRODUCT, 1, 0, 0, 0));
        assertThat(of(BOB).list().get(0).tables()).containsExactly(own(PRODUCT, 0, 0, 1, 0));
        PlanPage.Row anns = rows(ANN, PRODUCT).get(0);
        assertThat(anns.action()).isEqualTo(RowAction.CREATE);
        assertThat(anns.cells()).allSatisfy(cell -> assertThat(cell.live()).isEmpty());
        assertThat(cell(anns, "name").target()).contains("p3");
        PlanPage.Row bobs = rows(BOB, PRODUCT).get(0);
        assertThat(bobs.action()).isEqualTo(RowAction.REMOVE);
        assertThat(bobs.cells()).allSatisfy(cell -> assertThat(cell.target()).isEmpty());
        assertThat(cell(bobs, "name").live()).contains("bobs secret");
    }

    @Test
    void a_row_given_away_that_stays_so_is_told_to_neither() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id IN (6, 9)");
        Plan plan = plan(RestorePolicy.bringBack(), PRODUCT);
        apply(plan);
        engine.sql("UPDATE shop.product SET seller = 'b''o\"b%', name = 'bobs secret' WHERE id = 6");

        Plan back = engine.planToTakeBack(plan, plan.request());
        apply(back);

        assertThat(back.tables().get(0).counts().leaveDifferent()).isEqualTo(1);
        assertThat(of(ANN).list().get(0).tables()).containsExactly(own(PRODUCT, 0, 1, 0, 0));
        assertThat(keys(rows(ANN, PRODUCT))).containsExactly("9");
        assertThat(of(BOB).list()).isEmpty();
    }

    @Test
    void a_part_for_one_seller_is_told_to_that_seller_and_the_rest_to_the_others() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        Plan plan = plan(RestorePolicy.bringBack(), PRODUCT);

        apply(plan, new OfSellers(List.of(BOB), Unowned.LEFT));
        assertThat(of(ANN).list()).isEmpty();
        assertThat(of(BOB).list()).hasSize(1);
        assertThat(keys(rows(BOB, PRODUCT))).hasSize(10);

        apply(plan, new Rest(List.of(BOB), Unowned.INCLUDED));
        assertThat(of(ANN).list()).hasSize(1);
        assertThat(of(BOB).list()).hasSize(1);
        assertThat(keys(rows(ANN, PRODUCT))).hasSize(10);
    }

    @Test
    void a_restore_that_is_taken_back_is_told_too_with_the_values_the_other_way_round() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 3");
        Plan plan = plan(RestorePolicy.bringBack(), PRODUCT);
        apply(plan);
        apply(engine.planToTakeBack(plan, plan.request()));

        assertThat(of(ANN).list()).hasSize(2);
        assertThat(of(BOB).list()).isEmpty();
        assertThat(rows(ANN, PRODUCT)).singleElement().satisfies(row -> assertThat(cell(row, "name"))
                .isEqualTo(new Cell(new ColumnName("name"), Optional.of("p3"), Optional.of("x"), true)));
    }

    @Test
    void what_is_brought_back_and_lost_of_recorded_changes_is_told_by_seller() throws SQLException {
        engine.record();
        Moment noon = engine.journal().beat();
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id IN (3, 4)");
        engine.sql("INSERT INTO shop.product VALUES (33, 'ann', 'new', 1), (36, 'ann', 'new', 1)");
        engine.journal().beat();
        Plan plan = engine.planAt(
                noon,
                new RestoreRequest(
                        new AtInstant(noon.takenAt()), List.of(RestoreScope.wholeTable(PRODUCT)), Requests.EXACTLY));
        apply(plan);

        assertThat(of(ANN).list().get(0).tables())
                .containsExactly(new OwnRows(PRODUCT, 0, 1, 2, 0, Optional.of(new OwnChanges(1, 2))));
        assertThat(of(ANN).list().get(0).lost()).isEqualTo(2);
        assertThat(of(ANN).list().get(0).advice()).contains("does not come back by itself");
        assertThat(of(BOB).list().get(0).tables())
                .containsExactly(new OwnRows(PRODUCT, 0, 1, 0, 0, Optional.of(new OwnChanges(1, 0))));
        assertThat(of(BOB).list().get(0).advice()).doesNotContain("does not come back by itself");
    }

    @Test
    void nothing_is_told_of_a_restore_that_does_not_commit_nor_where_no_path_leads_to_a_seller() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x'");
        Plan moved = plan(RestorePolicy.bringBack(), PRODUCT);
        engine.sql("UPDATE shop.product SET name = 'mended' WHERE id = 3");
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> apply(moved))
                .matches(e -> e.code() == ErrorCode.ROWS_MOVED);
        engine.sellers = SellerPaths.NONE;
        apply(plan(RestorePolicy.bringBack(), PRODUCT));

        assertThat(engine.number("SELECT count(*) FROM tillback.seller_notice")).isZero();
    }

    @Test
    void a_plan_of_an_earlier_version_is_applied_and_told_to_no_seller() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 3");
        Plan plan = plan(RestorePolicy.bringBack(), PRODUCT);
        engine.superuserSql("ALTER TABLE tillback.seller_" + plan.id() + "_1 DROP COLUMN holder");

        apply(plan);

        assertThat(engine.texts("SELECT name FROM shop.product WHERE id = 3")).containsExactly("p3");
        assertThat(engine.number("SELECT count(*) FROM tillback.seller_notice")).isZero();
    }

    @Test
    void a_seller_whose_name_fills_pages_does_not_hinder_a_restore() throws SQLException {
        engine.sql(
                "UPDATE shop.product SET seller = (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 900) n) WHERE id = 3");
        manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 3");

        apply(plan(RestorePolicy.bringBack(), PRODUCT));

        String seller =
                engine.texts("SELECT seller FROM shop.product WHERE id = 3").get(0);
        assertThat(of(seller).list()).hasSize(1);
        assertThat(keys(rows(seller, PRODUCT))).containsExactly("3");
    }

    @Test
    void once_the_rows_are_dropped_the_figures_stay_and_the_answer_says_so() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 3");
        Plan plan = plan(RestorePolicy.bringBack(), PRODUCT);
        apply(plan);
        engine.workspace().drop(plan.id());
        engine.superuserSql("UPDATE tillback.plan SET state = 'EXPIRED' WHERE id = '" + plan.id() + "'");
        applied.clear();

        SellerNotice notice = of(ANN).list().get(0);
        assertThat(notice.rows()).isEqualTo(SellerNotice.Rows.DROPPED);
        assertThat(notice.written()).isEqualTo(1);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> of(ANN).loadRows(notice.id(), PRODUCT, 0, 10))
                .matches(e -> e.code() == ErrorCode.PLAN_NOT_READY)
                .withMessageContaining("have been dropped");
    }

    @Test
    void notices_are_forgotten_with_those_of_the_stores() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 3");
        RestoreId restore = apply(plan(RestorePolicy.bringBack(), PRODUCT));
        JdbcNoticeBook book = new JdbcNoticeBook(engine.database);

        assertThat(book.find(restore).orElseThrow().sellers().told()).isEqualTo(1);
        book.forgetBefore(Instant.now().minus(Duration.ofDays(1)));
        assertThat(of(ANN).list()).hasSize(1);
        book.forgetBefore(Instant.now().plus(Duration.ofDays(1)));
        assertThat(of(ANN).list()).isEmpty();
        assertThat(engine.number("SELECT count(*) FROM tillback.seller_notice_table"))
                .isZero();
    }

    @Test
    void a_login_is_looked_up_letter_by_letter_and_refused_if_it_names_no_seller_or_two() throws SQLException {
        engine.sql("""
                CREATE TABLE shop."sell""er" (id int PRIMARY KEY, "log%in" text);
                INSERT INTO shop."sell""er" VALUES (1, 'ann'), (2, 'bob'), (3, 'bob'), (4, NULL), (5, 'null');
                CREATE TABLE shop.keyless (login text);
                """);
        JdbcSellerLogins logins = logins("sell\"er", "log%in");

        assertThat(logins.findSeller("ann")).isEqualTo("1");
        assertThat(logins.findSeller("null")).isEqualTo("5");
        for (String none : HOSTILE) {
            if (!none.equals("null")) {
                assertRefused("no seller has that login", () -> logins.findSeller(none));
            }
        }
        assertRefused("several sellers have that login", () -> logins.findSeller("bob"));
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> logins("keyless", "login").findSeller("ann"))
                .matches(e -> e.code() == ErrorCode.CONFIGURATION_INVALID);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> logins("gone", "login").findSeller("ann"))
                .matches(e -> e.code() == ErrorCode.CONFIGURATION_INVALID);
    }

    private JdbcSellerLogins logins(String table, String column) {
        return new JdbcSellerLogins(
                engine.database, new PostgresDialect(), new TableId("shop", table), new ColumnName(column));
    }

    private static void assertRefused(String fact, ThrowingCallable call) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(call)
                .matches(e -> e.code() == ErrorCode.LOGIN_NO_SELLER)
                .withMessageContaining(fact);
    }
}
