package io.tillback.plan;

import static io.tillback.model.InWords.rows;
import static io.tillback.model.InWords.verb;

import io.tillback.model.ForeignKey;
import io.tillback.model.RestoreTarget;
import java.util.Objects;
import java.util.Optional;

/**
 * A foreign key that a plan touches, counted before anything is written.
 *
 * @param danglingDependents rows outside the plan that refer to rows it would remove
 * @param missingParents rows the plan would write that refer to rows that would not exist
 * @param uncounted why nobody could count, as a clause; such a key blocks, for it may cascade
 */
public record ForeignKeyEffect(
        ForeignKey foreignKey, long danglingDependents, long missingParents, Optional<String> uncounted) {
    public ForeignKeyEffect {
        // Plans kept by an earlier version do not say.
        uncounted = Objects.requireNonNullElse(uncounted, Optional.empty());
    }

    public ForeignKeyEffect(ForeignKey foreignKey, long danglingDependents, long missingParents) {
        this(foreignKey, danglingDependents, missingParents, Optional.empty());
    }

    /** Whether the database would refuse, or cascade: the plan cannot be applied as it is. */
    public boolean blocks() {
        return danglingDependents > 0 || missingParents > 0 || uncounted.isPresent();
    }

    /** The fact in one clause, for people. */
    public String describe() {
        if (uncounted.isPresent()) {
            return "rows of " + foreignKey.from() + " may refer to rows it would remove or change (" + foreignKey.name()
                    + "), and " + uncounted.get();
        }
        if (danglingDependents > 0) {
            return rows(danglingDependents) + " of " + foreignKey.from() + " " + verb(danglingDependents, "refer")
                    + " to rows it would remove ("
                    + foreignKey.name() + consequence() + ")";
        }
        return rows(missingParents) + " it would write to " + foreignKey.from() + " "
                + verb(missingParents, "refer") + " to missing rows of "
                + foreignKey.to() + " (" + foreignKey.name() + ")";
    }

    /** What a person can do about a key that blocks a plan for a target, as a sentence. */
    public String hint(RestoreTarget target) {
        if (uncounted.isPresent()) {
            return "Do that and plan again, or plan without removing or changing rows of " + foreignKey.to() + ".";
        }
        if (danglingDependents > 0) {
            return target instanceof RestoreTarget.WithoutTransactions
                    ? "Plan again without removing rows added since, or with " + foreignKey.from()
                            + " in the plan too and the transactions named that made its rows which refer."
                    : "Plan again with " + foreignKey.from()
                            + " in the plan too, or without removing rows added since.";
        }
        return "Plan again and say what missing references become (created, null or skipped), or put " + foreignKey.to()
                + " into the plan too.";
    }

    private String consequence() {
        return switch (foreignKey.onDelete()) {
            case REFUSES -> "";
            case CASCADES -> ", which would delete them";
            case CUTS_LOOSE -> ", which would cut them loose";
        };
    }
}
