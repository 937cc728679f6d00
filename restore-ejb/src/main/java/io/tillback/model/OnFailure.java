package io.tillback.model;

/** What happens to the store's write when its record cannot be written. */
public enum OnFailure {
    /** It fails too: whatever was committed is recorded. */
    FAIL_THE_WRITE,
    /**
     * It goes on, and coverage ends. Each statement on the table, of which a record is written, then is a subtransaction,
     * each row where changes are recorded row by row.
     */
    BREAK_COVERAGE
}
