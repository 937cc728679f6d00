package io.tillback.model;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A state that the journal is asked for.
 *
 * @param moment as which rows are wanted
 * @param committedUntil an instant after the moment: what was committed between the two is wanted too
 * @param beforeTransaction one that the moment does not see: rows that it changed are wanted as it found them, although
 *     others may have changed them between the moment and it
 */
public record PastState(Moment moment, Optional<Instant> committedUntil, OptionalLong beforeTransaction) {
    public static PastState at(Moment moment) {
        return new PastState(moment, Optional.empty(), OptionalLong.empty());
    }

    /** Where the database knows when transactions were committed. */
    public static PastState at(Moment moment, Instant committedUntil) {
        return new PastState(moment, Optional.of(committedUntil), OptionalLong.empty());
    }

    public static PastState before(long transaction, Moment moment) {
        return new PastState(moment, Optional.empty(), OptionalLong.of(transaction));
    }

    /** UTC. */
    public Instant instant() {
        return committedUntil.orElse(moment.takenAt());
    }

    @Override
    public String toString() {
        return beforeTransaction.isPresent()
                ? "before transaction " + Long.toUnsignedString(beforeTransaction.getAsLong())
                : "at " + instant();
    }
}
