package io.tillback.model;

import java.util.Objects;

/**
 * One column as the database describes it.
 *
 * @param type the SQL type with its modifiers, as the database prints it, for example {@code numeric(12,2)}
 * @param nulls whether it may be null
 * @param origin where its value comes from
 * @param order whether its values can be compared with less and greater
 * @param omitted what a new row gets that does not name the column
 */
public record Column(ColumnName name, String type, Nulls nulls, Origin origin, Order order, Omitted omitted) {
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

    public Column {
        // Manifests written by an earlier version do not say.
        omitted = Objects.requireNonNullElse(omitted, Omitted.FILLED);
    }

    public Column(ColumnName name, String type, Nulls nulls, Origin origin, Order order) {
        this(name, type, nulls, origin, order, Omitted.FILLED);
    }

    /** Who supplies the value of a new row. */
    public enum Origin {
        WRITTEN,
        IDENTITY_BY_DEFAULT,
        IDENTITY_ALWAYS,
        /** Computed by the database from other columns: neither stored in a snapshot nor written by a restore. */
        GENERATED
    }

    public boolean isStored() {
        return origin != Origin.GENERATED;
    }
}
