package io.tillback.dialect;

import io.tillback.dialect.WatchSql.Piece;
import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableShape;
import java.util.List;
import java.util.Optional;

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
     * Rows of a table by the blocks in which they lie, if they were written since.
     *
     * @param end the first block behind them
     * @param since a cut as text: what it sees was written before
     */
    record Blocks(long first, long end, String since) {}

    /**
     * What is looked at for values.
     *
     * @param images records, of which what was there before is looked at
     * @param keys records, of which the rows are looked at as they stand
     * @param rows as they stand
     */
    record Looked(List<Stretch> images, List<Stretch> keys, Optional<Blocks> rows) {
        public Looked {
            images = List.copyOf(images);
            keys = List.copyOf(keys);
        }
    }

    /** How many blocks a table has; of several partitions the largest. One row. */
    String blocks(TableShape table);

    /**
     * Watched columns that show a value which is not known. Of records only those count that a cut, the parameter as text, does
     * not see. Others need not be looked at closely. One column: the watched column's number.
     */
    String findStrange(Companion companion, Looked looked, List<Watched> columns);

    /**
     * The same values, whenever they were written; not of rows by their keys. Columns: the watched column's number; the value,
     * its first 201 letters; its digest, in hexadecimal; in how many rows or records it was seen; the first transaction that
     * wrote it to one of these rows, null where that is not recorded. Parameters: the cut; a cut that sees nothing; of a column no
     * more values than the last one.
     *
     * @param all of the companion's segments
     */
    String findLate(Companion companion, Looked looked, List<Piece> all, List<Watched> columns);

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

    /**
     * How some columns took one value, one write after the other, in what one cut does not see of some stretches and another
     * does: the first streak of each, and the last one. A row that several transactions changed is written once; columns that it
     * had the same in before are not written.
     *
     * <p>Columns: the place of a column, from 1; whether it is the first streak; how many there are; how many transactions the
     * longest has; the sum of all; how many this one has; its rows; the value, its first 201 letters; its digest, in hexadecimal;
     * its first transaction; its rows' sellers, as an array of numbers. Parameters: both cuts as texts; the transactions of
     * restores, as an array of texts, whose rows do not count; how many sellers at most.
     */
    String findStreaks(Companion companion, List<Stretch> stretches, List<Column> columns, SellerRoute route);
}
