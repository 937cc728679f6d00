package io.tillback.ejb;

import io.tillback.model.RestoreId;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.notice.NewestRestore;
import io.tillback.notice.NoticeBook;
import io.tillback.notice.WrittenRow;
import jakarta.ejb.Local;
import java.util.List;
import java.util.Optional;

/** Who was told of restores, and what these wrote. Unknown restores fail with RESTORE_UNKNOWN. */
@Local
public interface Notices {
    /** What became of telling of a restore; none before its commit, and 90 days after. */
    Optional<NoticeBook.Told> findTold(RestoreId restore);

    /** The receivers that cannot be reached at present. */
    List<NoticeBook.FailingReceiver> listFailing();

    /**
     * Rows of a table that a restore wrote, in the order of their numbers, as long as its plan's rows are kept.
     *
     * @param after the number of the last row already seen, 0 for the first page
     * @param limit at most 10,000
     * @throws io.tillback.fault.RestoreException PLAN_NOT_READY, TABLE_UNKNOWN, TABLE_HAS_NO_KEY
     */
    List<WrittenRow> loadRows(RestoreId restore, TableId table, long after, int limit);

    /** The newest committed restore that wrote to a table. */
    NewestRestore findNewest(TableId table);

    /**
     * The newest committed restore that wrote a row; where that is not known any more, that wrote to its table.
     *
     * @throws io.tillback.fault.RestoreException KEY_INVALID
     */
    NewestRestore findNewest(TableId table, RowKey key);
}
