package io.tillback.model;

/** Whether, while a statement on a table runs, others may change the same rows again. */
public enum Nesting {
    /** The database has no triggers but ours, and no foreign key changes rows of the table: each changes once. */
    NONE,
    /** Foreign keys of the table change its rows: the same one may be among a statement's rows twice, in the order of changes. */
    FOREIGN_KEYS,
    /** Triggers of the store run statements of their own. */
    POSSIBLE
}
