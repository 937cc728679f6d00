package io.tillback.timeline;

import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.TableId;
import java.util.Map;
import java.util.Optional;

/**
 * A past that the journal holds.
 *
 * @param companions of the tables all of whose changes since the state are recorded
 */
public record Recorded(PastState state, Map<TableId, Companion> companions) {
    public Recorded {
        companions = Map.copyOf(companions);
    }

    public Optional<Companion> find(TableId table) {
        return Optional.ofNullable(companions.get(table));
    }
}
