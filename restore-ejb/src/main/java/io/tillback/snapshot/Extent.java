package io.tillback.snapshot;

import io.tillback.model.Companion;
import io.tillback.model.TableId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** How much of the store a new snapshot is to hold itself. */
public sealed interface Extent {
    <T> T match(Function<Full, T> full, Function<Incremental, T> incremental);

    /** Everything. */
    static Extent full() {
        return new Full(Optional.empty());
    }

    /** @param why everything, where an incremental snapshot was asked for; completes "A full one: …" */
    record Full(Optional<String> why) implements Extent {
        @Override
        public <T> T match(Function<Full, T> full, Function<Incremental, T> incremental) {
            return full.apply(this);
        }
    }

    /**
     * What changed since a full snapshot. Of tables of which the journal does not know that, everything; and everything of
     * all tables if that would be most of it anyway.
     *
     * @param base full, and readable at once
     * @param recorded asked once the new snapshot's view is open: what bypassed recording before is known by then
     */
    record Incremental(Manifest base, Supplier<Recorded> recorded) implements Extent {
        @Override
        public <T> T match(Function<Full, T> full, Function<Incremental, T> incremental) {
            return incremental.apply(this);
        }
    }

    /**
     * What the journal says of the time since the base.
     *
     * @param companions of the tables all of whose changes since are recorded
     * @param whyNot of other tables
     */
    record Recorded(Map<TableId, Companion> companions, Function<TableId, String> whyNot) {
        public Recorded {
            companions = Map.copyOf(companions);
        }
    }
}
