package io.tillback.model;

/** What changes can have in common. */
public enum ChangesBy {
    SELLER,
    ACTOR,
    RELEASE,
    TRANSACTION,
    /** In which their statements began. */
    MINUTE
}
