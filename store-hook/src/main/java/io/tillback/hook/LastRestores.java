package io.tillback.hook;

import io.tillback.hook.RowsRestored.TableName;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * Tells a store whether copies it keeps of some tables are older than a restore, by one query and whether Tillback runs or
 * not. Where that cannot be told, they may be.
 *
 * <pre>{@code
 * String cut = restores.cut();            // before the rows are read
 * rules = readRules();
 * …
 * if (restores.mayHaveWritten(List.of(new TableName("shop", "campaign")), cut)) {
 *     rules = readRules();                // or deliver to nobody
 * }
 * }</pre>
 *
 * <p>The store's role needs {@code USAGE} on schema {@code tillback} and {@code SELECT} on {@code tillback.restored_table}.
 * Rows that the store's own triggers wrote in other tables during a restore are not known.
 */
public final class LastRestores {

    private static final System.Logger LOG = System.getLogger(LastRestores.class.getName());

    /** A cut of a later time than the database's own is of another one, which was set back or has been replaced. */
    private static final String ASK = """
            SELECT pg_catalog.to_regclass(pg_catalog.format('%I.%I', a.schema, a.name)) IS NULL
              OR pg_catalog.pg_snapshot_xmax(a.cut) > pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())
              OR EXISTS (
                SELECT FROM tillback.restored_table r
                WHERE r.table_schema = a.schema
                  AND r.table_name = a.name
                  AND NOT pg_catalog.pg_visible_in_snapshot(r.transaction, a.cut))
            FROM (
              SELECT ?::pg_catalog.text AS schema, ?::pg_catalog.text AS name, ?::pg_catalog.pg_snapshot AS cut) a
            """;

    private final DataSource database;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** @param database the store's own */
    public LastRestores(DataSource database) {
        this.database = database;
    }

    /**
     * The moment of the database, to be kept beside what is read from now on.
     *
     * @throws SQLException if the database does not answer
     */
    public String cut() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT pg_catalog.pg_current_snapshot()::pg_catalog.text");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /**
     * Whether a restore has written one of these tables since a cut, or may have: also if the database does not answer, the
     * store has not the rights, there is no such table, or the cut is none.
     *
     * <p>Ask it outside of a transaction: one in which the question is refused takes nothing more from the database.
     *
     * @param tables tables or views, as the database spells them
     * @param cut as {@link #cut} told it before the rows were read
     */
    public boolean mayHaveWritten(Collection<TableName> tables, String cut) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(ASK)) {
            for (TableName table : tables) {
                if (mayHaveWritten(statement, table, cut)) {
                    return true;
                }
            }
            return false;
        } catch (SQLException e) {
            if (!warned.getAndSet(true)) {
                LOG.log(
                        Level.WARNING,
                        "It cannot be told whether a restore has written what this store keeps copies of, so all are taken"
                                + " for old: {0}. Grant the store''s role USAGE on schema tillback and SELECT on"
                                + " tillback.restored_table.",
                        e.getMessage());
            }
            return true;
        }
    }

    private static boolean mayHaveWritten(PreparedStatement statement, TableName table, String cut)
            throws SQLException {
        statement.setString(1, table.schema());
        statement.setString(2, table.name());
        statement.setString(3, cut);
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
