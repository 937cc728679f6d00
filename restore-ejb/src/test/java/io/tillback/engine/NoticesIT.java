package io.tillback.engine;

import static io.tillback.engine.ToldShop.PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.apply.Acceptance;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import io.tillback.model.Part.Unowned;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.notice.NewestRestore;
import io.tillback.notice.NewestRestore.Basis;
import io.tillback.notice.Notice;
import io.tillback.notice.Notice.Beyond;
import io.tillback.notice.Receiver;
import io.tillback.notice.RestoredTables;
import io.tillback.notice.WrittenRow;
import io.tillback.notice.WrittenTable;
import io.tillback.plan.Plan;
import io.tillback.plan.SellerPaths;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which rows a notice of a restore names, and which restore of a row was the newest. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class NoticesIT {
    private static final TableId ITEM = new TableId("shop", "it'em \"%s\"\n");
    private static final String ITEM_SQL = "shop.\"it'em \"\"%s\"\"\n\"";
    private static final Receiver HERE = Receiver.storesIn("here");

    private ToldShop shop;

    @BeforeEach
    void open_a_shop() throws SQLException {
        shop = new ToldShop("""
                CREATE TABLE %s ("a b" text, n int, name text, PRIMARY KEY ("a b", n));
                INSERT INTO %s VALUES ('x''"', 1, 'one'), (E'\\n', 2, 'two'), ('z', 3, 'three');
                CREATE VIEW shop.shelf AS SELECT name FROM shop.product;
                CREATE MATERIALIZED VIEW shop.window AS SELECT * FROM shop.shelf;
                CREATE TABLE shop.noise (text text);
                INSERT INTO shop.noise VALUES ('a');
                """.formatted(ITEM_SQL, ITEM_SQL));
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void a_notice_names_exactly_the_rows_that_were_written_and_what_was_done_to_each() throws SQLException {
        shop.engine.sql(
                "UPDATE %1$s SET name = 'x' WHERE n = 1; DELETE FROM %1$s WHERE n = 2; INSERT INTO %1$s VALUES ('new', 4, '')"
                        .formatted(ITEM_SQL));
        shop.restore(ITEM, PRODUCT);

        Notice notice = shop.heardBy(HERE);

        assertThat(notice.beyond()).isEqualTo(Beyond.NOTHING);
        assertThat(notice.tables()).hasSize(1);
        WrittenTable table = notice.tables().get(0);
        assertThat(table.table()).isEqualTo(ITEM);
        assertThat(table.key()).extracting(Object::toString).containsExactly("a b", "n");
        assertThat(table.isComplete()).isTrue();
        assertThat(table.rows().stream()
                        .map(row -> row.action() + " " + row.key().values()))
                .containsExactlyInAnyOrder("CHANGE [x'\", 1]", "CREATE [\n, 2]", "REMOVE [new, 4]");
        assertThat(shop.restored().loadPage(notice.restore(), ITEM, 0, 10)).isEqualTo(table.rows());
    }

    @Test
    void of_many_rows_the_first_are_named_and_the_others_are_read_page_by_page() throws SQLException {
        shop.engine.sql("UPDATE shop.product SET name = 'x' WHERE id > 500");
        shop.restore(PRODUCT);

        Notice notice = shop.heardBy(HERE);
        WrittenTable table = notice.tables().get(0);
        long last = table.rows().get(table.rows().size() - 1).number();
        List<WrittenRow> others = shop.restored().loadPage(notice.restore(), PRODUCT, last, 10_000);

        assertThat(table.written()).isEqualTo(2500);
        assertThat(table.isComplete()).isFalse();
        assertThat(table.rows()).hasSize(Notice.MOST_ROWS);
        assertThat(Stream.concat(table.rows().stream(), others.stream())
                        .map(row -> Integer.parseInt(row.key().values().get(0))))
                .hasSize(2500)
                .doesNotHaveDuplicates()
                .allMatch(id -> id > 500);
    }

    @Test
    void long_keys_are_counted_rather_than_named() throws SQLException {
        shop.engine.sql("INSERT INTO %s SELECT repeat('k', 1000) || n, n, '' FROM generate_series(10, 400) n"
                .formatted(ITEM_SQL));
        shop.restore(ITEM);

        WrittenTable table = shop.heardBy(HERE).tables().get(0);

        assertThat(table.removed()).isEqualTo(391);
        assertThat(table.rows()).hasSizeBetween(190, 200);
    }

    @Test
    void views_partitions_and_parents_that_show_the_rows_are_named() throws SQLException {
        shop.engine.sql("""
                CREATE TABLE shop.sale (id int, day int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
                CREATE TABLE shop.sale_1 PARTITION OF shop.sale FOR VALUES FROM (1) TO (2);
                INSERT INTO shop.sale VALUES (1, 1)
                """);
        shop.manifest = shop.engine.takeSnapshot();
        shop.engine.sql("DELETE FROM shop.sale; UPDATE shop.product SET name = 'x' WHERE id = 1");
        shop.restore(PRODUCT, new TableId("shop", "sale"));

        assertThat(shop.heardBy(HERE).tables().stream()
                        .map(table -> table.table().name() + " in " + table.seenIn()))
                .containsExactlyInAnyOrder("product in [shop.shelf, shop.window]", "sale in [shop.sale_1]");
        assertThat(shop.restored().findNewest(new TableId("shop", "window")).restore())
                .isPresent();
        assertThat(shop.restored().findNewest(new TableId("shop", "sale_1")).restore())
                .isPresent();
        assertThat(shop.restored().findNewest(ITEM).restore()).isEmpty();
    }

    @Test
    void rows_without_a_key_are_counted_and_triggers_that_fired_may_have_written_more() throws SQLException {
        shop.engine.sql("UPDATE shop.noise SET text = 'b'");
        shop.applyWhole(shop.engine.plan(
                Requests.request(
                        shop.manifest,
                        Requests.exactly(StoreTriggers.FIRE),
                        RestoreScope.wholeTable(new TableId("shop", "noise"))),
                shop.manifest));

        Notice notice = shop.heardBy(HERE);

        assertThat(notice.beyond()).isEqualTo(Beyond.ANYTHING);
        assertThat(notice.tables().get(0).written()).isEqualTo(2);
        assertThat(notice.tables().get(0).key()).isEmpty();
        assertThat(notice.tables().get(0).isComplete()).isFalse();
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> shop.restored().loadPage(notice.restore(), new TableId("shop", "noise"), 0, 10))
                .matches(refused -> refused.code() == ErrorCode.TABLE_HAS_NO_KEY);
    }

    @Test
    void a_part_names_the_rows_of_its_sellers_alone() throws SQLException {
        shop.engine.sellers = new SellerPaths(SellerPath.parseAll("shop.product(seller)"));
        shop.engine.sql("UPDATE shop.product SET name = 'x' WHERE id <= 10");
        Plan plan = shop.engine.plan(
                Requests.request(shop.manifest, RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT)),
                shop.manifest);
        Part part = new Part.OfSellers(List.of("s1"), Unowned.LEFT);
        shop.engine.apply(
                plan,
                shop.engine.transactions(),
                new Acceptance(plan.fingerprint(), plan.gap().hash(), "", part));
        shop.note(plan, part);

        Notice notice = shop.heardBy(HERE);

        assertThat(notice.tables().get(0).rows().stream()
                        .map(row -> row.key().values().get(0)))
                .containsExactly("1", "3", "5", "7", "9");
        assertThat(shop.restored().findNewest(PRODUCT, RowKey.of("3")).restore())
                .isPresent();
        assertThat(shop.restored().findNewest(PRODUCT, RowKey.of("4")).restore())
                .isEmpty();
    }

    @Test
    void the_newest_restore_of_a_row_is_exact_until_its_plans_rows_are_dropped() throws SQLException {
        shop.engine.sql("UPDATE shop.product SET name = 'x' WHERE id IN (1, 2)");
        shop.restore(PRODUCT);
        shop.heardBy(HERE);
        shop.restoreProduct(2);
        shop.heardBy(HERE);
        RestoredTables restored = shop.restored();
        NewestRestore one = restored.findNewest(PRODUCT, RowKey.of("1"));
        NewestRestore two = restored.findNewest(PRODUCT, RowKey.of("2"));

        assertThat(one.basis()).isEqualTo(Basis.ROW);
        assertThat(two.restore())
                .isEqualTo(restored.findNewest(PRODUCT).restore())
                .isNotEqualTo(one.restore());
        assertThat(restored.findNewest(PRODUCT, RowKey.of("3")))
                .isEqualTo(new NewestRestore(Optional.empty(), Basis.ROW));
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> restored.findNewest(PRODUCT, RowKey.of("three")))
                .matches(refused -> refused.code() == ErrorCode.KEY_INVALID);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> restored.findNewest(PRODUCT, RowKey.of("1", "2")))
                .matches(refused -> refused.code() == ErrorCode.KEY_INVALID);

        shop.applied.clear();

        assertThat(restored.findNewest(PRODUCT, RowKey.of("3")))
                .isEqualTo(new NewestRestore(restored.findNewest(PRODUCT).restore(), Basis.TABLE));
    }

    @Test
    void a_restore_is_committed_by_an_instant_that_is_not_before_its_commit() throws SQLException {
        shop.restoreProduct(1);
        Instant committed = Instant.now();

        Instant asked =
                shop.restored().findNewest(PRODUCT).restore().orElseThrow().committedBy();
        shop.heardBy(HERE);
        Instant noted =
                shop.restored().findNewest(PRODUCT).restore().orElseThrow().committedBy();

        assertThat(asked).isAfter(committed);
        assertThat(noted).isAfter(committed);
        assertThat(shop.restored().findNewest(PRODUCT).restore().orElseThrow().committedBy())
                .isEqualTo(noted);
    }
}
