package io.tillback.plan;

import java.time.Instant;

/**
 * Somebody else agrees to what a plan costs.
 *
 * @param approver the user, as the server knows him
 * @param gapHash the gap that was read
 * @param comment why; may be empty
 * @param at when, UTC
 */
public record Approval(String approver, String gapHash, String comment, Instant at) {}
