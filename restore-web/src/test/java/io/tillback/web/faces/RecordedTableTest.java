package io.tillback.web.faces;

import static org.assertj.core.api.Assertions.assertThat;

import io.tillback.journal.Coverage;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.Nesting;
import io.tillback.model.OnFailure;
import io.tillback.model.Recording;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.web.faces.RecordedTable.Span;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordedTableTest {
    private static final TableId TAG = new TableId("shop", "tag");
    private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");

    private static RecordedTable table(Coverage... intervals) {
        return new RecordedTable(TAG, List.of(intervals), 1);
    }

    private static Coverage since(int second, Optional<Coverage.End> end) {
        TableShape shape = new TableShape(TAG, TableShape.Kind.PLAIN, List.of(), List.of(), List.of(), List.of());
        Companion companion = new Companion(1, shape, Recording.STATEMENTS, Nesting.NONE, OnFailure.FAIL_THE_WRITE);
        return new Coverage(companion, moment(second), end);
    }

    private static Optional<Coverage.End> endedAt(int second) {
        return Optional.of(new Coverage.End(moment(second), "its triggers are gone"));
    }

    private static Moment moment(int second) {
        return new Moment("1:1:", NINE.plusSeconds(second));
    }

    @Test
    void a_table_is_recorded_while_its_last_interval_goes_on() {
        RecordedTable again = table(since(0, endedAt(10)), since(20, Optional.empty()));

        assertThat(again.isRecorded()).isTrue();
        assertThat(again.since()).contains(NINE.plusSeconds(20));
        assertThat(again.lastEnd()).isEqualTo(endedAt(10));
        assertThat(table(since(0, endedAt(10))).isRecorded()).isFalse();
    }

    @Test
    void a_line_shows_what_was_recorded_however_short_it_was() {
        RecordedTable again = table(since(0, endedAt(25)), since(50, endedAt(50)), since(75, Optional.empty()));

        assertThat(again.spans(NINE, NINE.plusSeconds(100)))
                .containsExactly(new Span(0, 250), new Span(500, 3), new Span(750, 250));
    }

    @Test
    void a_line_of_no_length_is_drawn_nevertheless() {
        assertThat(table(since(0, Optional.empty())).spans(NINE, NINE)).containsExactly(new Span(0, 1000));
    }
}
