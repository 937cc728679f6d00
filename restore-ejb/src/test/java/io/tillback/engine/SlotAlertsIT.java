package io.tillback.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.jdbc.JdbcAlertBook;
import io.tillback.model.AlertCause;
import io.tillback.model.Tier;
import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook;
import io.tillback.retention.RetryRule;
import io.tillback.retention.TierSlots;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slots that failed for good, as alerts; nothing is recorded. */
class SlotAlertsIT {
    private static final RetryRule RULE = new RetryRule(3, Duration.ofMinutes(2));
    private static final Instant MONDAY = Instant.parse("2026-03-02T01:15:00Z");
    private static final Instant LONG_AGO = MONDAY.minus(Duration.ofDays(30));

    private Engine engine;
    private AlertBook book;

    @BeforeEach
    void begin() throws SQLException {
        engine = Engine.empty();
        book = new JdbcAlertBook(engine.database);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** The slot of the day before was missed. */
    private static TierSlots missed(Tier tier, Instant present, Optional<Instant> taken) {
        return new TierSlots(
                tier, present, present.minus(Duration.ofDays(1)), Optional.of(LONG_AGO), List.of(), List.of(), taken);
    }

    private List<Alert> alerts() {
        return book.list(100).stream().map(AlertBook.Entry::alert).toList();
    }

    @Test
    void a_slot_that_failed_is_told_once_however_often_and_by_how_many_it_is_seen() {
        Instant sunday = MONDAY.minus(Duration.ofDays(1));

        book.noteSlots(missed(Tier.DAILY, MONDAY, Optional.empty()), RULE);
        new JdbcAlertBook(engine.database).noteSlots(missed(Tier.DAILY, MONDAY, Optional.empty()), RULE);

        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.isOpen()).isTrue();
            assertThat(alert.since()).isEqualTo(sunday);
            assertThat(alert.cause().kind()).isEqualTo(AlertCause.Kind.SLOT_FAILED);
            assertThat(alert.headline()).isEqualTo("Tier daily has no snapshot of 2026-03-01T01:15:00Z");
            assertThat(alert.meaning()).startsWith("Its slot that began then failed for good: nobody tried to take it");
            assertThat(alert.nextStep()).contains("take a snapshot by hand");
        });
    }

    @Test
    void a_later_slot_that_is_taken_closes_those_of_its_tier_and_no_others() {
        book.noteSlots(missed(Tier.DAILY, MONDAY, Optional.empty()), RULE);
        book.noteSlots(missed(Tier.WEEKLY, MONDAY, Optional.empty()), RULE);

        book.noteSlots(missed(Tier.DAILY, MONDAY, Optional.of(MONDAY.minus(Duration.ofDays(2)))), RULE);
        assertThat(alerts()).allMatch(Alert::isOpen);
        book.noteSlots(missed(Tier.DAILY, MONDAY, Optional.of(MONDAY)), RULE);

        assertThat(alerts()).filteredOn(Alert::isOpen).singleElement().satisfies(open -> assertThat(open.headline())
                .startsWith("Tier weekly"));
        assertThat(alerts())
                .filteredOn(alert -> !alert.isOpen())
                .singleElement()
                .satisfies(over -> {
                    assertThat(over.until()).contains(MONDAY);
                    assertThat(over.nextStep()).isEqualTo("Nothing needs to be done.");
                });
    }

    @Test
    void switching_the_journal_off_does_not_close_it() {
        book.noteSlots(missed(Tier.DAILY, MONDAY, Optional.empty()), RULE);

        book.closeAll();

        assertThat(alerts()).allMatch(Alert::isOpen);
    }
}
