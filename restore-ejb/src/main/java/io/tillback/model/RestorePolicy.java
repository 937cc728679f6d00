package io.tillback.model;

import java.util.Objects;

/**
 * What a plan may do with the differences it finds, how far it follows foreign keys, and whether the store's own
 * triggers see it.
 */
public record RestorePolicy(
        MissingRows missing,
        ChangedRows changed,
        AddedRows added,
        StoreTriggers triggers,
        Dependents dependents,
        MissingReferences missingReferences,
        Conflicts conflicts) {
    /** Rows that existed at the target and do not exist now. */
    public enum MissingRows {
        CREATE,
        LEAVE
    }

    /** Rows that exist on both sides with other values. */
    public enum ChangedRows {
        BRING_BACK,
        LEAVE
    }

    /** Rows that exist now and did not exist at the target. */
    public enum AddedRows {
        REMOVE,
        LEAVE
    }

    /** The store's own triggers while the plan is applied. */
    public enum StoreTriggers {
        SUPPRESS,
        FIRE
    }

    /** Rows of other tables that referred to rows the plan creates, and vanished or were cut loose along with them. */
    public enum Dependents {
        LEAVE,
        /** They come back too, and what referred to them, over any number of tables. */
        FOLLOW
    }

    /** What the plan's rows refer to and nobody has any more. */
    public enum MissingReferences {
        /** The plan cannot be applied until somebody decides. */
        REFUSE,
        /** The reference becomes null, where the column allows it. */
        NULL,
        /** The row that refers stays as it is. */
        SKIP,
        /** The row referred to comes back too, and what it refers to, over any number of tables. */
        CREATE
    }

    /** What others have written since over what some transactions did, which are taken out. */
    public enum Conflicts {
        /** It stays. */
        KEEP,
        /** It goes too: the columns become what they were before the first of these transactions. */
        OVERWRITE
    }

    public RestorePolicy {
        // Plans kept by an earlier version do not say.
        dependents = Objects.requireNonNullElse(dependents, Dependents.LEAVE);
        missingReferences = Objects.requireNonNullElse(missingReferences, MissingReferences.REFUSE);
        conflicts = Objects.requireNonNullElse(conflicts, Conflicts.KEEP);
    }

    /** Follows no foreign key, and keeps what others have written since. */
    public RestorePolicy(MissingRows missing, ChangedRows changed, AddedRows added, StoreTriggers triggers) {
        this(missing, changed, added, triggers, Dependents.LEAVE, MissingReferences.REFUSE, Conflicts.KEEP);
    }

    public RestorePolicy withDependents(Dependents other) {
        return new RestorePolicy(missing, changed, added, triggers, other, missingReferences, conflicts);
    }

    public RestorePolicy withMissingReferences(MissingReferences other) {
        return new RestorePolicy(missing, changed, added, triggers, dependents, other, conflicts);
    }

    public RestorePolicy withConflicts(Conflicts other) {
        return new RestorePolicy(missing, changed, added, triggers, dependents, missingReferences, other);
    }

    /** Creates what is missing, brings back what changed, keeps what was added, and wakes no trigger. */
    public static RestorePolicy bringBack() {
        return new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.LEAVE, StoreTriggers.SUPPRESS);
    }
}
