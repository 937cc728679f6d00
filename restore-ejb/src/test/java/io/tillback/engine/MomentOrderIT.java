package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.PastState;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.Holding;
import io.tillback.shipment.Shipment;
import io.tillback.snapshot.Manifest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of two moments came first is what they see; the database's clock, set back between them, says otherwise. */
class MomentOrderIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final TableId WORD = new TableId("shop", "word");

    private Engine engine;
    private Manifest full;
    private Moment before;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                CREATE TABLE shop.word (id int PRIMARY KEY, word text);
                INSERT INTO shop.item SELECT n, 'i' FROM generate_series(1, 500) n;
                INSERT INTO shop.word SELECT n, 'w' FROM generate_series(1, 100) n;
                """);
        engine.record();
        full = engine.takeSnapshot();
        before = engine.journal().beat();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** Its recording is bypassed and begins anew, by the clock an hour before it ended. */
    private void bypassRecordingOfWords() throws SQLException {
        engine.superuserSql(
                "ALTER TABLE shop.word DISABLE TRIGGER ALL; UPDATE shop.word SET word = 'unseen' WHERE id < 10;"
                        + " ALTER TABLE shop.word ENABLE TRIGGER ALL");
        engine.journal().beat();
        engine.record();
        engine.superuserSql("UPDATE tillback.journal SET since = since - interval '1 hour' WHERE last_cut IS NULL"
                + " AND table_name = 'word'");
        engine.sql("UPDATE shop.word SET word = 'seen' WHERE id = 50");
    }

    @Test
    void what_was_not_recorded_before_the_clock_was_set_back_is_not_taken_for_recorded() throws SQLException {
        bypassRecordingOfWords();

        Manifest incremental = Increments.take(engine, full);
        Witness witness = Witness.of(engine);

        assertThat(Increments.whole(incremental)).containsOnlyKeys(WORD);
        engine.sql("TRUNCATE shop.item, shop.word");
        engine.apply(engine.plan(Requests.wholeTables(incremental, ITEM, WORD), incremental));
        assertThat(witness.differences()).isEmpty();
    }

    @Test
    void a_plan_of_it_is_refused() throws SQLException {
        bypassRecordingOfWords();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.planAt(before, RebuiltRows.request(Set.of(WORD))))
                .matches(e -> e.code() == ErrorCode.MOMENT_NOT_COVERED);
    }

    /** From a moment on, as a clock an hour behind would say. */
    private void setClockBackFrom(Moment first) throws SQLException {
        engine.superuserSql("UPDATE tillback.journal SET since = since - interval '1 day'");
        engine.superuserSql("UPDATE tillback.moment SET taken_at = taken_at - interval '1 hour' WHERE number >="
                + " (SELECT number FROM tillback.moment WHERE cut::text = '%s')".formatted(first.cut()));
    }

    @Test
    void before_a_transaction_is_just_before_it_although_earlier_moments_have_later_times() throws SQLException {
        engine.sql("UPDATE shop.word SET word = 'kept' WHERE id = 1");
        Moment first = engine.journal().beat();
        engine.sql("UPDATE shop.word SET word = 'taken back' WHERE id = 2");
        long transaction = engine.number("SELECT max(id::text::bigint) FROM tillback.journal_transaction");
        engine.journal().beat();
        setClockBackFrom(first);

        PastState state = engine.journal().findState(new RestoreTarget.BeforeTransaction(transaction));
        engine.apply(engine.planIn(state, RebuiltRows.request(Set.of(WORD))));

        assertThat(state.moment().cut()).isEqualTo(first.cut());
        assertThat(engine.texts("SELECT word FROM shop.word WHERE id < 3 ORDER BY id"))
                .containsExactly("kept", "w");
    }

    @Test
    void the_first_of_several_removals_is_the_first_although_moments_before_it_have_later_times() throws SQLException {
        Moment first = engine.journal().beat();
        try (var late = engine.store.getConnection()) {
            late.setAutoCommit(false);
            late.createStatement().execute("DELETE FROM shop.word WHERE id = 1");
            engine.sql("DELETE FROM shop.word WHERE id = 2");
            engine.journal().beat();
            late.commit();
            engine.journal().beat();
            setClockBackFrom(first);
        }

        Holding holding =
                engine.newestMoment(engine.objects).find(Map.of(WORD, List.of(RowKey.of("1"), RowKey.of("2"))));

        assertThat(holding.because().get(0)).contains("which deleted row 2 of shop.word");
    }

    @Test
    void it_is_shipped_whole_once() throws SQLException {
        Shipping shipping = Shipping.of(engine);
        shipping.ship();
        bypassRecordingOfWords();

        Shipment shipment = shipping.ship();

        assertThat(shipment.tables())
                .filteredOn(table -> table.reach() != Shipment.Reach.RECORDS)
                .singleElement()
                .satisfies(table -> assertThat(table.reach()).isEqualTo(Shipment.Reach.WHOLE));
        assertThat(shipment.uncovered()).isEmpty();

        engine.sql("UPDATE shop.word SET word = 'again' WHERE id = 1");
        assertThat(shipping.ship().tables()).singleElement().satisfies(table -> assertThat(table.reach())
                .isEqualTo(Shipment.Reach.CHANGES));
    }

    @Test
    void tables_that_were_recorded_all_along_are_not_shipped_whole_because_the_clock_was_set_back()
            throws SQLException {
        Shipping shipping = Shipping.of(engine);
        shipping.ship();
        engine.superuserSql("UPDATE tillback.shipping SET taken_at = taken_at - interval '1 hour'");
        engine.sql("UPDATE shop.word SET word = 'seen' WHERE id = 50");

        Shipment shipment = shipping.ship();

        assertThat(shipment.tables()).singleElement().satisfies(table -> assertThat(table.reach())
                .isEqualTo(Shipment.Reach.CHANGES));
        assertThat(shipment.uncovered()).isEmpty();
    }
}
