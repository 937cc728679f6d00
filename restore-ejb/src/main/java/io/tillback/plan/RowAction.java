package io.tillback.plan;

/** What a plan does with one row. */
public enum RowAction {
    CREATE,
    CHANGE,
    REMOVE
}
