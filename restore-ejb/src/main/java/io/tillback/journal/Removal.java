package io.tillback.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * The transaction that removed a row for the last time: before it the row was there, since it the row was not.
 *
 * @param transaction the database's own number, of 64 bits without a sign
 * @param kind how
 * @param at when its statement began, UTC
 * @param position of its first record of the row
 * @param who empty if it was not recorded
 */
public record Removal(long transaction, RowChange.Kind kind, Instant at, String position, Optional<Who> who) {
    /** For a sentence. */
    public String inWords() {
        return "transaction " + Long.toUnsignedString(transaction) + " of " + at
                + who.map(known -> ", by " + known.inWords()).orElse("");
    }
}
