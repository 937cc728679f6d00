package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.freeze.FreezeBook.Entry;
import io.tillback.freeze.FreezeBook.State;
import io.tillback.model.FreezeId;
import io.tillback.model.TableId;
import io.tillback.running.StoreRoles;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a freeze begins, ends and is lifted, and what cannot be frozen. */
class FreezeLifeIT {
    private static final TableId PRODUCT = new TableId("shop", "product");

    private Engine engine;
    private Freezing freezing;

    @BeforeEach
    void fill_a_store() throws SQLException {
        engine = Engine.on(Freezing.SHOP);
        freezing = new Freezing(engine);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void it_ends_by_itself_without_any_server_and_its_triggers_go_later() throws SQLException {
        Entry frozen = freezing.freeze(PRODUCT, Optional.empty(), Duration.ofSeconds(2));
        freezing.refused("UPDATE shop.product SET name = 'x'");
        freezing.book.clear();
        freezing.refused("UPDATE shop.product SET name = 'x'");

        Awaitility.await().ignoreExceptions().until(() -> {
            engine.sql("UPDATE shop.product SET name = 'x'; DELETE FROM shop.product WHERE id = 20;"
                    + " INSERT INTO shop.product VALUES (21)");
            return true;
        });

        assertThat(freezing.book.load(frozen.freeze().id()).state()).isEqualTo(State.ENDED);
        assertThat(freezing.triggers()).isEqualTo(2);
        freezing.book.clear();
        assertThat(freezing.triggers()).isZero();
        assertThat(engine.number("SELECT count(*) FROM pg_proc WHERE proname LIKE 'freeze%'"))
                .isZero();
    }

    @Test
    void lifting_waits_for_nobody_and_says_who_did_it() throws SQLException {
        FreezeId frozen = freezing.table(PRODUCT).freeze().id();
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE shop.product IN ROW EXCLUSIVE MODE");

            Entry lifted = freezing.book.lift(frozen, "oscar");
            Entry again = freezing.book.lift(frozen, "somebody else");
            freezing.book.clear();
            statement.execute("UPDATE shop.product SET name = 'x'");
            connection.commit();

            assertThat(lifted.state()).isEqualTo(State.LIFTED);
            assertThat(lifted.lift().orElseThrow().by()).isEqualTo("oscar");
            assertThat(again).isEqualTo(lifted);
        }
        assertThat(freezing.triggers()).isEqualTo(2);
        freezing.book.clear();
        assertThat(freezing.triggers()).isZero();
    }

    @Test
    void of_two_freezes_of_one_table_both_must_be_over() throws SQLException {
        Entry first = freezing.table(PRODUCT);
        Entry second = freezing.freeze(PRODUCT, Optional.empty(), Duration.ofHours(2));

        freezing.book.lift(first.freeze().id(), "olga");
        freezing.refused("UPDATE shop.product SET name = 'x'");
        freezing.book.clear();
        freezing.refused("UPDATE shop.product SET name = 'x'");
        freezing.book.lift(second.freeze().id(), "olga");

        engine.sql("UPDATE shop.product SET name = 'x'");
        assertThat(freezing.book.list(10)).extracting(Entry::state).containsExactly(State.LIFTED, State.LIFTED);
    }

    @Test
    void the_same_request_again_is_the_same_freeze_however_many_send_it_at_once() {
        Instant end = freezing.book.now().plusSeconds(600);

        List<FreezeId> frozen = IntStream.range(0, 6)
                .mapToObj(n -> CompletableFuture.supplyAsync(() -> freezing.until(PRODUCT, Optional.empty(), end)))
                .toList()
                .stream()
                .map(freeze -> freeze.join().freeze().id())
                .distinct()
                .toList();

        assertThat(frozen).hasSize(1);
        assertThat(freezing.book.list(10)).hasSize(1);
    }

    @Test
    void a_store_that_is_writing_is_not_made_to_wait_for_long_and_the_freeze_comes_after_it() throws Exception {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET name = 'x' WHERE id = 1");
            CompletableFuture<Entry> frozen =
                    CompletableFuture.supplyAsync(() -> new Freezing(engine, Duration.ofSeconds(30)).table(PRODUCT));
            long longest = 0;
            for (int i = 0; i < 10; i++) {
                long before = System.nanoTime();
                engine.sql("UPDATE shop.product SET name = 'y' WHERE id = 2");
                longest = Math.max(longest, System.nanoTime() - before);
            }
            assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofMillis(900));
            assertThat(frozen).isNotDone();
            connection.commit();

            assertThat(frozen.join().state()).isEqualTo(State.IN_FORCE);
        }
        freezing.refused("UPDATE shop.product SET name = 'z'");
    }

    @Test
    void a_freeze_that_comes_not_through_leaves_nothing() throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE shop.product SET name = 'x' WHERE id = 1");

            assertRefused(ErrorCode.LOCK_NOT_AVAILABLE, "for 1000 ms", () -> new Freezing(engine, Duration.ofSeconds(1))
                    .table(PRODUCT));
            connection.rollback();
        }
        assertThat(freezing.triggers()).isZero();
        assertThat(freezing.book.list(10)).isEmpty();
    }

    @Test
    void what_cannot_be_frozen_is_refused_with_what_it_is() throws SQLException {
        engine.sql("CREATE VIEW shop.names AS SELECT name FROM shop.product;"
                + " CREATE MATERIALIZED VIEW shop.kept AS SELECT name FROM shop.product");

        assertRefused(ErrorCode.TABLE_UNKNOWN, "it is a view", () -> freezing.table(new TableId("shop", "names")));
        assertRefused(
                ErrorCode.TABLE_UNKNOWN,
                "it is a materialized view",
                () -> freezing.table(new TableId("shop", "kept")));
        assertRefused(
                ErrorCode.TABLE_UNKNOWN,
                "it is a partition of shop.visit",
                () -> freezing.table(new TableId("shop", "visit_1")));
        assertRefused(ErrorCode.TABLE_UNKNOWN, "there is no table", () -> freezing.table(new TableId("shop", "gone")));
        assertRefused(ErrorCode.TABLE_UNKNOWN, "of its own", () -> freezing.table(new TableId("tillback", "freeze")));
        assertRefused(ErrorCode.SELLER_UNKNOWN, "no path leads", () -> freezing.seller(PRODUCT, "1"));
        assertRefused(
                ErrorCode.REQUEST_INVALID,
                "is past",
                () -> freezing.until(PRODUCT, Optional.empty(), freezing.book.now()));
        assertRefused(
                ErrorCode.REQUEST_INVALID,
                "the longest that is allowed",
                () -> freezing.freeze(PRODUCT, Optional.empty(), Duration.ofHours(25)));
        assertRefused(
                ErrorCode.FREEZE_UNKNOWN, "there is none", () -> freezing.book.lift(new FreezeId("none"), "olga"));
    }

    private static void assertRefused(ErrorCode code, String fact, Runnable freeze) {
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(freeze::run)
                .matches(e -> e.code() == code, code.name())
                .withMessageContaining(fact);
    }

    @Test
    void a_role_that_only_takes_snapshots_cannot_freeze() throws SQLException {
        try (Engine reader =
                Engine.on("CREATE SCHEMA shop; CREATE TABLE shop.product (id int PRIMARY KEY)", StoreRoles.SNAPSHOTS)) {
            assertRefused(ErrorCode.RIGHTS_MISSING, "product", () -> new Freezing(reader).table(PRODUCT));
        }
    }

    @Test
    void triggers_of_a_freeze_without_a_record_are_taken_away() throws SQLException {
        freezing.table(PRODUCT);
        engine.superuserSql("DELETE FROM tillback.freeze");

        freezing.book.clear();

        assertThat(freezing.triggers()).isZero();
        engine.sql("UPDATE shop.product SET name = 'x'");
    }

    @Test
    void a_freeze_whose_triggers_somebody_has_removed_or_disabled_says_that_it_does_not_hold() throws SQLException {
        FreezeId frozen = freezing.table(PRODUCT).freeze().id();
        engine.sql("ALTER TABLE shop.product DISABLE TRIGGER USER");

        assertThat(freezing.book.load(frozen).state()).isEqualTo(State.UNGUARDED);
        assertThat(freezing.book.load(frozen).isOn()).isTrue();
    }

    @Test
    void several_servers_take_the_same_triggers_away() {
        freezing.book.lift(freezing.table(PRODUCT).freeze().id(), "olga");

        List<CompletableFuture<Void>> servers = IntStream.range(0, 4)
                .mapToObj(n -> CompletableFuture.runAsync(() -> freezing.book.clear()))
                .toList();

        servers.forEach(CompletableFuture::join);
    }
}
