package io.tillback.plan;

import java.util.Optional;

/**
 * A seller's rows in one table of a plan.
 *
 * @param seller as the database prints it; empty for rows that lead to none
 * @param write rows that an apply would create, change or remove
 * @param keep rows that differ and stay
 */
public record SellerRows(Optional<String> seller, long write, long keep) {}
