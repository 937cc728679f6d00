package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.shipment.Shipment;
import io.tillback.shipment.Shipment.Reach;
import io.tillback.shipment.ShippingLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is recorded gets to the object store, once, whole, and before it is dropped. */
class ShippingIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final Duration AT_ONCE = Duration.ZERO;

    private Engine engine;
    private Shipping shipping;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                CREATE TABLE shop.still (id int PRIMARY KEY);
                CREATE TABLE shop.nobody (note text);
                INSERT INTO shop.item SELECT n, 'i' || n FROM generate_series(1, 10) n;
                """);
        engine.record();
        shipping = Shipping.of(engine);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private List<String> records() throws SQLException {
        return engine.texts("""
                SELECT concat_ws(',', r.journal_position, r.journal_transaction,
                         to_char(r.journal_time AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), r.journal_operation,
                         r.journal_backend, r.id, r.name)
                FROM tillback.journal_1 r ORDER BY 1
                """);
    }

    /** Without the parts of a second, whose last noughts are not printed, and what is empty. */
    private static String plain(String line) {
        return line.replaceAll("(:\\d\\d)(\\.\\d+)?\\+00", "$1")
                .replace(",,", ",")
                .replaceAll(",$", "");
    }

    private static Shipment.Table only(Shipment shipment) {
        assertThat(shipment.tables()).hasSize(1);
        return shipment.tables().get(0);
    }

    private void change() throws SQLException {
        engine.sql("UPDATE shop.item SET name = 'a' WHERE id < 4");
        engine.sql("DELETE FROM shop.item WHERE id = 2");
        engine.sql("INSERT INTO shop.item VALUES (11, 'new'); UPDATE shop.item SET id = 12 WHERE id = 5");
    }

    @Test
    void what_is_shipped_is_what_was_recorded_each_record_once() throws SQLException {
        shipping.ship();
        change();
        Shipment first = shipping.ship();
        engine.sql("UPDATE shop.item SET name = 'b' WHERE id = 3");
        Shipment second = shipping.ship();

        List<String> shipped = Stream.of(first, second)
                .flatMap(each -> shipping.lines(only(each).records()).stream())
                .map(ShippingIT::plain)
                .sorted()
                .toList();
        assertThat(shipped).isEqualTo(records());
        assertThat(shipping.lines(only(first).keys())).containsExactlyInAnyOrder("1", "2", "3", "5", "11", "12");
        assertThat(shipping.lines(only(first).rows())).containsExactlyInAnyOrder("1,a", "3,a", "11,new", "12,i5");
        assertThat(shipping.lines(only(second).keys())).containsExactly("3");
        assertThat(shipping.lines(first.transactions())).hasSize(3);
        assertThat(second.previous()).contains(first.id());
        assertThat(second.from()).isEqualTo(first.moment());
    }

    @Test
    void who_was_at_work_while_one_shipment_was_made_is_in_a_later_one() throws SQLException {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE shop.item SET name = 'early' WHERE id = 1");
            assertThat(shipping.ship().tables()).isEmpty();
            connection.commit();
        }

        assertThat(shipping.lines(only(shipping.ship()).rows())).containsExactly("1,early");
    }

    @Test
    void a_store_at_rest_says_so_and_no_more() {
        Shipment first = shipping.ship();
        int before = shipping.objects().size();

        Shipment second = shipping.ship();

        // Its manifest, and the moments that were kept.
        assertThat(shipping.objects()).hasSize(before + 2);
        assertThat(second.tables()).isEmpty();
        assertThat(second.built()).isEmpty();
        assertThat(first.built()).isPresent();
        assertThat(second.uncovered())
                .extracting(Shipment.Uncovered::table)
                .containsExactly(new TableId("shop", "nobody"));
        assertThat(second.uncovered().get(0).reason()).startsWith("it has no primary key");
    }

    @Test
    void a_table_that_is_recorded_anew_is_shipped_whole_with_how_it_is_built() throws SQLException {
        shipping.ship();
        engine.sql("UPDATE shop.item SET name = 'before' WHERE id = 1");
        engine.sql("ALTER TABLE shop.item ADD COLUMN price int DEFAULT 7");
        engine.journal().beat();
        engine.record();

        Shipment shipment = shipping.ship();

        assertThat(shipment.tables()).extracting(Shipment.Table::reach).containsExactly(Reach.RECORDS, Reach.WHOLE);
        assertThat(shipping.lines(shipment.tables().get(0).records())).hasSize(1);
        assertThat(shipping.lines(shipment.tables().get(1).rows())).hasSize(10).contains("1,before,7");
        assertThat(shipment.uncovered()).extracting(Shipment.Uncovered::table).doesNotContain(ITEM);
        assertThat(shipment.built().orElseThrow())
                .anyMatch(built -> built.definition().first().toString().contains("price"));
    }

    @Test
    void a_table_whose_recording_begins_while_a_shipment_is_made_is_in_the_next_one_whole() throws Exception {
        shipping.ship();
        engine.sql("ALTER TABLE shop.item ADD COLUMN price int DEFAULT 7");
        engine.journal().beat();
        engine.superuserSql("""
                CREATE FUNCTION tillback.wait() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  WHILE NOT pg_try_advisory_xact_lock(47) LOOP
                    PERFORM pg_sleep(0.01);
                  END LOOP;
                  RETURN NULL;
                END$$;
                CREATE TRIGGER wait BEFORE UPDATE ON tillback.alert EXECUTE FUNCTION tillback.wait();
                """);
        ExecutorService recorder = Executors.newSingleThreadExecutor();
        Shipment meanwhile;
        try (Connection gate = engine.store.getConnection();
                Statement statement = gate.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(47)");
            Future<?> recording = recorder.submit(engine::record);
            Awaitility.await()
                    .until(() -> engine.number(
                                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'UPDATE tillback.alert%' AND state = 'active'")
                            == 1);
            meanwhile = shipping.ship();
            statement.execute("SELECT pg_advisory_unlock(47)");
            recording.get();
        } finally {
            recorder.shutdown();
        }

        Shipment next = shipping.ship();

        assertThat(meanwhile.uncovered()).extracting(Shipment.Uncovered::table).contains(ITEM);
        assertThat(only(next).reach()).isEqualTo(Reach.WHOLE);
        assertThat(next.uncovered()).extracting(Shipment.Uncovered::table).doesNotContain(ITEM);
    }

    @Test
    void what_bypassed_the_journal_is_told_and_not_claimed() throws SQLException {
        shipping.ship();
        engine.sql("UPDATE shop.item SET name = 'seen' WHERE id = 1");
        engine.superuserSql("ALTER TABLE shop.item DISABLE TRIGGER tillback_1_update;"
                + " UPDATE shop.item SET name = 'unseen' WHERE id = 2;"
                + " ALTER TABLE shop.item ENABLE ALWAYS TRIGGER tillback_1_update");

        Shipment shipment = shipping.ship();

        assertThat(only(shipment).reach()).isEqualTo(Reach.RECORDS);
        assertThat(only(shipment).keys()).isEmpty();
        assertThat(shipment.uncovered())
                .filteredOn(gap -> gap.table().equals(ITEM))
                .extracting(Shipment.Uncovered::reason)
                .allMatch(reason -> reason.contains("altered since: triggers"));
    }

    @Test
    void a_segment_is_dropped_once_it_was_shipped_and_no_earlier() throws SQLException {
        engine.sql("UPDATE shop.item SET name = 'a'");
        engine.segments().begin(AT_ONCE);
        engine.segments().begin(AT_ONCE);
        Moment kept = engine.journal().beat();

        engine.segments().dropBefore(kept);
        assertThat(segments()).containsExactly("journal_1_1", "journal_1_2", "journal_2_1");

        shipping.ship();
        engine.segments().dropBefore(kept);
        assertThat(segments()).containsExactly("journal_1_2", "journal_2_1");
    }

    @Test
    void an_interval_that_ended_is_forgotten_once_it_was_shipped_and_no_earlier() throws SQLException {
        engine.sql("UPDATE shop.item SET name = 'a'");
        engine.journal().beat();
        engine.sql("ALTER TABLE shop.item ADD COLUMN price int");
        engine.record();
        Moment after = engine.journal().beat();

        engine.segments().dropBefore(after);
        assertThat(segments()).contains("journal_1_1");

        shipping.ship();
        engine.segments().dropBefore(after);
        assertThat(segments()).doesNotContain("journal_1_1");
    }

    @Test
    void without_shipping_nothing_waits_for_it() throws SQLException {
        shipping.log.switchOff();
        engine.sql("UPDATE shop.item SET name = 'a'");
        engine.segments().begin(AT_ONCE);
        engine.segments().begin(AT_ONCE);

        engine.segments().dropBefore(engine.journal().beat());

        assertThat(segments()).doesNotContain("journal_1_1");
        assertThat(shipping.shipper(engine.objects).ship(AT_ONCE)).isEmpty();
        assertThat(shipping.log.findStanding()).isEmpty();
    }

    @Test
    void a_shipment_that_ends_at_any_write_is_not_there_and_the_next_one_has_it_all() throws SQLException {
        shipping.ship();
        change();
        Optional<Shipment> whole = Optional.empty();
        int failures = 0;
        while (whole.isEmpty()) {
            assertThat(shipping.objects())
                    .filteredOn(key -> key.endsWith("manifest.json"))
                    .hasSize(1);
            whole = shipUntilBroken(new FailsAfter(failures, engine.objects));
            failures++;
        }

        assertThat(failures).isGreaterThan(4);
        assertThat(shipping.lines(only(whole.get()).rows())).containsExactlyInAnyOrder("1,a", "3,a", "11,new", "12,i5");
        assertThat(shipping.sweeper().sweep()).isNotEmpty();
        assertThat(shipping.reader().listFolders())
                .hasSize(2)
                .contains(whole.get().id());
        assertThat(shipping.objects())
                .contains(only(whole.get()).rows().orElseThrow().data().key());
    }

    private Optional<Shipment> shipUntilBroken(FailsAfter broken) {
        try {
            return shipping.shipper(broken).ship(AT_ONCE);
        } catch (RestoreException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
            return Optional.empty();
        }
    }

    @Test
    void a_bucket_that_was_away_gets_everything_afterwards_and_nothing_is_dropped_meanwhile() throws SQLException {
        Shipment first = shipping.ship();
        for (int minute = 0; minute < 3; minute++) {
            engine.sql("UPDATE shop.item SET name = name || 'x' WHERE id = " + (minute + 1));
            engine.segments().begin(AT_ONCE);
            FailsAfter away = new FailsAfter(0, engine.objects);
            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> shipping.shipper(away).ship(AT_ONCE));
        }
        engine.segments().begin(AT_ONCE);
        engine.segments().dropBefore(engine.journal().beat());

        ShippingLog.Standing away = shipping.log.findStanding().orElseThrow();
        Shipment second = shipping.ship();

        assertThat(away.moment()).contains(first.moment());
        assertThat(away.failure().orElseThrow().reason()).contains("the plug was pulled");
        assertThat(shipping.lines(only(second).records())).hasSize(3);
        assertThat(shipping.log.findStanding().orElseThrow())
                .isEqualTo(new ShippingLog.Standing(Optional.of(second.moment()), Optional.empty()));
    }

    @Test
    void two_servers_at_once_ship_once() throws Exception {
        shipping.ship();
        change();
        ExecutorService servers = Executors.newFixedThreadPool(4);
        CountDownLatch together = new CountDownLatch(4);
        try {
            List<Future<Optional<Shipment>>> attempts = Stream.generate(() -> servers.submit(() -> {
                        together.countDown();
                        together.await();
                        return shipping.shipper(engine.objects).ship(Duration.ofMinutes(1));
                    }))
                    .limit(4)
                    .toList();
            for (Future<Optional<Shipment>> attempt : attempts) {
                assertThat(attempt.get()).isEmpty();
            }
            engine.superuserSql("UPDATE tillback.shipping SET taken_at = taken_at - interval '1 minute'");
            CountDownLatch again = new CountDownLatch(4);
            long shipped = Stream.generate(() -> servers.submit(() -> {
                        again.countDown();
                        again.await();
                        return shipping.shipper(engine.objects).ship(Duration.ofMinutes(1));
                    }))
                    .limit(4)
                    .toList()
                    .stream()
                    .filter(ShippingIT::hasShipped)
                    .count();
            assertThat(shipped).isEqualTo(1);
        } finally {
            servers.shutdown();
        }
        assertThat(shipping.reader().listFolders()).hasSize(2);
    }

    private static boolean hasShipped(Future<Optional<Shipment>> attempt) {
        try {
            return attempt.get().isPresent();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_manifest_whose_reply_was_lost_counts() throws SQLException {
        shipping.ship();
        change();

        Shipment shipment = shipping.shipper(new LosesFirstPutReply(engine.objects))
                .ship(AT_ONCE)
                .orElseThrow();

        assertThat(shipping.ship().previous()).contains(shipment.id());
    }

    @Test
    void shipments_that_a_snapshot_has_made_needless_go_and_the_others_stay() {
        Shipment first = shipping.ship();
        Shipment second = shipping.ship();
        Shipment third = shipping.ship();
        Instant now = third.finishedAt().plusSeconds(1);

        assertThat(shipping.sweeper().purge(now, Optional.empty())).isZero();
        assertThat(shipping.sweeper().purge(first.startedAt(), Optional.of(now)))
                .isZero();
        assertThat(shipping.sweeper().purge(now, Optional.of(third.startedAt())))
                .isEqualTo(1);

        assertThat(shipping.reader().listFolders()).containsExactly(second.id(), third.id());
    }

    private List<String> segments() throws SQLException {
        return engine.texts("SELECT relname::text FROM pg_class WHERE relname ~ '^journal_[0-9]+_[0-9]+$'"
                + " AND relkind = 'r' ORDER BY relname");
    }
}
