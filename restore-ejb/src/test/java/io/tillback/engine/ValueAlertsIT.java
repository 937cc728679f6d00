package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.AlertCause.NewValue;
import io.tillback.model.ColumnNames;
import io.tillback.model.Progress;
import io.tillback.model.RestoreTarget;
import io.tillback.notice.ChangeWatch;
import io.tillback.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which values are told that columns took. */
class ValueAlertsIT {
    private WatchedStore store;

    @BeforeEach
    void record_a_store() throws SQLException {
        store = WatchedStore.open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_column_that_takes_null_for_the_first_time_is_told_once_with_who_wrote_it_and_the_way_to_take_it_out()
            throws SQLException {
        long first = store.change(
                "SELECT set_config('tillback.actor', 'olga', TRUE), set_config('tillback.release', 'build-105', TRUE)",
                "UPDATE shop.seller SET payout_type = NULL WHERE id = 17");
        store.look();
        for (int id = 18; id < 35; id++) {
            store.change("UPDATE shop.seller SET payout_type = NULL WHERE id = " + id);
            store.look();
        }

        NewValue taken = (NewValue) store.only().cause();
        assertThat(taken.column().value()).isEqualTo("payout_type");
        assertThat(taken.value()).isEmpty();
        assertThat(taken.rows()).isEqualTo(1);
        assertThat(taken.change().transaction()).isEqualTo(first);
        assertThat(taken.change().maker().actor()).contains("olga");
        assertThat(store.only().headline())
                .isEqualTo("shop.seller.payout_type took a value that it is not known to have had: NULL");
        assertThat(store.only().meaning())
                .isEqualTo("Transaction " + first + " of " + store.only().since()
                        + " by olga, release build-105 wrote it first; 1 row had taken it when it was noticed."
                        + " Later ones are not told. What it did can be taken out while the journal holds it.");
        assertThat(store.only().page()).isEqualTo("restore.xhtml?without=" + first + "&schema=shop&table=seller");
    }

    @Test
    void values_that_the_column_has_had_and_new_ones_of_columns_with_many_are_not_told() throws SQLException {
        store.change("UPDATE shop.seller SET payout_type = 'card', name = 'renamed' WHERE id = 17");
        store.change("UPDATE shop.product SET file_name = 'mended.zip', at = now() WHERE id = 5");
        store.change("INSERT INTO shop.product VALUES (9000, 1, 'new.zip', 'font', now())");
        store.look();

        assertThat(store.alerts()).isEmpty();
    }

    @Test
    void a_value_is_told_although_its_row_was_changed_again_or_deleted_before_the_look() throws SQLException {
        store.change("UPDATE shop.product SET kind = 'changed again' WHERE id = 1");
        store.change("UPDATE shop.product SET kind = 'font' WHERE id = 1");
        store.change("UPDATE shop.product SET kind = 'deleted' WHERE id = 2950");
        store.change("DELETE FROM shop.price WHERE product_id = 2950", "DELETE FROM shop.product WHERE id = 2950");
        store.look();

        assertThat(store.told())
                .containsExactly(
                        "A transaction deleted 1 row of shop.product, as none is known to have done before",
                        "shop.product.kind took a value that it is not known to have had: 'changed again'",
                        "shop.product.kind took a value that it is not known to have had: 'deleted'");
    }

    @Test
    void one_that_came_with_a_new_row_or_a_new_key_is_told_and_one_that_was_rolled_back_is_not() throws SQLException {
        store.change("INSERT INTO shop.product VALUES (9001, 1, 'a.zip', 'inserted', now())");
        store.change("INSERT INTO shop.product VALUES (9002, 1, 'a.zip', 'font', now())");
        store.change("UPDATE shop.product SET id = 9003, kind = 'moved' WHERE id = 9002");
        try (Connection connection = store.engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET kind = 'never' WHERE id = 3");
            connection.rollback();
        }
        store.look();

        assertThat(store.told())
                .containsExactly(
                        "A transaction changed the keys of 1 row of shop.product, as none is known to have done before",
                        "shop.product.kind took a value that it is not known to have had: 'inserted'",
                        "shop.product.kind took a value that it is not known to have had: 'moved'");
        assertThat(store.alerts()).anySatisfy(alert -> assertThat(alert.page()).endsWith("&added=remove"));
    }

    @Test
    void a_value_of_a_transaction_that_commits_late_is_told_as_its_and_not_as_that_of_the_next_one()
            throws SQLException {
        try (Connection late = store.engine.store.getConnection();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET kind = 'late' WHERE id = 7");
            store.change("UPDATE shop.product SET kind = 'pack' WHERE id BETWEEN 10 AND 20");
            store.look();
            assertThat(store.alerts()).isEmpty();
            late.commit();
        }
        store.change("UPDATE shop.product SET kind = 'font' WHERE id = 7");
        store.look();

        assertThat(store.told())
                .containsExactly("shop.product.kind took a value that it is not known to have had: 'late'");
    }

    /** Few records stay in the block that was looked at before. */
    @Test
    void a_single_row_is_told_however_little_was_recorded_since_the_last_look() throws SQLException {
        for (int id = 1; id <= 3; id++) {
            store.change("UPDATE shop.product SET kind = 'kind %d' WHERE id = %d".formatted(id, id));
            store.look();
            assertThat(store.alerts()).hasSize(id);
        }
    }

    @Test
    void while_a_column_is_learned_nothing_is_told_and_what_it_takes_is_learned() throws SQLException {
        ChangeWatch.Values slow =
                new ChangeWatch.Values(50, Duration.ofHours(1), WatchedStore.CONSTANT, WatchedStore.ALL);
        store.change("UPDATE shop.product SET kind = 'early' WHERE id = 1");
        store.look(slow);
        assertThat(store.alerts()).isEmpty();

        store.change("UPDATE shop.product SET kind = 'early' WHERE id = 2");
        store.look();

        assertThat(store.alerts()).isEmpty();
    }

    @Test
    void a_column_that_shows_one_new_value_after_the_other_is_learned_anew_after_the_third() throws SQLException {
        ChangeWatch.Values slow =
                new ChangeWatch.Values(50, Duration.ofSeconds(1), WatchedStore.CONSTANT, WatchedStore.ALL);
        store.engine.superuserSql("UPDATE tillback.known_column SET quiet_since = now() - interval '1 hour'");
        store.change("UPDATE shop.product SET kind = 'kind ' || id WHERE id <= 20");
        store.look(slow);

        assertThat(store.alerts()).hasSize(3);
        assertThat(store.engine.number("SELECT count(*) FROM tillback.known_value v JOIN tillback.known_column c"
                        + " ON c.number = v.column_number WHERE c.column_name = 'kind'"))
                .isEqualTo(22);
    }

    @Test
    void a_column_that_comes_to_have_many_values_is_watched_no_more() throws SQLException {
        store.change("UPDATE shop.product SET kind = 'kind ' || id WHERE id <= 80");
        store.look();

        assertThat(store.engine.number("SELECT count(*) FROM tillback.known_column WHERE column_name = 'kind'"))
                .isZero();
    }

    @Test
    void only_columns_that_the_configuration_lets_be_watched_are_told() throws SQLException {
        ChangeWatch.Values others = new ChangeWatch.Values(
                50,
                Duration.ZERO,
                WatchedStore.CONSTANT,
                new ChangeWatch.Columns(List.of(), ColumnNames.parse("shop.pro*.kind, shop.product.file_name")));
        store.watch().learn(others);
        store.change("UPDATE shop.product SET kind = 'x' WHERE id = 1");
        store.change("UPDATE shop.product SET file_name = 'same.zip'");
        store.look(others);

        assertThat(store.alerts()).isEmpty();
    }

    @Test
    void what_a_column_took_while_it_was_not_recorded_is_learned_and_nothing_is_claimed_of_it() throws SQLException {
        store.engine.sql("ALTER TABLE shop.product ADD COLUMN more text");
        store.engine.journal().beat();
        store.change("UPDATE shop.product SET kind = 'unrecorded' WHERE id = 1");
        store.look();
        store.begin();
        store.change("UPDATE shop.product SET kind = 'unrecorded' WHERE id = 2");
        store.look();
        assertThat(store.alerts()).noneMatch(alert -> alert.cause() instanceof NewValue);

        store.change("UPDATE shop.product SET kind = 'recorded' WHERE id = 3");
        store.look();
        assertThat(store.alerts()).anyMatch(alert -> alert.cause() instanceof NewValue);
    }

    @Test
    void a_restore_is_not_told() throws SQLException {
        long damage = store.change("UPDATE shop.price SET amount = 1, currency = 'XXX'");
        store.look();
        int told = store.alerts().size();
        store.engine.superuserSql("DELETE FROM tillback.known_value");
        RestoreTarget.WithoutTransactions target = new RestoreTarget.WithoutTransactions(List.of(damage));
        Plan plan = store.engine.kept(store.engine
                .journalPlanner()
                .plan(
                        store.engine.nextPlanId(),
                        store.alerts()
                                .get(0)
                                .cause()
                                .findTransaction()
                                .orElseThrow()
                                .toTakeOut(),
                        target,
                        Progress.NONE));
        store.engine.apply(plan);
        store.look();

        assertThat(store.engine.number("SELECT count(*) FROM shop.price WHERE currency = 'XXX'"))
                .isZero();
        assertThat(store.alerts()).hasSize(told);
    }

    @Test
    void every_type_and_every_name_is_compared_by_how_it_prints() throws SQLException {
        store.engine.sql("""
                CREATE TYPE shop."mo""od" AS ENUM ('sad', 'glad');
                CREATE TYPE shop.pair AS (a int, b text);
                CREATE DOMAIN shop.code AS text COLLATE "C" CHECK (VALUE <> '');
                CREATE TABLE shop."t'a ""b"".c\\; %s?" (
                  "k?1" shop."mo""od", id int, "journal_position" json, "c1" jsonb[], "%s" shop.pair, d shop.code, e point,
                  f shop."mo""od", g bytea, h bool, i int4range, j xml, "next" bpchar(4), PRIMARY KEY ("k?1", id));
                INSERT INTO shop."t'a ""b"".c\\; %s?"
                SELECT 'sad', n, '{"a": 1}', '{}', ROW(1, 'x')::shop.pair, 'd', '(1,2)', 'sad', '\\x01', TRUE, '[1,2)', '<a/>', 'ab'
                FROM generate_series(1, 200) n;
                """);
        store.begin();
        for (String set : List.of(
                "\"journal_position\" = '{\"a\":1}'",
                "\"c1\" = ARRAY['{\"z\": null}'::jsonb]",
                "\"%s\" = ROW(NULL, NULL)::shop.pair",
                "d = 'it''s %s'",
                "e = '(3,4)'",
                "f = 'glad'",
                "g = '\\x'",
                "h = NULL",
                "i = 'empty'",
                "j = '<b/>'",
                "\"next\" = 'é'")) {
            store.change("UPDATE shop.\"t'a \"\"b\"\".c\\; %s?\" SET " + set + " WHERE id = 7");
        }
        store.look();

        assertThat(store.alerts())
                .extracting(alert -> ((NewValue) alert.cause()).value().orElse("NULL"))
                .containsExactlyInAnyOrder(
                        "{\"a\":1}",
                        "{\"{\\\"z\\\": null}\"}",
                        "(,)",
                        "it's %s",
                        "(3,4)",
                        "glad",
                        "\\x",
                        "NULL",
                        "empty",
                        "<b/>",
                        "é");
    }

    @Test
    void partitioned_and_inherited_tables_are_watched() throws SQLException {
        store.engine.sql("""
                CREATE TABLE shop.part (id int, day int, state text, PRIMARY KEY (id, day)) PARTITION BY LIST (day);
                CREATE TABLE shop.part_1 PARTITION OF shop.part FOR VALUES IN (1);
                CREATE TABLE shop.part_2 PARTITION OF shop.part FOR VALUES IN (2);
                CREATE TABLE shop.heir (more text, PRIMARY KEY (id)) INHERITS (shop.product);
                INSERT INTO shop.part SELECT n, 1 + n % 2, 'open' FROM generate_series(1, 2000) n;
                INSERT INTO shop.heir SELECT n, 1, 'x', 'font', now(), 'more' FROM generate_series(5001, 7000) n;
                """);
        store.begin();
        store.change("UPDATE shop.part SET state = 'moved', day = 2 WHERE id = 2");
        store.change("UPDATE shop.product SET kind = 'heir''s' WHERE id = 5001");
        store.look();

        assertThat(store.told())
                .contains(
                        "shop.heir.kind took a value that it is not known to have had: 'heir's'",
                        "shop.part.state took a value that it is not known to have had: 'moved'");
    }

    @Test
    void a_locked_table_is_looked_at_next_time() throws SQLException {
        store.change("UPDATE shop.product SET kind = 'x' WHERE id = 1");
        try (Connection connection = store.engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE shop.product");
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(store::look)
                    .matches(e -> e.code() == ErrorCode.LOCK_NOT_AVAILABLE);
            connection.rollback();
        }
        store.look();

        assertThat(store.alerts()).hasSize(1);
    }

    @Test
    void a_table_whose_values_cannot_be_read_keeps_no_other_from_being_looked_at() throws SQLException {
        store.engine.superuserSql("DELETE FROM tillback.known_table WHERE table_name = 'price'");
        store.engine.sql(
                "ALTER TABLE shop.price ENABLE ROW LEVEL SECURITY; ALTER TABLE shop.price FORCE ROW LEVEL SECURITY");
        store.change("UPDATE shop.product SET kind = 'x' WHERE id = 1");
        store.look();

        assertThat(store.alerts()).anyMatch(alert -> alert.cause() instanceof NewValue);
    }
}
