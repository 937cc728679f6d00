package io.tillback.plan;

import java.time.Instant;
import java.util.List;

/**
 * Restores to choose from, side by side.
 *
 * @param ways the plan that they were looked for first
 * @param lookedAt when that was, UTC
 */
public record Alternatives(List<Alternative> ways, Instant lookedAt) {
    public Alternatives {
        ways = List.copyOf(ways);
    }
}
