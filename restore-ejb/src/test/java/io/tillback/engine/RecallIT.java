package io.tillback.engine;

import static io.tillback.engine.Investigation.actor;
import static io.tillback.engine.Investigation.by;
import static io.tillback.engine.Investigation.changesOf;
import static io.tillback.engine.Investigation.equal;
import static io.tillback.engine.Investigation.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Coverage;
import io.tillback.journal.FoundTransaction;
import io.tillback.model.ChangeCriteria;
import io.tillback.model.Moment;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.ShipmentId;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.plan.RowLife;
import io.tillback.shipment.RebuildTarget;
import io.tillback.shipment.Recall;
import io.tillback.shipment.RecallTarget;
import io.tillback.shipment.Recalled;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the journal has dropped lies in the object store, and can be asked there as if it had not been dropped. */
class RecallIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final RestoreRequest WHOLE = new RestoreRequest(
            new RestoreTarget.AtInstant(Instant.EPOCH), List.of(RestoreScope.wholeTable(ITEM)), Requests.EXACTLY);

    private Engine engine;
    private Shipping shipping;
    private Investigation search;
    private Moment beginning;
    private final List<Moment> hours = new ArrayList<>();

    @BeforeEach
    void work_for_some_hours() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, "the name" text);
                CREATE TABLE shop.still (id int PRIMARY KEY);
                INSERT INTO shop.item SELECT n, 'i' || n FROM generate_series(1, 10) n;
                """);
        engine.record();
        shipping = Shipping.of(engine);
        search = new Investigation(engine);
        shipping.ship();
        beginning = engine.journal().beat();
        for (int hour = 1; hour <= 4; hour++) {
            search.change("anna", "r" + hour, set("a" + hour, 1), "DELETE FROM shop.item WHERE id = " + (hour + 5));
            shipping.ship();
            search.change("bert", "r" + hour, set("b" + hour, 2), set("b" + hour, hour));
            hours.add(engine.journal().beat());
            shipping.ship();
            engine.segments().begin(AT_ONCE);
        }
        engine.segments().begin(AT_ONCE);
        engine.journal().beat();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static String set(String name, int id) {
        return "UPDATE shop.item SET \"the name\" = '%s' WHERE id = %d".formatted(name, id);
    }

    private void dropBefore(Moment moment) {
        shipping.ship();
        engine.segments().dropBefore(moment);
    }

    private void dropAll() {
        dropBefore(engine.journal().beat());
    }

    private Coverage coverage() {
        return engine.journal().findCoverage().stream()
                .filter(interval -> interval.companion().table().id().equals(ITEM))
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    /** All that an operator can ask. */
    private List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (ChangeCriteria criteria : List.of(
                changesOf(ITEM),
                by(actor("anna")),
                by(Investigation.release("r2")),
                changesOf(ITEM, key("2")),
                changesOf(ITEM, Investigation.after(equal("the name", "b3"))))) {
            search.finder.find(criteria, "", 100).transactions().stream()
                    .map(FoundTransaction::toString)
                    .forEach(answers::add);
            answers.addAll(search.steps(criteria));
        }
        for (String id : List.of("1", "2", "7")) {
            RowLife life = engine.biographer().load(ITEM, RowKey.of(id), "", 100);
            answers.add(life.now() + " " + life.changes());
        }
        return answers;
    }

    @Test
    void what_was_dropped_is_found_again_as_if_it_had_not_been_dropped() throws SQLException {
        List<String> before = answers();
        dropAll();
        assertThat(search.find(changesOf(ITEM))).isEmpty();

        Recalled recalled = shipping.recall(beginning.takenAt());

        assertThat(recalled.problems()).isEmpty();
        assertThat(answers()).isEqualTo(before);
        assertThat(recalled.tables())
                .filteredOn(table -> table.table().equals(ITEM))
                .extracting(Recalled.Table::records)
                .containsExactly(16L);
    }

    @Test
    void records_of_a_segment_that_is_still_there_come_back_once() throws SQLException {
        List<String> before = answers();
        dropBefore(hours.get(2));
        assertThat(engine.number("SELECT count(*) FROM tillback.journal_1")).isBetween(1L, 15L);

        Recalled recalled = shipping.recall(beginning.takenAt());

        assertThat(recalled.problems()).isEmpty();
        assertThat(engine.number("SELECT count(*) FROM tillback.journal_1")).isEqualTo(16);
        assertThat(answers()).isEqualTo(before);
    }

    @Test
    void a_table_goes_back_to_a_moment_that_had_been_dropped_with_its_gap_to_the_row() throws SQLException {
        Plan before = engine.planAt(hours.get(0), WHOLE);
        dropAll();
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(ITEM), hours.get(0)));

        shipping.recall(beginning.takenAt());
        Plan after = engine.planAt(hours.get(0), WHOLE);

        assertThat(after.gap().tables()).isEqualTo(before.gap().tables());
        assertThat(engine.journal()
                        .findState(new RestoreTarget.AtInstant(hours.get(0).takenAt()))
                        .moment())
                .isEqualTo(hours.get(0));
        engine.apply(after);
        assertThat(engine.texts("SELECT \"the name\" FROM shop.item WHERE id IN (1, 2, 6) ORDER BY id"))
                .containsExactly("b1", "b1");
    }

    @Test
    void recording_goes_on_and_what_came_back_stays_covered() throws SQLException {
        dropAll();
        shipping.recall(beginning.takenAt());

        search.change("carl", "r9", set("later", 10));
        engine.segments().begin(AT_ONCE);
        engine.segments().index();
        engine.journal().beat();

        assertThat(coverage().end()).isEmpty();
        assertThat(coverage().since().takenAt()).isBeforeOrEqualTo(beginning.takenAt());
        assertThat(search.find(by(actor("carl")))).hasSize(1);
        assertThat(search.find(changesOf(ITEM))).hasSize(9);
    }

    @Test
    void it_is_dropped_again_like_anything_else() throws SQLException {
        dropAll();
        shipping.recall(beginning.takenAt());
        shipping.ship();

        engine.segments().dropBefore(engine.journal().beat());

        assertThat(search.find(changesOf(ITEM))).isEmpty();
        assertThat(coverage().since().takenAt()).isAfter(hours.get(3).takenAt());
        assertThat(engine.number("SELECT count(*) FROM pg_class WHERE relname ~ '^journal_[0-9]+_[0-9]+$'"
                        + " AND relkind = 'r'"))
                .isEqualTo(engine.number("SELECT count(*) FROM tillback.journal_segment WHERE companion > 0"));
    }

    @Test
    void as_long_as_it_lasts_nothing_of_it_is_dropped() throws SQLException {
        dropAll();
        Recall lasting =
                shipping.recalls().begin(beginning.takenAt(), Instant.now().plusSeconds(60), "olga");
        shipping.recall(beginning.takenAt());
        shipping.ship();

        dropOlderThan(Instant.now());
        assertThat(search.find(changesOf(ITEM))).hasSize(8);

        shipping.recalls().end(lasting.number());
        dropOlderThan(Instant.now());
        assertThat(search.find(changesOf(ITEM))).isEmpty();
    }

    /** As the keeper does every minute. */
    private void dropOlderThan(Instant usual) {
        engine.journal().beat();
        engine.journal()
                .findKept(Recall.oldest(shipping.recalls().list(), usual), List.of())
                .ifPresent(engine.segments()::dropBefore);
    }

    @Test
    void more_can_be_brought_back_later() throws SQLException {
        List<String> before = answers();
        dropAll();

        shipping.recall(hours.get(2).takenAt());
        int some = search.find(changesOf(ITEM)).size();
        shipping.recall(hours.get(0).takenAt());
        int more = search.find(changesOf(ITEM)).size();
        Recalled all = shipping.recall(beginning.takenAt());
        Recalled nothing = shipping.recall(beginning.takenAt());

        assertThat(some).isBetween(2, 4);
        assertThat(more).isBetween(some + 1, 7);
        assertThat(all.problems()).isEmpty();
        assertThat(nothing.tables()).isEmpty();
        assertThat(answers()).isEqualTo(before);
    }

    @Test
    void who_made_a_change_is_known_though_it_was_told_before() throws SQLException {
        long late;
        try (Connection pooled = engine.store.getConnection();
                Statement statement = pooled.createStatement()) {
            statement.execute("SELECT set_config('tillback.actor', 'dora', FALSE)");
            statement.execute(set("early", 3));
            shipping.ship();
            Moment between = engine.journal().beat();
            shipping.ship();
            statement.execute(set("late", 3));
            late = engine.number("SELECT max(journal_transaction::text::bigint) FROM tillback.journal_1");
            settle();
            dropAll();

            shipping.recall(between.takenAt());
        }

        assertThat(search.find(by(actor("dora")))).containsExactly(late);
    }

    private void settle() {
        engine.segments().begin(AT_ONCE);
        engine.segments().begin(AT_ONCE);
    }

    @Test
    void an_interval_that_had_ended_comes_back_with_its_reason() throws SQLException {
        List<Long> before = search.find(changesOf(ITEM));
        engine.sql("ALTER TABLE shop.item ADD COLUMN price int");
        engine.record();
        shipping.ship();
        dropAll();
        assertThat(engine.journal().findCoverage())
                .filteredOn(interval -> interval.end().isPresent())
                .isEmpty();

        Recalled recalled = shipping.recall(beginning.takenAt());

        assertThat(recalled.problems()).isEmpty();
        Coverage ended = engine.journal().findCoverage().get(0);
        assertThat(ended.companion().table().id()).isEqualTo(ITEM);
        assertThat(ended.end().orElseThrow().last().takenAt())
                .isAfterOrEqualTo(hours.get(3).takenAt());
        assertThat(search.find(changesOf(ITEM))).isEqualTo(before);
    }

    @Test
    void what_bypassed_the_journal_is_not_claimed() throws SQLException {
        engine.superuserSql("ALTER TABLE shop.item DISABLE TRIGGER tillback_1_update;"
                + " UPDATE shop.item SET \"the name\" = 'unseen' WHERE id = 4;"
                + " ALTER TABLE shop.item ENABLE ALWAYS TRIGGER tillback_1_update");
        engine.journal().beat();
        engine.record();
        shipping.ship();
        Moment since = engine.journal().beat();
        search.change("anna", "r5", set("a5", 5));
        settle();
        dropAll();

        shipping.recall(beginning.takenAt());

        List<Coverage> intervals = engine.journal().findCoverage().stream()
                .filter(interval -> interval.companion().table().id().equals(ITEM))
                .toList();
        assertThat(intervals).hasSize(2);
        assertThat(intervals.get(0).end().orElseThrow().last().takenAt())
                .isBefore(intervals.get(1).since().takenAt());
        assertThat(intervals.get(0).end().orElseThrow().reason()).startsWith("recording began anew at ");
        assertThat(intervals.get(1).since().takenAt()).isBeforeOrEqualTo(since.takenAt());
    }

    @Test
    void a_shipment_that_is_missing_ends_what_can_be_brought_back_and_is_named() {
        List<ShipmentId> folders = shipping.reader().listFolders();
        ShipmentId lost = folders.get(4);
        dropAll();
        shipping.remove(shipping.layout.manifest(lost).value());

        Recalled recalled = shipping.recall(beginning.takenAt());

        assertThat(recalled.problems()).singleElement().asString().contains(lost.value(), "is not in the bucket");
        assertThat(search.find(changesOf(ITEM))).hasSize(4);
        assertThat(coverage().since().takenAt()).isAfter(hours.get(1).takenAt());
    }

    @Test
    void damage_of_one_tables_records_keeps_no_other_table_from_coming_back() throws SQLException {
        engine.sql("INSERT INTO shop.still VALUES (1)");
        String damaged =
                shipping.ship().tables().get(0).records().orElseThrow().data().key();
        settle();
        dropAll();
        shipping.remove(damaged);

        Recalled recalled = shipping.recall(beginning.takenAt());

        assertThat(recalled.problems()).singleElement().asString().contains(damaged, "it is gone");
        assertThat(recalled.tables()).extracting(Recalled.Table::table).contains(ITEM);
        assertThat(search.find(changesOf(ITEM))).hasSize(8);
    }

    @Test
    void shipments_of_another_database_are_none_of_this_ones() throws SQLException {
        dropAll();
        try (Engine other = Engine.on("CREATE SCHEMA shop; CREATE TABLE shop.item (id int PRIMARY KEY)")) {
            other.record();

            assertThatExceptionOfType(RestoreException.class)
                    .isThrownBy(() -> Shipping.of(other).readingFrom(shipping).recall(beginning.takenAt()))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SHIPMENT_MISSING));
        }
    }

    @Test
    void while_records_are_loaded_recording_begins_and_segments_do() throws SQLException {
        dropAll();
        Coverage known = coverage();
        try (RecallTarget.Work loading = shipping.recalls().extend(known, beginning);
                RebuildTarget.Load load = loading.load()) {
            load.write(new byte[0], 0, 0);
            engine.sql("CREATE TABLE shop.more (id int PRIMARY KEY)");

            engine.record();
            search.change("anna", "r5", set("a5", 5));
            assertThat(engine.segments().begin(AT_ONCE)).isEmpty();

            assertThat(engine.texts("SELECT table_name FROM tillback.journal WHERE last_cut IS NULL ORDER BY number"))
                    .containsExactly("item", "still", "more");
            assertThat(search.find(by(actor("anna")))).hasSize(1);
        }
    }

    @Test
    void whoever_asks_is_told_as_long_as_it_lasts() {
        Recall begun =
                shipping.recalls().begin(beginning.takenAt(), Instant.now().plusSeconds(60), "olga");
        shipping.recalls().note(begun.number(), List.of("one", "two"));
        Recall over =
                shipping.recalls().begin(beginning.takenAt(), Instant.now().minusSeconds(1), "olga");

        assertThat(shipping.recalls().list()).singleElement().satisfies(recall -> {
            assertThat(recall.askedBy()).isEqualTo("olga");
            assertThat(recall.since()).isEqualTo(beginning.takenAt());
            assertThat(recall.problems()).containsExactly("one", "two");
        });
        shipping.recalls().end(begun.number());
        shipping.recalls().end(over.number());
        assertThat(shipping.recalls().list()).isEmpty();
    }
}
