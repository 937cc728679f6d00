package io.tillback.dialect;

import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.TableRange;
import java.util.List;

/** Takes a consistent view and copies tables out of it. */
public interface SnapshotSql {
    /** Keeps tables from being altered or dropped while they are read; runs before {@link #exportView}. */
    String shareTables(List<TableId> tables);

    /** One row: a name other sessions join by, the moment's cut, its instant, the product with its version. */
    String exportView();

    /** @param view as {@link #exportView} named it */
    String joinView(String view);

    /**
     * The stored pieces of a table. Columns: schema, name, blocks, bytes, estimated rows.
     *
     * <p>Two parameters: schema and name.
     */
    String relations();

    /** Lets {@link #countTransactions} see what happened since it was asked before. */
    String forgetStatistics();

    /** One row: transactions that ended in this database so far. */
    String countTransactions();

    /** Streams a part of a table out as CSV. */
    String copyOut(TableShape table, TableRange range);
}
