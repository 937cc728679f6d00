package io.tillback.model;

import java.util.Optional;

/**
 * A stretch of a table's records that is searched.
 *
 * @param after records of transactions that this moment does not see
 * @param until of these, those that this moment sees; empty: all
 */
public record Stretch(Companion companion, Moment after, Optional<Moment> until, LiveRows live) {
    /** Whether the records lead up to the rows that are there now. */
    public enum LiveRows {
        FOLLOW,
        /** Recording has ended since: what the last change of a row left is not known. */
        UNRELATED
    }
}
