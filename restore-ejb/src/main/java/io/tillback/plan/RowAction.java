package io.tillback.plan;

/** What a plan does with one row. */
public enum RowAction {
    CREATE,
    CHANGE,
    REMOVE,
    /** The row differs from the target and stays as it is. */
    KEEP
}
