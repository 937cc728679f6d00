package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.jdbc.JdbcChangeWatch;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.model.Progress;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook;
import io.tillback.notice.ChangeWatch;
import io.tillback.notice.LastCopies;
import io.tillback.plan.Plan;
import io.tillback.retention.RetentionPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which transactions are told of because they changed too much, whenever they commit and wherever their records lie. */
class LargeTransactionsIT {
    private static final TableId PRODUCT = new TableId("shop", "product");
    private static final ChangeWatch.Limits LIMITS = new ChangeWatch.Limits(2000, 25);

    private Engine engine;
    private AlertBook book;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.product (id int PRIMARY KEY, name text);
                CREATE TABLE shop.tag (id int PRIMARY KEY, code text);
                INSERT INTO shop.product SELECT n, 'product ' || n FROM generate_series(1, 10000) n;
                INSERT INTO shop.tag SELECT n, 'tag ' || n FROM generate_series(1, 1000) n;
                ANALYZE shop.product, shop.tag;
                """);
        book = new JdbcAlertBook(engine.database);
        engine.record();
        engine.journal().beat();
        look();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** As any server does, that knows nothing of the others. */
    private ChangeWatch watch() {
        return new JdbcChangeWatch(engine.database, new PostgresDialect());
    }

    private void look() {
        watch().look(LIMITS, WatchedStore.LEARNING, table -> Optional.empty());
    }

    private void measureAndLook() {
        watch().measure();
        look();
    }

    private List<Alert> alerts() {
        return book.list(100).stream().map(AlertBook.Entry::alert).toList();
    }

    private Alert only() {
        assertThat(alerts()).hasSize(1);
        return alerts().get(0);
    }

    private TableChange large() {
        return only().cause().findTransaction().orElseThrow();
    }

    /** In one transaction of the store. @return its number */
    private long change(String... statements) throws SQLException {
        return StoreTransaction.commit(engine, statements);
    }

    @Test
    void one_that_changed_too_many_rows_is_told_once_with_what_it_did_and_who_it_was() throws SQLException {
        long transaction = change(
                "SELECT set_config('tillback.actor', 'olga', TRUE), set_config('tillback.request', 'r-17', TRUE),"
                        + " set_config('tillback.release', '2026.3', TRUE)",
                "UPDATE shop.product SET name = 'same' WHERE id <= 2001");

        look();
        look();

        assertThat(large().table()).isEqualTo(PRODUCT);
        assertThat(large().transaction()).isEqualTo(transaction);
        assertThat(large().changed()).isEqualTo(2001);
        assertThat(large().inserted()).isZero();
        assertThat(large().tableRows()).isEqualTo(10_000);
        assertThat(large().maker().actor()).contains("olga");
        assertThat(large().maker().request()).contains("r-17");
        assertThat(large().maker().release()).contains("2026.3");
        assertThat(large().maker().sessionUser()).contains("shop_owner");
        assertThat(only().isOpen()).isTrue();
        assertThat(only().headline()).isEqualTo("A transaction changed 2,001 rows of shop.product");
        assertThat(only().meaning())
                .isEqualTo("Transaction " + transaction + " of " + only().since()
                        + " by olga, request r-17, release 2026.3: the table had about 10,000 rows."
                        + " What it did can be taken out while the journal holds it.");
        assertThat(only().page()).isEqualTo("restore.xhtml?without=" + transaction + "&schema=shop&table=product");
    }

    @Test
    void many_small_statements_of_one_transaction_count_together_and_many_small_transactions_do_not()
            throws SQLException {
        for (int i = 0; i < 5; i++) {
            change("UPDATE shop.product SET name = 'small' WHERE id BETWEEN 1 AND 1900");
        }
        look();
        assertThat(alerts()).isEmpty();

        change("DO $$ BEGIN FOR n IN 1..2100 LOOP UPDATE shop.product SET name = 'one' WHERE id = n; END LOOP; END $$");
        look();

        assertThat(large().changed()).isEqualTo(2100);
    }

    @Test
    void a_share_of_a_table_is_told_and_a_smaller_one_and_a_few_rows_are_not() throws SQLException {
        change("UPDATE shop.tag SET code = 'x' WHERE id <= 250");
        change("DELETE FROM shop.tag WHERE id > 960");
        look();
        assertThat(alerts()).isEmpty();

        change("UPDATE shop.tag SET code = 'y' WHERE id <= 300");
        look();

        assertThat(large().changed()).isEqualTo(300);
    }

    @Test
    void an_import_is_told_by_its_rows_and_never_by_its_share() throws SQLException {
        change("INSERT INTO shop.tag SELECT n, 'new' FROM generate_series(2001, 3900) n");
        look();
        assertThat(alerts()).isEmpty();

        change("INSERT INTO shop.tag SELECT n, 'newer' FROM generate_series(4001, 6001) n");
        look();

        assertThat(large().inserted()).isEqualTo(2001);
        assertThat(only().headline()).isEqualTo("A transaction inserted 2,001 rows into shop.tag");
        assertThat(only().page()).endsWith("&table=tag&added=remove");
    }

    @Test
    void a_delete_of_everything_and_a_truncate_are_told() throws SQLException {
        change("DELETE FROM shop.product");
        change("TRUNCATE shop.tag");
        look();

        assertThat(alerts())
                .extracting(
                        alert -> alert.cause().findTransaction().orElseThrow().changed())
                .containsExactly(1000L, 10_000L);
    }

    @Test
    void one_that_commits_late_is_found_although_others_were_looked_at_since() throws SQLException {
        try (Connection late = engine.store.getConnection();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET name = 'late' WHERE id <= 2500");
            for (int i = 0; i < 40; i++) {
                change("UPDATE shop.product SET name = 'early' WHERE id BETWEEN 3000 AND 4900");
                measureAndLook();
            }
            assertThat(alerts()).isEmpty();
            late.commit();
        }

        measureAndLook();
        look();

        assertThat(large().changed()).isEqualTo(2500);
    }

    @Test
    void one_that_writes_on_across_looks_and_segments_is_counted_as_a_whole() throws SQLException {
        try (Connection slow = engine.store.getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET name = 'a' WHERE id <= 1500");
            engine.segments().begin(Duration.ZERO);
            look();
            statement.execute("UPDATE shop.product SET name = 'a' WHERE id BETWEEN 3001 AND 4500");
            slow.commit();
        }
        engine.segments().begin(Duration.ZERO);
        assertThat(engine.number(
                        "SELECT min(count) FROM (SELECT count(*) FROM tillback.journal_1 GROUP BY tableoid) c"))
                .isEqualTo(1500);
        look();

        assertThat(large().changed()).isEqualTo(3000);
    }

    @Test
    void one_that_was_rolled_back_and_what_was_recorded_before_the_first_look_are_not_told() throws SQLException {
        engine.superuserSql("DELETE FROM tillback.alert_look; DELETE FROM tillback.alert_looked");
        change("UPDATE shop.product SET name = 'before' WHERE id <= 5000");
        look();
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET name = 'never' WHERE id <= 5000");
            connection.rollback();
        }
        look();

        assertThat(alerts()).isEmpty();
    }

    @Test
    void servers_that_look_at_once_tell_it_once() throws SQLException {
        for (int i = 1; i <= 5; i++) {
            change("UPDATE shop.product SET name = 'again' WHERE id <= 3000");
            List<CompletableFuture<Void>> looks = IntStream.range(0, 4)
                    .mapToObj(n -> CompletableFuture.runAsync(this::look))
                    .toList();
            looks.forEach(CompletableFuture::join);
            look();

            assertThat(alerts()).hasSize(i);
        }
    }

    @Test
    void a_restore_is_not_told() throws SQLException {
        change("UPDATE shop.product SET name = 'damage' WHERE id <= 4000");
        look();
        Plan plan = engine.kept(engine.journalPlanner()
                .plan(
                        engine.nextPlanId(),
                        large().toTakeOut(),
                        new RestoreTarget.WithoutTransactions(List.of(large().transaction())),
                        Progress.NONE));
        engine.apply(plan);
        look();

        assertThat(engine.number("SELECT count(*) FROM shop.product WHERE name = 'damage'"))
                .isZero();
        assertThat(alerts()).hasSize(1);
    }

    /** The room of a transaction that was rolled back lies before what was looked at already. */
    @Test
    void records_in_room_that_was_left_are_found_when_their_segment_is_settled_and_not_searched_again()
            throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET name = 'never'");
            statement.execute("UPDATE shop.product SET name = 'never again'");
            connection.rollback();
        }
        change("UPDATE shop.product SET name = 'last' WHERE id <= 300");
        engine.superuserSql("VACUUM tillback.journal_1_1");
        look();
        look();
        change("UPDATE shop.product SET name = 'hidden' WHERE id <= 2400");
        look();
        assertThat(alerts()).isEmpty();

        engine.segments().begin(Duration.ZERO);
        engine.segments().begin(Duration.ZERO);
        look();

        assertThat(large().changed()).isEqualTo(2400);
        assertThat(
                        engine.number(
                                "SELECT count(*) FROM tillback.journal_segment WHERE companion > 0 AND newest IS NOT NULL AND NOT searched"))
                .isZero();
    }

    @Test
    void every_kind_of_table_is_looked_at_and_names_do_no_harm() throws SQLException {
        engine.sql("""
                CREATE TABLE shop."a ""b"".c\\'; %s" ("journal_transaction" int PRIMARY KEY, "q%d" text);
                CREATE TABLE shop.part (id int, day int, PRIMARY KEY (id, day)) PARTITION BY LIST (day);
                CREATE TABLE shop.part_1 PARTITION OF shop.part FOR VALUES IN (1);
                CREATE TABLE shop.part_2 PARTITION OF shop.part FOR VALUES IN (2);
                CREATE TABLE shop.heir (more text, PRIMARY KEY (id)) INHERITS (shop.tag);
                CREATE TABLE shop.visit (at int, who text);
                """);
        engine.record();
        engine.journal().beat();
        look();

        change("INSERT INTO shop.\"a \"\"b\"\".c\\'; %s\" SELECT n, 'x' FROM generate_series(1, 3000) n");
        change("INSERT INTO shop.part SELECT n, 1 + n % 2 FROM generate_series(1, 3000) n");
        change("INSERT INTO shop.heir SELECT n, 'x', 'y' FROM generate_series(5001, 8000) n");
        change("INSERT INTO shop.visit SELECT n, 'x' FROM generate_series(1, 3000) n");
        look();

        assertThat(alerts())
                .extracting(alert -> alert.cause().findTable().orElseThrow().name())
                .contains("a \"b\".c\\'; %s", "part", "heir");
        assertThat(alerts())
                .filteredOn(
                        alert -> alert.cause().findTable().orElseThrow().name().startsWith("a "))
                .singleElement()
                .satisfies(alert -> assertThat(alert.page()).contains("&table=a%20%22b%22.c%5C%27%3B%20%25s&"));
    }

    @Test
    void it_is_closed_by_whoever_has_seen_it_or_when_the_journal_does_not_hold_it_any_more() throws SQLException {
        change("UPDATE shop.product SET name = 'a' WHERE id <= 3000");
        look();
        book.acknowledge(only().number(), "olga");
        assertThat(only().isOpen()).isFalse();
        assertThat(only().nextStep()).isEqualTo("Nothing needs to be done.");

        change("UPDATE shop.product SET name = 'b' WHERE id <= 3000");
        look();
        engine.superuserSql("DELETE FROM tillback.moment");
        engine.journal().beat();
        look();

        assertThat(alerts()).noneMatch(Alert::isOpen);
        assertThat(alerts().get(0).nextStep()).startsWith("The journal does not hold it any more");
        assertThat(alerts().get(0).since()).isBefore(Instant.now());
    }

    @Test
    void what_nobody_has_acknowledged_is_held_and_can_still_be_taken_out() throws SQLException {
        change("UPDATE shop.product SET name = 'damage' WHERE id <= 3000");
        look();
        engine.journal().beat();
        engine.segments().begin(Duration.ZERO);
        engine.segments().begin(Duration.ZERO);
        Instant later = engine.journal().beat().takenAt();
        List<Long> held = book.findUnseenOfTransactions().stream()
                .map(alert -> alert.cause().findTransaction().orElseThrow().transaction())
                .toList();

        engine.segments().dropBefore(engine.journal().findKept(later, held).orElseThrow());
        assertThat(engine.number("SELECT count(*) FROM tillback.journal_1")).isEqualTo(3000);

        book.acknowledge(only().number(), "olga");
        assertThat(book.findUnseenOfTransactions()).isEmpty();
        engine.segments().dropBefore(engine.journal().findKept(later, List.of()).orElseThrow());
        assertThat(engine.number("SELECT count(*) FROM tillback.journal_1")).isZero();
    }

    @Test
    void a_last_copy_that_expires_is_told_once_and_closed_when_it_does_not() throws SQLException {
        change("UPDATE shop.product SET name = 'damage' WHERE id <= 3000");
        look();
        LastCopies journalOnly = new LastCopies(
                List.of(),
                new RetentionPolicy(Map.of(Tier.DAILY, Duration.ofDays(14))),
                Duration.ofHours(20),
                Duration.ofDays(1));

        book.noteExpiring(journalOnly.expiring(book.findUnseenOfTransactions(), Instant.now()));
        book.noteExpiring(journalOnly.expiring(book.findUnseenOfTransactions(), Instant.now()));

        assertThat(alerts()).hasSize(2);
        assertThat(alerts().get(0).headline())
                .isEqualTo("The last copy of what a transaction changed of shop.product expires soon");
        assertThat(alerts().get(0).page()).isEqualTo(alerts().get(1).page());

        book.acknowledge(alerts().get(1).number(), "olga");
        book.noteExpiring(journalOnly.expiring(book.findUnseenOfTransactions(), Instant.now()));

        assertThat(alerts()).noneMatch(Alert::isOpen);
    }
}
