package io.tillback.model;

import java.util.Objects;
import java.util.Optional;

/**
 * One column as the database describes it.
 *
 * @param type the SQL type with its modifiers, as the database prints it, for example {@code numeric(12,2)}
 * @param nulls whether it may be null
 * @param origin where its value comes from
 * @param order whether its values can be compared with less and greater
 * @param omitted what a new row gets that does not name the column
 * @param values what its values are outside their table
 */
public record Column(
        ColumnName name, String type, Nulls nulls, Origin origin, Order order, Omitted omitted, Values values) {
    public enum Nulls {
        ALLOWED,
        REFUSED
    }

    public enum Order {
        ORDERED,
        UNORDERED
    }

    public enum Omitted {
        /** Its default, or null. */
        FILLED,
        /** An error: it is not null and has no default. */
        REFUSED
    }

    /** Who supplies the value of a new row. */
    public enum Origin {
        WRITTEN,
        IDENTITY_BY_DEFAULT,
        IDENTITY_ALWAYS,
        /** Computed by the database from other columns: neither stored in a snapshot nor written by a restore. */
        GENERATED
    }

    /** Whether two values that the database calls equal are always the same bytes, and are printed alike. */
    public enum Equal {
        SAME_BYTES,
        /** 1.0 and 1.00; 'a' and 'A' where case does not count; a day and 24 hours. */
        OTHER_BYTES_TOO
    }

    /**
     * A column's values by themselves: what it takes to keep and compare them in another table.
     *
     * @param type the type beneath all domains, with its modifiers: a domain's checks may have changed since, and may call
     *     functions that only the store's own sessions find
     * @param operators schema of the type's {@code =} and {@code <}
     * @param collation quoted, with its schema; empty for the type's own
     */
    public record Values(String type, Equal equal, String operators, Optional<String> collation) {
        private static Values unknown(String type) {
            return new Values(type, Equal.OTHER_BYTES_TOO, "pg_catalog", Optional.empty());
        }

        static Values builtIn(String type) {
            return new Values(type, Equal.SAME_BYTES, "pg_catalog", Optional.empty());
        }
    }

    public Column {
        // Manifests written by an earlier version do not say.
        omitted = Objects.requireNonNullElse(omitted, Omitted.FILLED);
        values = Objects.requireNonNullElse(values, Values.unknown(type));
    }

    /** A column of a built-in type whose equal values are the same bytes. */
    public Column(ColumnName name, String type, Nulls nulls, Origin origin, Order order) {
        this(name, type, nulls, origin, order, Omitted.FILLED, Values.builtIn(type));
    }

    public boolean isStored() {
        return origin != Origin.GENERATED;
    }

    public boolean isOfDomain() {
        return !values.type().equals(type);
    }

    public boolean isEqualOnlyToTheByte() {
        return values.equal() == Equal.SAME_BYTES;
    }
}
