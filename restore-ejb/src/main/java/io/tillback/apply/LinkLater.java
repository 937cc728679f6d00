package io.tillback.apply;

import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import java.util.List;

/** A foreign key that closes a cycle: its columns are null while the other rows are written. */
public record LinkLater(ForeignKey key) {
    public List<ColumnName> columns() {
        return key.fromColumns();
    }
}
