package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.OnFailure;
import io.tillback.model.PastState;
import io.tillback.model.Progress;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.TableId;
import io.tillback.plan.Plan;
import io.tillback.snapshot.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How old records are dropped, and what happens when a new one cannot be written. */
class JournalSegmentsIT {
    private static final TableId ITEM = new TableId("shop", "item");
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final RestorePolicy EXACTLY =
            new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.REMOVE, StoreTriggers.SUPPRESS);
    private static final RestoreRequest WHOLE = new RestoreRequest(
            new RestoreTarget.AtInstant(Instant.EPOCH), List.of(RestoreScope.wholeTable(ITEM)), EXACTLY);

    private Engine engine;

    @BeforeEach
    void record_a_store() throws SQLException {
        engine = Engine.on("""
                CREATE SCHEMA shop;
                CREATE TABLE shop.item (id int PRIMARY KEY, name text);
                INSERT INTO shop.item SELECT n, 'i' || n FROM generate_series(1, 10) n;
                """);
        engine.record();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void a_moment_is_rebuilt_across_segments() throws SQLException {
        Witness before = Witness.of(engine);
        Moment moment = engine.journal().beat();
        for (int round = 0; round < 3; round++) {
            engine.sql("UPDATE shop.item SET name = name || 'x'");
            assertThat(engine.segments().begin(AT_ONCE)).isEmpty();
        }
        engine.journal().beat();

        engine.apply(engine.planAt(moment, WHOLE));

        assertThat(before.differences()).isEmpty();
        assertThat(segments()).containsExactly("journal_1_1", "journal_1_2", "journal_1_3", "journal_1_4");
    }

    @Test
    void a_segment_that_was_not_written_to_goes_on() throws SQLException {
        engine.segments().begin(AT_ONCE);

        assertThat(segments()).containsExactly("journal_1_1");
    }

    @Test
    void a_transaction_that_began_before_a_segment_did_is_recorded() throws SQLException {
        Witness before = Witness.of(engine);
        Moment moment = engine.journal().beat();
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE shop.item SET name = 'early' WHERE id = 1");
            engine.sql("UPDATE shop.item SET name = 'other' WHERE id = 3");
            engine.segments().begin(AT_ONCE);
            engine.segments().begin(AT_ONCE);
            statement.execute("UPDATE shop.item SET name = 'late' WHERE id = 2");
            connection.commit();
        }
        engine.segments().begin(AT_ONCE);
        engine.journal().beat();

        engine.apply(engine.planAt(moment, WHOLE));

        assertThat(before.differences()).isEmpty();
    }

    @Test
    void a_table_that_was_renamed_or_dropped_just_now_keeps_no_other_from_a_new_segment() throws SQLException {
        engine.sql("CREATE TABLE shop.aside (id int PRIMARY KEY); CREATE TABLE shop.last (id int PRIMARY KEY)");
        engine.record();
        engine.sql(
                "INSERT INTO shop.aside VALUES (1); INSERT INTO shop.last VALUES (1); UPDATE shop.item SET name = 'x'");
        engine.sql("ALTER TABLE shop.item RENAME TO renamed; DROP TABLE shop.aside");

        assertThat(engine.segments().begin(AT_ONCE)).isEmpty();

        assertThat(engine.number("SELECT max(s.number) FROM tillback.journal_segment s"
                        + " JOIN tillback.journal j ON j.number = s.companion WHERE j.table_name = 'last'"))
                .isEqualTo(2);
    }

    @Test
    void a_settled_segment_takes_no_more_records() throws SQLException {
        engine.sql("UPDATE shop.item SET name = 'x'");
        engine.segments().begin(AT_ONCE);
        engine.segments().begin(AT_ONCE);

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(
                        () -> engine.superuserSql(
                                "INSERT INTO tillback.journal_1_1 VALUES ('0/1', pg_current_xact_id(), now(), 'I', 1, NULL, 1)"))
                .withMessageContaining("settled");
    }

    @Test
    void a_settled_segment_that_somebody_dropped_keeps_no_other_from_its_index() throws SQLException {
        for (int round = 0; round < 4; round++) {
            engine.sql("UPDATE shop.item SET name = name || 'x'");
            engine.segments().begin(AT_ONCE);
        }
        engine.superuserSql("DROP TABLE tillback.journal_1_1");

        engine.segments().index();

        assertThat(engine.texts("SELECT indexname FROM pg_indexes WHERE indexname LIKE 'journal\\_1\\_%\\_key'"))
                .contains("journal_1_2_key");
    }

    @Test
    void what_no_kept_moment_needs_is_dropped_and_later_moments_stay() throws SQLException {
        Moment first = engine.journal().beat();
        engine.sql("UPDATE shop.item SET name = 'a'");
        engine.segments().begin(AT_ONCE);
        Moment kept = engine.journal().beat();
        Witness before = Witness.of(engine);
        engine.sql("UPDATE shop.item SET name = 'b'");
        engine.segments().begin(AT_ONCE);
        engine.journal().beat();

        assertThat(engine.segments().dropBefore(kept)).isEmpty();

        engine.journal().beat();
        assertThat(segments()).containsExactly("journal_1_2", "journal_1_3");
        assertThat(engine.number("SELECT count(*) FROM tillback.moment WHERE taken_at < '" + kept.takenAt() + "'"))
                .isZero();
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.planAt(first, WHOLE))
                .withMessageContaining("it is recorded since " + kept.takenAt());
        engine.apply(engine.planAt(kept, WHOLE));
        assertThat(before.differences()).isEmpty();
    }

    @Test
    void an_interval_that_ended_is_forgotten_as_a_whole() throws SQLException {
        engine.sql("UPDATE shop.item SET name = 'a'");
        engine.journal().beat();
        engine.sql("ALTER TABLE shop.item ADD COLUMN price int");
        engine.record();
        Moment after = engine.journal().beat();

        engine.segments().dropBefore(after);

        assertThat(segments()).containsExactly("journal_2_1");
        assertThat(engine.journal().findCoverage()).hasSize(1);
        engine.journal().requireCovered(List.of(ITEM), after);
    }

    @Test
    void a_bypass_is_not_covered_up_by_a_new_segment() throws SQLException {
        Moment before = engine.journal().beat();
        engine.sql("UPDATE shop.item SET name = 'a'");
        engine.superuserSql("ALTER TABLE shop.item DISABLE TRIGGER tillback_1_update; UPDATE shop.item SET name = 'b';"
                + " ALTER TABLE shop.item ENABLE ALWAYS TRIGGER tillback_1_update");
        engine.segments().begin(AT_ONCE);
        engine.journal().beat();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(ITEM), before))
                .withMessageContaining("altered since: triggers");
    }

    @Test
    void a_write_that_cannot_be_recorded_fails() throws SQLException {
        engine.superuserSql("DROP TABLE tillback.journal_1_1");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> engine.sql("UPDATE shop.item SET name = 'lost'"))
                .withMessageContaining("journal_1_1");
        assertThat(engine.number("SELECT count(*) FROM shop.item WHERE name = 'lost'"))
                .isZero();
    }

    @Test
    void or_goes_on_and_ends_coverage_where_the_operator_chose_so() throws SQLException {
        engine.journal(table -> OnFailure.BREAK_COVERAGE).follow(engine.live());
        Moment before = engine.journal().beat();
        engine.superuserSql("ALTER TABLE tillback.journal_2_1 ADD CHECK (name <> 'i3')");
        engine.journal().beat();
        engine.journal().requireCovered(List.of(ITEM), before);

        engine.sql("UPDATE shop.item SET name = 'written'");
        engine.journal().beat();

        assertThat(engine.number("SELECT count(*) FROM shop.item WHERE name = 'written'"))
                .isEqualTo(10);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal().requireCovered(List.of(ITEM), before))
                .withMessageContaining("violates check constraint");
    }

    @Test
    void a_row_is_brought_back_as_a_transaction_found_it() throws SQLException {
        engine.journal().beat();
        engine.sql("UPDATE shop.item SET name = 'mended' WHERE id = 1; INSERT INTO shop.item VALUES (11, 'new')");
        long damage = engine.number(
                "UPDATE shop.item SET name = 'lost' WHERE id <> 7 RETURNING pg_current_xact_id()::text::bigint");
        engine.sql("UPDATE shop.item SET name = 'worse' WHERE id = 1; DELETE FROM shop.item WHERE id = 11");
        engine.journal().beat();

        PastState state = engine.journal().findState(new RestoreTarget.BeforeTransaction(damage));
        engine.apply(engine.planIn(state, WHOLE));

        assertThat(engine.texts("SELECT name FROM shop.item WHERE id IN (1, 2, 7, 11) ORDER BY id"))
                .containsExactly("mended", "i2", "i7", "new");
    }

    @Test
    void what_the_journal_does_not_cover_comes_from_the_newest_snapshot_before_it() throws SQLException {
        Manifest older = engine.takeSnapshot();
        engine.sql("UPDATE shop.item SET name = 'taken'");
        Manifest newer = engine.takeSnapshot();
        engine.superuserSql("ALTER TABLE shop.item DISABLE TRIGGER ALL; UPDATE shop.item SET name = 'unseen'");
        engine.journal().beat();
        Manifest tooNew = engine.takeSnapshot();
        RestoreTarget.AtInstant target = new RestoreTarget.AtInstant(newer.finishedAt());

        Plan plan = engine.journalPlanner(older, newer, tooNew)
                .plan(engine.nextPlanId(), new RestoreRequest(target, WHOLE.scopes(), EXACTLY), target, Progress.NONE);

        assertThat(plan.tables().get(0).counts().change()).isEqualTo(10);
        assertThat(plan.targetAt()).isEqualTo(newer.moment().takenAt());
        assertThat(plan.gap().headline())
                .anyMatch(line -> line.startsWith("The state is that of snapshot " + newer.id())
                        && line.contains("altered since: triggers; from no later snapshot"));
        assertThat(plan.gap().unknowns()).hasSize(1);
        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journalPlanner(tooNew).require(WHOLE, target))
                .withMessageContaining("altered since: triggers");
    }

    @Test
    void an_instant_between_two_moments_is_met_exactly() throws SQLException {
        engine.journal().beat();
        engine.sql("UPDATE shop.item SET name = 'before' WHERE id < 6");
        Instant between = Instant.parse(engine.texts("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                .get(0));
        Witness before = Witness.of(engine);
        engine.sql("UPDATE shop.item SET name = 'after'; INSERT INTO shop.item VALUES (11, 'after')");
        engine.journal().beat();

        PastState state = engine.journal().findState(new RestoreTarget.AtInstant(between));
        Plan plan = engine.planIn(state, WHOLE);
        engine.apply(plan);

        assertThat(plan.targetAt()).isEqualTo(between);
        assertThat(before.differences()).isEmpty();
    }

    @Test
    void an_instant_at_which_the_beat_had_stopped_is_refused() throws SQLException {
        Moment last = engine.journal().beat();
        engine.superuserSql("UPDATE tillback.moment SET taken_at = taken_at - interval '1 hour'");
        Moment next = engine.journal().beat();

        assertThatExceptionOfType(RestoreException.class)
                .isThrownBy(() -> engine.journal()
                        .findState(new RestoreTarget.AtInstant(last.takenAt().minusSeconds(1800))))
                .withMessageContaining("the beat had stopped")
                .withMessageContaining("the next moment kept is " + next.takenAt());
    }

    private List<String> segments() throws SQLException {
        return engine.texts("SELECT relname::text FROM pg_class WHERE relname ~ '^journal_[0-9]+_[0-9]+$'"
                + " AND relkind = 'r' ORDER BY relname");
    }
}
