package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.dialect.postgresql.PostgresDialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.jdbc.JdbcNoticeBook;
import io.tillback.jdbc.JdbcSellerMails;
import io.tillback.model.ColumnName;
import io.tillback.model.RestoreId;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestoreScope;
import io.tillback.model.SellerPath;
import io.tillback.model.TableId;
import io.tillback.notice.NoticeBook.Sellers;
import io.tillback.notice.SellerCourier;
import io.tillback.notice.SellerMails;
import io.tillback.plan.SellerPaths;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each seller concerned is mailed once, at the address that the store has, and what fails is tried again. */
class SellerMailsIT {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final TableId PRODUCT = new TableId("shop", "product");

    private final List<String> mailed = new ArrayList<>();
    private Engine engine;
    private SellerMails mails;

    @BeforeEach
    void fill_a_store_whose_sellers_have_addresses_of_all_sorts() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop."sell""er" (id int PRIMARY KEY, "e%mail" text);
                INSERT INTO shop."sell""er" VALUES (1, 'ann@example.com'), (2, 'o''neil+shop@sellers.example'), (3, NULL),
                  (4, ''), (5, E'eve@example.com\\r\\nBcc: all@example.com'), (6, 'a@example.com, b@example.com'),
                  (7, 'Eve <eve@example.com>'), (8, E'eve@example.com\\n'), (9, 'none'), (10, 'a@b@c'),
                  (11, repeat('x', 300) || '@example.com');
                CREATE TABLE shop.product (id int PRIMARY KEY, seller_id int, name text);
                INSERT INTO shop.product SELECT n, n, 'p' || n FROM generate_series(1, 12) n;
                """);
        engine.sellers = new SellerPaths(SellerPath.parseAll("shop.product(seller_id)"));
        mails = new JdbcSellerMails(
                engine.database, new PostgresDialect(), new TableId("shop", "sell\"er"), new ColumnName("e%mail"));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private RestoreId restore(String damaged) throws SQLException {
        Manifest manifest = engine.takeSnapshot();
        engine.sql("UPDATE shop.product SET name = 'x' WHERE " + damaged);
        engine.apply(engine.plan(
                Requests.request(manifest, RestorePolicy.bringBack(), RestoreScope.wholeTable(PRODUCT)), manifest));
        return new RestoreId(engine.texts("SELECT restore FROM tillback.notice ORDER BY number DESC LIMIT 1")
                .get(0));
    }

    private SellerCourier courier() {
        return new SellerCourier(mails, (address, notice) -> mailed.add(address + " " + notice.written()));
    }

    private SellerCourier failing() {
        return new SellerCourier(mails, (address, notice) -> {
            throw new RestoreException(ErrorCode.DELIVERY_FAILED, "Cannot mail: nobody listens", "Mend it.");
        });
    }

    private Sellers sellers(RestoreId restore) {
        return new JdbcNoticeBook(engine.database).find(restore).orElseThrow().sellers();
    }

    @Test
    void each_seller_with_one_address_is_mailed_once_and_the_others_are_counted() throws SQLException {
        RestoreId restore = restore("TRUE");

        mails.gather(WEEK);
        mails.gather(WEEK);
        assertThat(courier().deliver()).isEmpty();
        assertThat(courier().deliver()).isEmpty();

        assertThat(mailed).containsExactlyInAnyOrder("ann@example.com 1", "o'neil+shop@sellers.example 1");
        assertThat(sellers(restore)).isEqualTo(new Sellers(12, 2, 10));
    }

    @Test
    void mail_that_fails_is_tried_again_later_and_is_an_alert_until_it_went() throws SQLException {
        RestoreId restore = restore("id = 1");
        mails.gather(WEEK);
        assertThat(failing().deliver().orElseThrow().reason()).isEqualTo("Cannot mail: nobody listens");
        assertThat(courier().deliver()).as("not at once").isEmpty();
        assertThat(mailed).isEmpty();

        engine.superuserSql(
                "UPDATE tillback.seller_mail SET next_attempt_at = now() - interval '1 s', created_at = now() - interval '1 h'");
        new JdbcNoticeBook(engine.database).watch(Duration.ofMinutes(15));
        assertThat(new JdbcAlertBook(engine.database).list(10)).singleElement().satisfies(alert -> assertThat(
                        alert.alert().headline() + alert.alert().meaning())
                .contains("sellers by mail"));
        assertThat(courier().deliver()).isEmpty();
        assertThat(mailed).containsExactly("ann@example.com 1");
        assertThat(sellers(restore)).isEqualTo(new Sellers(1, 1, 0));
        new JdbcNoticeBook(engine.database).watch(Duration.ofMinutes(15));
        assertThat(new JdbcAlertBook(engine.database).list(10))
                .singleElement()
                .satisfies(alert -> assertThat(alert.alert().isOpen()).isFalse());
    }

    @Test
    void one_seller_whose_mail_fails_does_not_keep_another_waiting() throws SQLException {
        restore("id IN (1, 2)");
        mails.gather(WEEK);
        assertThat(failing().deliver()).isPresent();
        engine.superuserSql("UPDATE tillback.seller_mail SET next_attempt_at = now() - interval '1 s'");

        assertThat(courier().deliver()).isEmpty();

        assertThat(mailed).hasSize(2);
        assertThat(mailed.get(0)).as("who has not failed yet comes first").startsWith("o'neil");
    }

    @Test
    void a_mail_whose_end_nobody_reported_is_due_again_and_old_notices_are_not_mailed() throws SQLException {
        restore("id = 1");
        engine.superuserSql("UPDATE tillback.seller_notice SET created_at = now() - interval '8 days'");
        mails.gather(WEEK);
        assertThat(mails.findDue()).isEmpty();

        restore("id = 1");
        mails.gather(WEEK);
        assertThat(mails.findDue()).isPresent();
        assertThat(mails.findDue()).isEmpty();
        engine.superuserSql("UPDATE tillback.seller_mail SET next_attempt_at = now() - interval '1 s'");
        assertThat(mails.findDue().orElseThrow().number()).isEqualTo(2);
    }
}
