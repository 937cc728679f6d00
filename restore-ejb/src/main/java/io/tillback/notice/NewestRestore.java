package io.tillback.notice;

import io.tillback.notice.RestoredRows.TableRestore;
import java.util.Optional;

/**
 * The newest committed restore that wrote a row, or a table: a copy that is older must be read anew.
 *
 * @param restore empty if there is none
 * @param basis how exact that is
 */
public record NewestRestore(Optional<TableRestore> restore, Basis basis) {
    /** What is known of a restore. */
    public enum Basis {
        /** It is known which rows it wrote. */
        ROW,
        /** It wrote to the table, perhaps to this row. */
        TABLE
    }
}
