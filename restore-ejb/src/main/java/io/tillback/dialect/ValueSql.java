package io.tillback.dialect;

import io.tillback.dialect.WatchSql.Piece;
import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.util.List;

/**
 * Learns which values columns have, and finds what was written that is unlike them. Values are compared as they print, to the
 * byte, NULL as one of them; kept as digests in {@code tillback.known_value}.
 */
public interface ValueSql {
    /** What is looked at of a column. */
    enum Shown {
        VALUES,
        /** Whether there is a value, which counts as the empty text. */
        PRESENCE
    }

    /** A column as it is looked at. */
    record Facet(Column column, Shown shown) {
        public static Facet values(Column column) {
            return new Facet(column, Shown.VALUES);
        }
    }

    /**
     * A column that is watched.
     *
     * @param number in {@code tillback.known_column}
     */
    record Watched(int number, Facet facet) {}

    /** How many bytes a table's rows take. One row. */
    String size(TableShape table);

    /**
     * Looks at some rows. Columns: the place of a column among those asked for, from 1; how many values it has there; the
     * bytes of the longest.
     */
    String glance(TableShape table, List<Column> columns);

    /**
     * Looks at all rows, or at a sample. Columns: the place of a column, from 1; rows; how many values; how many of these one
     * row has; the values' digests, an array of hexadecimal texts, null if there are more than the parameter.
     *
     * @param percent of the table's blocks
     */
    String learn(TableShape table, List<Facet> columns, double percent);

    /**
     * Some blocks of a segment.
     *
     * @param end the first block behind them
     */
    record Stretch(int segment, long first, long end) {}

    /**
     * Watched columns that show a value which is not known: in what a cut, the parameter, does not see of some stretches, or in
     * the rows of that as they stand. Others need not be looked at closely. One column: the watched column's number.
     */
    String findStrange(Companion companion, List<Stretch> stretches, List<Watched> columns);

    /**
     * Values that transactions left in rows which one cut does not see and another does, and that are not known. Columns: the
     * watched column's number; the value, its first 201 letters; its digest, in hexadecimal; rows that were left with it; the
     * least of these transactions. The least transactions first, and of a column no more values than the last parameter.
     * Parameters: both cuts as texts; how many.
     */
    String findTaken(Companion companion, List<Piece> pieces, List<Watched> columns);

    /**
     * Columns of which a transaction left one and the same value in rows of many sellers that had differed before. Columns:
     * the place of a column, from 1; the value, its first 201 letters; how many sellers. Parameters: the transaction; the cut
     * that does not see it; the transaction again; the least number of rows, and of sellers.
     *
     * @param share one of so many rows is looked at
     */
    String findConstant(Companion companion, List<Piece> pieces, List<Column> columns, SellerRoute route, long share);
}
