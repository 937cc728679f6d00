package io.tillback.timeline;

import io.tillback.model.TableShape;
import java.util.Optional;

/**
 * One table as it stood at a moment, inside the database, in the shape it has today.
 *
 * @param then the table as it was built at that moment
 * @param rows staged
 * @param unfit rows with values that today's types do not hold; empty if nothing had to be converted
 */
public record StagedTable(TableShape then, long rows, Optional<Unfit> unfit) {
    /**
     * Rows whose old values have no place in today's columns.
     *
     * @param flagged staged, with a mark beside them
     * @param leftOut not staged, because it is the key that does not fit
     * @param example one of the values, for people; empty if there is none
     */
    public record Unfit(long flagged, long leftOut, Optional<String> example) {}

    /** Whether rows of the stage carry a mark that says whether their values fit. */
    public boolean isConverted() {
        return unfit.isPresent();
    }
}
