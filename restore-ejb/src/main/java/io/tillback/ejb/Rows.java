package io.tillback.ejb;

import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.plan.Holding;
import io.tillback.plan.RowLife;
import jakarta.ejb.Local;
import java.util.List;
import java.util.Map;

/** What became of single rows, from journal and snapshots; no data object is read. */
@Local
public interface Rows {
    /**
     * A page of a row's life, newest change first.
     *
     * @param from the {@code next} of the page before; empty text for the first
     * @param limit at most 500
     */
    RowLife loadLife(TableId table, RowKey key, String from, int limit);

    /** The newest state that still holds all of some rows, of which at least one is gone. */
    Holding findNewest(Map<TableId, List<RowKey>> rows);
}
