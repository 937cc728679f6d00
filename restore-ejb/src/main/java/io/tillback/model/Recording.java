package io.tillback.model;

/** How a table's changes get into its companion table. */
public enum Recording {
    /** Statement by statement. */
    STATEMENTS,
    /**
     * Statement by statement, on the table and on each of its partitions: a row that moves from one to another is told by
     * comparing what a statement found with what it left.
     */
    PARTITIONS,
    /** Row by row: a statement on a parent shows rows of inheriting tables without the columns that only those have. */
    ROWS
}
