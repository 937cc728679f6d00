package io.tillback.dialect;

/** Asks the database how the store's tables are built. Every query leaves out the system's schemas and Tillback's own. */
public interface SchemaSql {
    /**
     * One row: product and version, supported (boolean), what is supported, role, database, whether the role may make
     * schema {@code tillback} or write to the one that is there (boolean).
     */
    String server();

    /** Columns: schema, name, kind (PLAIN or PARTITIONED), readable (boolean). */
    String tables();

    /**
     * Columns: schema, table, name, type, nullable (boolean), origin, ordered (boolean), whether a new row may leave it
     * out (boolean), type beneath domains, whether equal values are the same bytes (boolean), schema of its operators,
     * collation (null for the type's own); in the table's order.
     */
    String columns();

    /** Columns: schema, table, column; the best key's columns in its order. */
    String keys();

    /**
     * Columns: name, schema, table, column, to_schema, to_table, to_column, deferrable (boolean), on delete, match,
     * declared by a partition (boolean); in the key's order. A partition's are told of its table, under a name that says
     * so; what refers to a partition refers to its table.
     */
    String foreignKeys();

    /** Columns: schema, table, column, sequence_schema, sequence, last_value (null when never used). */
    String sequences();

    /**
     * Columns: schema, table, the statements that create it again and come before its rows, those that come after; each
     * as a text array, in their order.
     */
    String definitions();

    /** Columns: what, reason. */
    String unprotected();

    /** Rows: names of the store's tables that somebody has locked against readers, some of them if they are many. */
    String lockedTables();

    /** Nothing that takes long ends before its time, whatever limits the store's own statements have. */
    String liftTimeLimits();

    /** Makes type names and values print the same whatever the role's or the database's settings are. */
    String pinSettings();

    /** Puts the store's own settings back: what its triggers and checks call may depend on them. */
    String unpinSettings();
}
