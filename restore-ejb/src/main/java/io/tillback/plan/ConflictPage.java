package io.tillback.plan;

import io.tillback.model.ColumnName;
import io.tillback.model.RowKey;
import java.util.List;
import java.util.Optional;

/**
 * Values that others have written over what a plan takes out, for a person to decide on.
 *
 * @param conflicts in the order of the rows' keys
 */
public record ConflictPage(List<Conflict> conflicts) {
    public ConflictPage {
        conflicts = List.copyOf(conflicts);
    }

    /**
     * One value. Texts are as the database prints them, cut to 200 characters, then with an ellipsis; empty for NULL.
     *
     * @param number position among the table's conflicts, from 1
     * @param before the value before the first of the transactions that are taken out; empty too for a row that came with one
     * @param damage what the last of them wrote
     * @param live what others have made of it since
     */
    public record Conflict(
            long number,
            RowKey key,
            ColumnName column,
            Optional<String> before,
            Optional<String> damage,
            Optional<String> live) {}
}
