package io.tillback.model;

import java.util.OptionalLong;

/**
 * A state that the journal is asked for.
 *
 * @param moment as which rows are wanted
 * @param beforeTransaction one that the moment does not see: rows that it changed are wanted as it found them, although
 *     others may have changed them between the moment and it
 */
public record PastState(Moment moment, OptionalLong beforeTransaction) {
    public static PastState at(Moment moment) {
        return new PastState(moment, OptionalLong.empty());
    }

    public static PastState before(long transaction, Moment moment) {
        return new PastState(moment, OptionalLong.of(transaction));
    }

    @Override
    public String toString() {
        return beforeTransaction.isPresent()
                ? "before transaction " + Long.toUnsignedString(beforeTransaction.getAsLong())
                : "at " + moment.takenAt();
    }
}
