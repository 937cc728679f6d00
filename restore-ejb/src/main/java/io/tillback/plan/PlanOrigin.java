package io.tillback.plan;

import io.tillback.model.PlanId;
import java.util.Optional;

/**
 * Where a plan comes from.
 *
 * @param principal who asked for it
 * @param replaces the plan in whose place it was made, for the same request
 */
public record PlanOrigin(String principal, Optional<PlanId> replaces) {
    public static PlanOrigin of(String principal) {
        return new PlanOrigin(principal, Optional.empty());
    }
}
