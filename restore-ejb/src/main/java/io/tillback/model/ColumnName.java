package io.tillback.model;

/**
 * A column's name, exactly as the database spells it.
 *
 * @param value not empty
 */
public record ColumnName(String value) implements Comparable<ColumnName> {
    public ColumnName {
        Check.notEmpty(value, "column name");
    }

    @Override
    public int compareTo(ColumnName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
