package io.tillback.model;

/** What a plan may do with the differences it finds, and whether the store's own triggers see it. */
public record RestorePolicy(MissingRows missing, ChangedRows changed, AddedRows added, StoreTriggers triggers) {
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

    /** Creates what is missing, brings back what changed, keeps what was added, and wakes no trigger. */
    public static RestorePolicy bringBack() {
        return new RestorePolicy(MissingRows.CREATE, ChangedRows.BRING_BACK, AddedRows.LEAVE, StoreTriggers.SUPPRESS);
    }
}
