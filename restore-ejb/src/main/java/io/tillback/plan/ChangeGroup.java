package io.tillback.plan;

import java.util.Optional;

/**
 * Changes since a plan's target that have something in common.
 *
 * @param name of the seller, actor, release or transaction, or the minute (UTC, as 2026-03-01T09:00Z); empty for those
 *     that have none
 */
public record ChangeGroup(Optional<String> name, long broughtBack, long lost, long kept) {
    /** As many are listed at once; a plan may have more. */
    public static final int MOST_LISTED = 10_000;
}
