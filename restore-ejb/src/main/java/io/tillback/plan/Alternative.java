package io.tillback.plan;

import io.tillback.model.RestoreTarget;
import java.util.Objects;
import java.util.Optional;

/**
 * What the same tables, columns and rows could be restored to as well, by the same policy.
 *
 * @param target what would be asked for
 * @param because why it is looked at: a full sentence
 * @param gap what accepting it would cost; empty if that is not known before its data is fetched, or if it cannot be planned
 * @param remark why there is no gap: a full sentence; empty if there is one
 * @param effort empty if it cannot be planned
 */
public record Alternative(
        RestoreTarget target, String because, Optional<DataGap> gap, String remark, Optional<Effort> effort) {
    public Alternative {
        gap = Objects.requireNonNullElse(gap, Optional.empty());
        effort = Objects.requireNonNullElse(effort, Optional.empty());
    }

    /** Something that may be worth a look. */
    record Proposal(RestoreTarget target, String because) {
        Alternative costs(DataGap gap, Effort effort) {
            return new Alternative(target, because, Optional.of(gap), "", Optional.of(effort));
        }

        Alternative mayCost(Effort effort, String remark) {
            return new Alternative(target, because, Optional.empty(), remark, Optional.of(effort));
        }

        Alternative isRefused(String remark) {
            return new Alternative(target, because, Optional.empty(), remark, Optional.empty());
        }
    }
}
