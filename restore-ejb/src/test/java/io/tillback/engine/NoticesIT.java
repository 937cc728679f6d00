package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.apply.Acceptance;
import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.jdbc.JdbcNoticeBook;
import io.tillback.jdbc.JdbcOutbox;
import io.tillback.jdbc.JdbcRestoredRows;
import io.tillback.model.AlertCause;
import io.tillback.model.Part;
import io.tillback.model.Part.Unowned;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook;
import io.tillback.notice.Courier;
import io.tillback.notice.Listener;
import io.tillback.notice.NewestRestore;
import io.tillback.notice.NewestRestore.Basis;
import io.tillback.notice.Notice;
import io.tillback.notice.Notice.Beyond;
import io.tillback.notice.NoticeBook;
import io.tillback.notice.Outbox;
import io.tillback.notice.Outbox.Attempt;
import io.tillback.notice.Receiver;
import io.tillback.notice.RestoredRows;
import io.tillback.notice.RestoredTables;
import io.tillback.notice.WrittenRow;
import io.tillback.notice.WrittenTable;
import io.tillback.plan.Plan;
import io.tillback.plan.Planner.Applied;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told of a restore, of which rows, and how often. */
@SuppressWarnings("NullAway.Init") // JUnit calls what sets the fields.
class NoticesIT {
    private static final TableId ITEM = new TableId("shop", "it'em \"%s\"\n");
    private static final String ITEM_SQL = "shop.\"it'em \"\"%s\"\"\n\"";
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final Receiver HERE = Receiver.storesIn("here");
    private static final Receiver THERE = Receiver.storesIn("there");
    private static final Instant LONG_AGO = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    private Engine engine;
    private Outbox outbox;
    private NoticeBook book;
    private Manifest manifest;
    private final Map<String, Applied> applied = new HashMap<>();

    @BeforeEach
    void open_a_shop() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, seller text, name text);
                INSERT INTO shop.product SELECT n, 's' || n %% 2, 'product ' || n FROM generate_series(1, 3000) n;
                CREATE TABLE %s ("a b" text, n int, name text, PRIMARY KEY ("a b", n));
                INSERT INTO %s VALUES ('x''"', 1, 'one'), (E'\\n', 2, 'two'), ('z', 3, 'three');
                CREATE VIEW shop.shelf AS SELECT name FROM shop.product;
                CREATE MATERIALIZED VIEW shop.window AS SELECT * FROM shop.shelf;
                CREATE TABLE shop.noise (text text);
                INSERT INTO shop.noise VALUES ('a');
                """.formatted(ITEM_SQL, ITEM_SQL));
        outbox = new JdbcOutbox(engine.database);
        book = new JdbcNoticeBook(engine.database);
        manifest = engine.takeSnapshot();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Hears, and fails the first few times after that: its answer is lost. */
    private static final class Hears implements Listener {
        final List<Notice> heard = new ArrayList<>();
        private final Receiver receiver;
        private final int failures;

        Hears(Receiver receiver, int failures) {
            this.receiver = receiver;
            this.failures = failures;
        }

        @Override
        public Receiver receiver() {
            return receiver;
        }

        @Override
        public void tell(Notice notice) {
            heard.add(notice);
            if (heard.size() <= failures) {
                throw new RestoreException(ErrorCode.DELIVERY_FAILED, "Cannot tell the store: it is deaf", "Wait.");
            }
        }
    }

    private void restore(TableId... tables) throws SQLException {
        applyWhole(engine.plan(Requests.wholeTables(manifest, tables), manifest));
    }

    private void applyWhole(Plan plan) throws SQLException {
        engine.apply(plan);
        note(plan, new Part.Whole());
    }

    private void note(Plan plan, Part part) throws SQLException {
        String id = engine.texts("SELECT restore FROM tillback.notice ORDER BY number DESC LIMIT 1")
                .get(0);
        applied.put(id, new Applied(plan, part, Instant.now()));
    }

    private Notice heardBy(Receiver receiver) {
        Hears listener = new Hears(receiver, 0);
        outbox.gatherForStores(receiver, LONG_AGO);
        assertThat(new Courier(outbox, listener).deliver()).isEmpty();
        return listener.heard.get(listener.heard.size() - 1);
    }

    private RestoredTables restored() {
        RestoredRows rows = new JdbcRestoredRows(engine.database, new PostgresDialect());
        return new RestoredTables(rows, id -> Optional.ofNullable(applied.get(id.value())));
    }

    private void awaitDue() throws SQLException {
        engine.superuserSql("UPDATE tillback.notice_delivery SET next_attempt_at = next_attempt_at - interval '3 min'");
    }

    @Test
    void a_notice_names_exactly_the_rows_that_were_written_and_what_was_done_to_each() throws SQLException {
        engine.sql(
                "UPDATE %1$s SET name = 'x' WHERE n = 1; DELETE FROM %1$s WHERE n = 2; INSERT INTO %1$s VALUES ('new', 4, '')"
                        .formatted(ITEM_SQL));
        restore(ITEM, PRODUCT);

        Notice notice = heardBy(HERE);

        assertThat(notice.beyond()).isEqualTo(Beyond.NOTHING);
        assertThat(notice.tables()).hasSize(1);
        WrittenTable table = notice.tables().get(0);
        assertThat(table.table()).isEqualTo(ITEM);
        assertThat(table.key()).extracting(Object::toString).containsExactly("a b", "n");
        assertThat(table.isComplete()).isTrue();
        assertThat(table.rows().stream()
                        .map(row -> row.action() + " " + row.key().values()))
                .containsExactlyInAnyOrder("CHANGE [x'\", 1]", "CREATE [\n, 2]", "REMOVE [new, 4]");
        assertThat(restored().loadPage(notice.restore(), ITEM, 0, 10)).isEqualTo(table.rows());
    }

    @Test
    void of_many_rows_the_first_are_named_and_the_others_are_read_page_by_page() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id > 500");
        restore(PRODUCT);

        Notice notice = heardBy(HERE);
        WrittenTable table = notice.tables().get(0);
        long last = table.rows().get(table.rows().size() - 1).number();
        List<WrittenRow> others = restored().loadPage(notice.restore(), PRODUCT, last, 10_000);

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
        engine.sql("INSERT INTO %s SELECT repeat('k', 1000) || n, n, '' FROM generate_series(10, 400) n"
                .formatted(ITEM_SQL));
        restore(ITEM);

        WrittenTable table = heardBy(HERE).tables().get(0);

        assertThat(table.removed()).isEqualTo(391);
        assertThat(table.rows()).hasSizeBetween(190, 200);
    }

    @Test
    void views_partitions_and_parents_that_show_the_rows_are_named() throws SQLException {
        engine.sql("""
                CREATE TABLE shop.sale (id int, day int, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
                CREATE TABLE shop.sale_1 PARTITION OF shop.sale FOR VALUES FROM (1) TO (2);
                INSERT INTO shop.sale VALUES (1, 1)
                """);
        manifest = engine.takeSnapshot();
        engine.sql("DELETE FROM shop.sale; UPDATE shop.product SET name = 'x' WHERE id = 1");
        restore(PRODUCT, new TableId("shop", "sale"));

        assertThat(heardBy(HERE).tables().stream().map(table -> table.table().name() + " in " + table.seenIn()))
                .containsExactlyInAnyOrder("product in [shop.shelf, shop.window]", "sale in [shop.sale_1]");
        assertThat(restored().findNewest(new TableId("shop", "window")).restore())
                .isPresent();
        assertThat(restored().findNewest(new TableId("shop", "sale_1")).restore())
                .isPresent();
        assertThat(restored().findNewest(ITEM).restore()).isEmpty();
    }

    @Test
    void rows_without_a_key_are_counted_and_triggers_that_fired_may_have_written_more() throws SQLException {
        engine.sql("UPDATE shop.noise SET text = 'b'");
        applyWhole(engine.plan(
                Requests.request(
                        manifest,
                        Requests.exactly(StoreTriggers.FIRE),
                        RestoreScope.wholeTable(new TableId("shop", "noise"))),
                manifest));

        Notice notice = heardBy(HERE);

        assertThat(notice.beyond()).isEqualTo(Beyond.ANYTHING);
        assertThat(notice.tables().get(0).written()).isEqualTo(2);
        assertThat(notice.tables().get(0).key()).isEmpty();
        assertThat(notice.tables().get(0).isComplete()).isFalse();
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> restored().loadPage(notice.restore(), new TableId("shop", "noise"), 0, 10))
                .matches(refused -> refused.code() == ErrorCode.TABLE_HAS_NO_KEY);
    }

    @Test
    void a_part_names_the_rows_of_its_sellers_alone() throws SQLException {
        engine.sellers = new SellerPaths(SellerPath.parseAll("shop.product(seller)"));
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id <= 10");
        Plan plan = engine.plan(
                Requests.request(manifest, RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT)), manifest);
        Part part = new Part.OfSellers(List.of("s1"), Unowned.LEFT);
        engine.apply(
                plan,
                engine.transactions(),
                new Acceptance(plan.fingerprint(), plan.gap().hash(), "", part));
        note(plan, part);

        Notice notice = heardBy(HERE);

        assertThat(notice.tables().get(0).rows().stream()
                        .map(row -> row.key().values().get(0)))
                .containsExactly("1", "3", "5", "7", "9");
        assertThat(restored().findNewest(PRODUCT, RowKey.of("3")).restore()).isPresent();
        assertThat(restored().findNewest(PRODUCT, RowKey.of("4")).restore()).isEmpty();
    }

    @Test
    void the_stores_of_each_server_hear_of_it_and_so_does_the_webhook_once() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 1");
        restore(PRODUCT);
        Hears posted = new Hears(Receiver.WEBHOOK, 0);
        Courier post = new Courier(outbox, posted);

        Notice here = heardBy(HERE);
        Notice there = heardBy(THERE);
        for (int server = 0; server < 2; server++) {
            outbox.gatherForWebhook(WEEK);
            post.deliver();
        }

        assertThat(there).isEqualTo(here);
        assertThat(posted.heard).containsExactly(here);
        assertThat(book.find(here.restore()).orElseThrow().deliveries())
                .extracting(NoticeBook.Delivery::receiver)
                .containsExactlyInAnyOrder(HERE, THERE, Receiver.WEBHOOK);
    }

    @Test
    void stores_that_began_after_it_was_told_hear_nothing_and_those_that_began_before_do() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 1");
        restore(PRODUCT);
        outbox.gatherForStores(THERE, Instant.now().plusSeconds(3600));
        assertThat(outbox.findDue(THERE)).as("nobody has heard of it yet").isPresent();
        heardBy(HERE);

        Receiver later = Receiver.storesIn("later");
        outbox.gatherForStores(later, Instant.now().plusSeconds(3600));
        assertThat(outbox.findDue(later)).isEmpty();
        Receiver earlier = Receiver.storesIn("earlier");
        outbox.gatherForStores(earlier, Instant.now().minusSeconds(3600));
        assertThat(outbox.findDue(earlier)).isPresent();
    }

    @Test
    void a_webhook_that_is_down_keeps_no_store_waiting_and_gets_the_same_notice_again() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 1");
        restore(PRODUCT);
        Hears posted = new Hears(Receiver.WEBHOOK, 2);
        Courier post = new Courier(outbox, posted);

        outbox.gatherForWebhook(WEEK);
        assertThat(post.deliver())
                .extracting(Courier.Failure::reason)
                .containsExactly("Cannot tell the store: it is deaf");
        assertThat(post.deliver()).as("not at once").isEmpty();
        Notice heard = heardBy(HERE);

        assertThat(book.listFailing()).singleElement().satisfies(failing -> {
            assertThat(failing.receiver()).isEqualTo(Receiver.WEBHOOK);
            assertThat(failing.waiting()).isEqualTo(1);
            assertThat(failing.failure()).isEqualTo("Cannot tell the store: it is deaf");
        });
        awaitDue();
        post.deliver();
        awaitDue();
        post.deliver();
        awaitDue();
        post.deliver();
        assertThat(posted.heard).containsExactly(heard, heard, heard);
        assertThat(book.listFailing()).isEmpty();
    }

    @Test
    void who_cannot_be_told_for_too_long_is_an_alert_once_and_until_it_hears() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 1");
        restore(PRODUCT);
        Courier post = new Courier(outbox, new Hears(Receiver.WEBHOOK, 1));
        AlertBook alerts = new JdbcAlertBook(engine.database);
        outbox.gatherForWebhook(WEEK);
        post.deliver();

        book.watch(WEEK);
        assertThat(alerts.list(10)).as("not for long yet").isEmpty();
        book.watch(Duration.ofNanos(1));
        book.watch(Duration.ofNanos(1));
        alerts.closeAll();
        Alert open = alerts.list(10).get(0).alert();
        awaitDue();
        post.deliver();
        book.watch(Duration.ofNanos(1));

        assertThat(open.isOpen()).as("the journal's end is not its end").isTrue();
        assertThat(open.headline()).isEqualTo("Restores cannot be told to the webhook");
        assertThat(open.cause())
                .isEqualTo(new AlertCause.NoticeFailing("the webhook", 1, "Cannot tell the store: it is deaf"));
        assertThat(alerts.list(10))
                .singleElement()
                .satisfies(entry -> assertThat(entry.alert().isOpen()).isFalse());
    }

    @Test
    void what_somebody_died_over_is_delivered_by_another() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 1");
        restore(PRODUCT);
        outbox.gatherForWebhook(WEEK);
        Attempt died = outbox.findDue(Receiver.WEBHOOK).orElseThrow();
        assertThat(outbox.findDue(Receiver.WEBHOOK)).as("it is somebody's").isEmpty();
        outbox.gatherForStores(HERE, LONG_AGO);
        assertThat(outbox.findDue(HERE)).isPresent();

        awaitDue();

        assertThat(outbox.findDue(Receiver.WEBHOOK).orElseThrow().notice()).isEqualTo(died.notice());
        assertThat(heardBy(Receiver.storesIn("here, started again"))).isEqualTo(died.notice());
    }

    @Test
    void a_notice_that_failed_does_not_stand_before_one_that_has_not_been_tried() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 1");
        restore(PRODUCT);
        outbox.gatherForStores(HERE, LONG_AGO);
        outbox.markFailed(outbox.findDue(HERE).orElseThrow(), "deaf");
        awaitDue();
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 2");
        restore(PRODUCT);
        outbox.gatherForStores(HERE, LONG_AGO);

        assertThat(outbox.findDue(HERE).orElseThrow().notice().number()).isEqualTo(2);
        assertThat(outbox.findDue(HERE).orElseThrow().notice().number()).isEqualTo(1);
    }

    @Test
    void the_newest_restore_of_a_row_is_exact_until_its_plans_rows_are_dropped() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id IN (1, 2)");
        restore(PRODUCT);
        heardBy(HERE);
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 2");
        restore(PRODUCT);
        heardBy(HERE);
        RestoredTables restored = restored();
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

        applied.clear();

        assertThat(restored.findNewest(PRODUCT, RowKey.of("3")))
                .isEqualTo(new NewestRestore(restored.findNewest(PRODUCT).restore(), Basis.TABLE));
    }

    @Test
    void a_restore_is_committed_by_an_instant_that_is_not_before_its_commit() throws SQLException {
        engine.sql("UPDATE shop.product SET name = 'x' WHERE id = 1");
        restore(PRODUCT);
        Instant committed = Instant.now();

        Instant asked = restored().findNewest(PRODUCT).restore().orElseThrow().committedBy();
        heardBy(HERE);
        Instant noted = restored().findNewest(PRODUCT).restore().orElseThrow().committedBy();

        assertThat(asked).isAfter(committed);
        assertThat(noted).isAfter(committed);
        assertThat(restored().findNewest(PRODUCT).restore().orElseThrow().committedBy())
                .isEqualTo(noted);
    }
}
