package io.tillback.jdbc;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Says a database's failure as ours. */
public final class SqlFailures {
    private SqlFailures() {}

    /** @param attempt completes "Cannot …", for example {@code "read the store's tables"} */
    static RestoreException translate(String attempt, SQLException e) {
        String state = stateOf(e);
        String fact = "Cannot " + attempt + ": " + e.getMessage();
        if (isLost(state)) {
            return new RestoreException(
                    ErrorCode.DATABASE_UNAVAILABLE,
                    fact,
                    "Check that the store's database is up and reachable, then try again.",
                    e);
        }
        if (isLoginRefused(state)) {
            return new RestoreException(
                    ErrorCode.DATABASE_UNAVAILABLE,
                    fact,
                    "Check address, database, user and password of the datasource jdbc/store (TILLBACK_STORE_URL,"
                            + " TILLBACK_STORE_USER, TILLBACK_STORE_PASSWORD), and the database server's pg_hba.conf.",
                    e);
        }
        if (state.equals("42501")) {
            return new RestoreException(
                    ErrorCode.RIGHTS_MISSING,
                    fact,
                    "Grant the database role what the message names; docs/OPERATIONS.md lists what it needs.",
                    e);
        }
        if (state.startsWith("23")) {
            return new RestoreException(
                    ErrorCode.CONSTRAINT_VIOLATED,
                    fact,
                    state.equals("23514")
                            ? "Nothing was written. Change the check, or create the partition that is missing, or leave these"
                                    + " rows or columns out of the plan."
                            : "Nothing was written. Add the rows or tables that the constraint names to the plan.",
                    e);
        }
        if (state.startsWith("53")) {
            return exhausted(state, fact, e);
        }
        if (state.equals("57014") || state.equals("25P04")) {
            return new RestoreException(
                    ErrorCode.STATEMENT_CANCELLED,
                    fact,
                    "Somebody, or a time limit of the database, ended it; nothing of it stays. Begin it again.",
                    e);
        }
        if (state.equals("55P03") || state.equals("40P01") || state.equals("40001")) {
            return new RestoreException(
                    ErrorCode.LOCK_NOT_AVAILABLE,
                    fact,
                    "The store holds locks on these rows; nothing was written. Try again in a moment.",
                    e);
        }
        return new RestoreException(
                ErrorCode.DATABASE_FAILED, fact, "The database's message above says why; SQL state " + state + ".", e);
    }

    private static RestoreException exhausted(String state, String fact, SQLException e) {
        return switch (state) {
            case "53100" ->
                new RestoreException(
                        ErrorCode.DATABASE_FULL,
                        fact,
                        "Make room on the disk of the database, or plan fewer rows; nothing of this stays there.",
                        e);
            case "53300" ->
                new RestoreException(
                        ErrorCode.DATABASE_UNAVAILABLE,
                        fact,
                        "All connections of the database are taken: raise its max_connections, or make the connection"
                                + " pools smaller. Then try again.",
                        e);
            default ->
                new RestoreException(
                        ErrorCode.DATABASE_EXHAUSTED,
                        fact,
                        "Raise what the message names: max_locks_per_transaction, a limit on temporary files, or the"
                                + " memory of the database; nothing of this stays there.",
                        e);
        };
    }

    /**
     * Looks for a database that cannot be reached behind a failure of something built upon it.
     *
     * @param attempt completes "Cannot …"
     */
    public static Optional<RestoreException> findUnreachable(String attempt, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && isUnreachable(stateOf(e))) {
                return Optional.of(translate(attempt, e));
            }
        }
        return Optional.empty();
    }

    private static boolean isUnreachable(String state) {
        return isLost(state) || state.equals("53300");
    }

    /** Whether the connection is gone, so that nobody knows what the server did last. */
    static boolean isLost(String state) {
        return state.startsWith("08") || state.equals("57P01") || state.equals("57P02") || state.equals("57P03");
    }

    /** Wrong user or password, no such database, or a rule against connections from here. */
    private static boolean isLoginRefused(String state) {
        return state.startsWith("28") || state.equals("3D000");
    }

    /** Whether a value was not of its column's type; 23514 is a domain's check. */
    static boolean isBadValue(SQLException e) {
        String state = stateOf(e);
        return state.startsWith("22") || Set.of("42804", "42846", "23514").contains(state);
    }

    /** Whether a table, schema or column is not there. */
    static boolean isGone(SQLException e) {
        return Set.of("42P01", "3F000", "42703").contains(stateOf(e));
    }

    /** Whether a type is gone, or was never there. */
    static boolean isUnknownType(SQLException e) {
        return Set.of("42704", "3F000").contains(stateOf(e));
    }

    /**
     * Whether a condition could not be asked: a bad value (some types call that a syntax error), a column that the past
     * does not have, a type that has no such comparison.
     */
    static boolean isBadCondition(SQLException e) {
        return isBadValue(e) || Set.of("42601", "42703", "42883").contains(stateOf(e));
    }

    static String stateOf(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }
}
