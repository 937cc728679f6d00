package io.tillback.dialect;

import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.TableRange;

/** Takes a consistent view and copies tables out of it. */
public interface SnapshotSql {
    /** One row: a name other sessions join by, the moment's cut, its instant, the product with its version. */
    String exportView();

    /** @param view as {@link #exportView} named it */
    String joinView(String view);

    /**
     * The stored pieces of all tables. Columns: the table's schema and name, then the piece's schema, name, blocks, bytes,
     * estimated rows, incarnation.
     */
    String relations();

    /** Keeps a piece from being altered or dropped until {@link #letGo}. */
    String hold(TableId relation);

    /**
     * At most one row, about a piece that is held: its incarnation now, and how many of the columns that the view shows
     * go by other names now. Another incarnation than the view's holds other rows, or holds them elsewhere.
     */
    String incarnation(TableId relation);

    String letGo();

    /** Lets {@link #countTransactions} see what happened since it was asked before. */
    String forgetStatistics();

    /** One row: transactions that ended in this database so far. */
    String countTransactions();

    /** Streams a part of a table out as CSV. */
    String copyOut(TableShape table, TableRange range);
}
