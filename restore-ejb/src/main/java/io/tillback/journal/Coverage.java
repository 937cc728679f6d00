package io.tillback.journal;

import io.tillback.model.Companion;
import io.tillback.model.Moment;
import java.util.Optional;

/**
 * An interval in which every change of a table is known to be recorded.
 *
 * @param since its first moment
 * @param end empty while recording goes on
 */
public record Coverage(Companion companion, Moment since, Optional<End> end) {
    /**
     * Why an interval ended.
     *
     * @param last moment that is still covered
     */
    public record End(Moment last, String reason) {}

    /** Whether everything from a moment on is recorded, for some time at least. */
    public boolean contains(Moment moment) {
        return !moment.takenAt().isBefore(since.takenAt())
                && end.filter(over -> over.last().takenAt().isBefore(moment.takenAt()))
                        .isEmpty();
    }

    /** Whether everything from a moment until now is recorded. */
    public boolean reachesFrom(Moment moment) {
        return end.isEmpty() && !moment.takenAt().isBefore(since.takenAt());
    }
}
