package io.tillback.ejb;

/** The roles, as the container maps them; groups of the same name need no further binding. */
public final class Role {
    /** Everything. */
    public static final String ADMIN = "tillback-admin";
    /** Takes and purges snapshots, plans, applies, takes back. */
    public static final String OPERATOR = "tillback-operator";
    /** Approves plans; reads. */
    public static final String APPROVER = "tillback-approver";
    /** Takes and verifies snapshots, and purges what has expired. */
    public static final String SCHEDULER = "tillback-scheduler";
    /** Reads everything, changes nothing. */
    public static final String AUDITOR = "tillback-auditor";
    /** Sees own rows only. */
    public static final String SELLER = "tillback-seller";

    private Role() {}
}
