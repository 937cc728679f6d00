package io.tillback.model;

import java.util.List;

/**
 * One row's key.
 *
 * @param values the key columns' values in the key's order, each as the database prints it
 */
public record RowKey(List<String> values) {
    public RowKey {
        values = List.copyOf(values);
        Check.notEmpty(values, "row key");
    }

    public static RowKey of(String... values) {
        return new RowKey(List.of(values));
    }

    @Override
    public String toString() {
        return values.size() == 1 ? values.get(0) : "(" + String.join(", ", values) + ")";
    }
}
