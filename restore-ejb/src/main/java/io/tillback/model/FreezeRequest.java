package io.tillback.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to be frozen, why, and until when.
 *
 * @param seller whose rows; empty: all rows of the table
 * @param reason told to whoever is refused: one line of at most 500 characters
 * @param until UTC; it ends then by itself
 */
public record FreezeRequest(TableId table, Optional<String> seller, String reason, Instant until) {
    private static final int LONGEST_REASON = 500;

    public FreezeRequest {
        reason = reason.strip();
        Check.notEmpty(reason, "reason");
        Check.require(reason.length() <= LONGEST_REASON, "reason has more than " + LONGEST_REASON + " characters");
        Check.require(
                reason.codePoints().noneMatch(Character::isISOControl),
                "reason holds a line break or a control character");
        seller.ifPresent(name -> Check.notEmpty(name, "seller"));
    }

    /** The same of the seller as the database prints it. */
    public FreezeRequest withSeller(String printed) {
        return new FreezeRequest(table, Optional.of(printed), reason, until);
    }
}
