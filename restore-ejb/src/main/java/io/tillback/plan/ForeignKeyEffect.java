package io.tillback.plan;

import io.tillback.model.ForeignKey;

/**
 * A foreign key that a plan touches, counted before anything is written.
 *
 * @param danglingDependents rows outside the plan that refer to rows it would remove
 * @param missingParents rows the plan would write that refer to rows that would not exist
 */
public record ForeignKeyEffect(ForeignKey foreignKey, long danglingDependents, long missingParents) {
    /** Whether the database would refuse, or cascade: the plan cannot be applied as it is. */
    public boolean blocks() {
        return danglingDependents > 0 || missingParents > 0;
    }
}
