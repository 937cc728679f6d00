package io.tillback.plan;

import java.util.Optional;

/**
 * A seller's rows in a plan, or in one table of it.
 *
 * @param seller as the database prints it; empty for rows that lead to none
 * @param write rows that an apply would create, change or remove
 * @param keep rows that differ and stay
 */
public record SellerRows(Optional<String> seller, long write, long keep) {
    /** As many sellers are listed at once; a plan may have more. */
    public static final int MOST_LISTED = 10_000;
}
