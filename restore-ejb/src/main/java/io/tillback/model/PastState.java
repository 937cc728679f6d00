package io.tillback.model;

import io.tillback.model.RestorePolicy.Conflicts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A state that the journal is asked for.
 *
 * @param moment as which rows are wanted
 * @param committedUntil an instant after the moment: what was committed between the two is wanted too
 * @param beforeTransaction one that the moment does not see: rows that it changed are wanted as it found them, although
 *     others may have changed them between the moment and it
 * @param without transactions that the moment does not see: rows that they changed are wanted as they would be now, had
 *     these not changed them; all others as they are
 * @param conflicts what of those rows is wanted that others have written since
 */
public record PastState(
        Moment moment,
        Optional<Instant> committedUntil,
        OptionalLong beforeTransaction,
        List<Long> without,
        Conflicts conflicts) {
    public PastState {
        without = List.copyOf(without);
    }

    public static PastState at(Moment moment) {
        return new PastState(moment, Optional.empty(), OptionalLong.empty(), List.of(), Conflicts.KEEP);
    }

    /** Where the database knows when transactions were committed. */
    public static PastState at(Moment moment, Instant committedUntil) {
        return new PastState(moment, Optional.of(committedUntil), OptionalLong.empty(), List.of(), Conflicts.KEEP);
    }

    public static PastState before(long transaction, Moment moment) {
        return new PastState(moment, Optional.empty(), OptionalLong.of(transaction), List.of(), Conflicts.KEEP);
    }

    /** @param moment one that sees none of them */
    public static PastState without(List<Long> transactions, Moment moment) {
        return new PastState(moment, Optional.empty(), OptionalLong.empty(), transactions, Conflicts.KEEP);
    }

    public PastState withConflicts(Conflicts other) {
        return new PastState(moment, committedUntil, beforeTransaction, without, other);
    }

    /** UTC. */
    public Instant instant() {
        return committedUntil.orElse(moment.takenAt());
    }

    @Override
    public String toString() {
        if (!without.isEmpty()) {
            return "without transactions "
                    + without.stream().map(Long::toUnsignedString).collect(Collectors.joining(", "));
        }
        return beforeTransaction.isPresent()
                ? "before transaction " + Long.toUnsignedString(beforeTransaction.getAsLong())
                : "at " + instant();
    }
}
