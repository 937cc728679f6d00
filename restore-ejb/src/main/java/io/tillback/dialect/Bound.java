package io.tillback.dialect;

import java.util.List;

/**
 * SQL with the values for its placeholders.
 *
 * @param parameters texts, in the order of the placeholders; the SQL casts them
 */
public record Bound(String sql, List<String> parameters) {
    public Bound {
        parameters = List.copyOf(parameters);
    }
}
