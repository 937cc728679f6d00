package io.tillback.journal;

import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;

/**
 * How far a search could look. UTC.
 *
 * @param from where the window begins
 * @param to where it ends
 * @param spans in which every change of a table is recorded, within the window, by table: outside of them nothing is known
 */
public record Searched(Instant from, Instant to, List<Span> spans) {
    public Searched {
        spans = List.copyOf(spans);
    }

    /** An interval of a table's coverage within the window. */
    public record Span(TableId table, Instant from, Instant to) {}

    /** Those that begin after the window does, or end before it: what changed of these tables outside is not known. */
    public List<Span> partial() {
        return spans.stream()
                .filter(span -> span.from().isAfter(from) || span.to().isBefore(to))
                .toList();
    }

    /** Whether some table's changes are known only from later on than the window begins, or none at all. */
    public boolean isCutShort() {
        return spans.isEmpty() || spans.stream().anyMatch(span -> span.from().isAfter(from));
    }
}
