package io.tillback.dialect;

import io.tillback.model.Companion;
import java.util.List;

/**
 * Looks through what the journal recorded since the last look.
 *
 * <p>What is kept of the looks is {@code tillback.alert_look} and {@code tillback.alert_looked}.
 */
public interface WatchSql {
    /**
     * A segment from a place on.
     *
     * @param from in the unit of {@link #measure}
     */
    record Piece(int segment, long from) {}

    /**
     * How far segments are filled that are still written to, and of which something else was noted last. Columns: companion,
     * segment, how far.
     */
    String measure();

    /**
     * Segments that may have records of transactions that began since a look, the parameter, and were not searched as a whole
     * since. Columns: companion, segment, from where on these may be.
     */
    String findGrown();

    /**
     * How many records lie in some pieces that one cut does not see and another does, the parameters. Columns: segment; how many;
     * where the last one lies; which of the operations D, T and M are among them, as a text of these letters.
     */
    String survey(Companion companion, List<Piece> pieces);

    /**
     * The transactions in some pieces that one cut does not see and another does, and that changed too many rows, or many.
     *
     * <p>Parameters: both cuts as texts; how few records are never too many, nor many; how many rows a transaction may change or
     * insert, less one; how many are never too large a share, less one; how many of a hundred it may change or delete; how many
     * updated rows are many. Columns: the transaction's number as text; whether it changed too many; how many it updated.
     */
    String findLarge(Companion companion, List<Piece> pieces);

    /**
     * The transactions in some pieces that one cut does not see and another does, the parameters, and that deleted or truncated
     * rows or gave them other keys. Columns: D, T or M; the transaction's number as text; how many rows. The least first.
     */
    String findRare(Companion companion, List<Piece> pieces);

    /**
     * What a transaction, the parameter as text, did to a table. One row: rows changed or deleted, rows inserted, when its
     * first statement began, about how many rows the table had; session user, application, client, actor, request, release.
     */
    String describe(Companion companion);
}
