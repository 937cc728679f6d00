package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.journal.RowChange;
import io.tillback.journal.Who;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who made a change: a session tells it once, and again when it has something else to tell. */
class WhoIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final Duration AT_ONCE = Duration.ZERO;

    private Engine engine;
    private Connection session;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item VALUES (1, ''), (2, '');
                """);
        engine.record();
        session = engine.store.getConnection();
        session.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
        engine.close();
    }

    /** The test's server lets transactions be prepared; a server as it is installed does not. */
    private void prepareNone() throws SQLException {
        engine.superuserSql("""
                DO $$BEGIN
                  EXECUTE replace(
                    pg_get_functiondef('tillback.who'::regproc), quote_literal(0), quote_literal(current_setting('max_prepared_transactions')));
                END$$
                """);
    }

    private void say(String setting, String value) throws SQLException {
        run("SELECT set_config('%s', '%s', TRUE)".formatted(setting, value));
    }

    private void change() throws SQLException {
        run("UPDATE shop.item SET name = name || 'x' WHERE id = 1");
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private long told() throws SQLException {
        return engine.number("SELECT count(*) FROM tillback.journal_transaction");
    }

    /** Of row 1, newest change first. */
    private List<String> who() {
        return engine.biographer().load(ITEM, RowKey.of("1"), "", 50).changes().stream()
                .map(RowChange::who)
                .map(who -> who.map(WhoIT::inShort).orElse("nobody knows"))
                .toList();
    }

    private static String inShort(Who who) {
        return who.actor().orElse(who.sessionUser()) + " " + who.release().orElse("-");
    }

    @Test
    void a_session_tells_who_it_is_once() throws SQLException {
        prepareNone();
        for (int transaction = 0; transaction < 3; transaction++) {
            change();
            session.commit();
        }
        engine.sql("UPDATE shop.item SET name = 'b' WHERE id = 1");

        assertThat(who()).hasSize(4).containsOnly("shop_owner -");
        assertThat(told()).isEqualTo(2);
    }

    @Test
    void an_actor_is_that_of_one_transaction_only() throws SQLException {
        prepareNone();
        change();
        session.commit();
        say("tillback.actor", "anna");
        change();
        say("tillback.release", "105");
        change();
        session.commit();
        change();
        session.commit();

        assertThat(who()).containsExactly("shop_owner -", "anna 105", "anna 105", "shop_owner -");
    }

    @Test
    void what_was_told_and_rolled_back_is_told_again() throws SQLException {
        prepareNone();
        change();
        session.rollback();
        var before = session.setSavepoint();
        change();
        session.rollback(before);
        change();
        session.commit();

        assertThat(who()).containsExactly("shop_owner -");
    }

    @Test
    void another_name_of_the_application_is_told() throws SQLException {
        prepareNone();
        change();
        run("SET application_name = 'nightly import'");
        session.commit();
        change();
        session.commit();

        assertThat(engine.biographer().load(ITEM, RowKey.of("1"), "", 50).changes())
                .extracting(change -> change.who().orElseThrow().application())
                .first()
                .isEqualTo("nightly import");
    }

    @Test
    void a_statement_that_changes_nothing_tells_nothing() throws SQLException {
        run("UPDATE shop.item SET name = 'none' WHERE id = 7");
        session.commit();

        assertThat(told()).isZero();
    }

    @Test
    void a_transaction_that_was_prepared_and_rolled_back_told_nothing_for_later_ones() throws SQLException {
        change();
        run("PREPARE TRANSACTION 'who'");
        run("UPDATE shop.item SET name = 'y' WHERE id = 2");
        session.commit();
        engine.sql("ROLLBACK PREPARED 'who'");

        assertThat(engine.biographer().load(ITEM, RowKey.of("2"), "", 50).changes())
                .extracting(RowChange::who)
                .allMatch(Optional::isPresent)
                .hasSize(1);
    }

    @Test
    void who_it_was_is_known_still_when_the_segment_in_which_it_was_told_is_dropped() throws SQLException {
        prepareNone();
        change();
        session.commit();
        beginSegments();
        prepareNone();
        var moment = engine.journal().beat();
        change();
        session.commit();
        beginSegments();
        engine.segments().dropBefore(moment);

        assertThat(engine.texts("SELECT relname::text FROM pg_class WHERE relname ~ '^journal_transaction_[0-9]+$'"))
                .doesNotContain("journal_transaction_1");
        assertThat(who()).containsExactly("shop_owner -");
    }

    /** Twice: the first begins the next ones, the second settles those before. */
    private void beginSegments() {
        engine.segments().begin(AT_ONCE);
        engine.segments().begin(AT_ONCE);
    }
}
