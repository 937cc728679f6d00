package io.tillback.model;

/** Whether, while a statement on a table runs, others may change the same rows again. */
public enum Nesting {
    /** The database has no triggers but ours: what foreign keys do is recorded in the right order without further ado. */
    NONE,
    /** Triggers of the store run statements of their own. */
    POSSIBLE
}
