package io.tillback.plan;

import io.tillback.journal.RowChange;
import io.tillback.journal.RowLives.Whereabouts;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A row's life, page by page.
 *
 * @param key as the database prints it
 * @param lastHeld of a row that is gone: the newest state that still holds it; empty if nothing does
 * @param changes newest first
 * @param next what the next page begins with; empty on the last
 * @param recorded intervals in which every change of the table is recorded, newest first: outside of them the journal knows
 *     nothing
 */
public record RowLife(
        TableId table,
        RowKey key,
        Whereabouts now,
        Optional<Holding> lastHeld,
        List<RowChange> changes,
        Optional<String> next,
        List<Interval> recorded) {
    public RowLife {
        changes = List.copyOf(changes);
        recorded = List.copyOf(recorded);
    }

    /** @param last empty while recording goes on */
    public record Interval(Instant since, Optional<Instant> last) {}
}
