package io.tillback.jpa;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;

/** Creates and updates the catalog's tables in schema {@code tillback}; several servers may start at once. */
public final class CatalogSchema {
    private static final String SCHEMA = "tillback";

    /** The database ends this lock with the connection, however that ends. The number is "tillback", read as bytes. */
    private static final long ONE_AT_A_TIME = 0x74696c6c6261636bL;

    /** Asked first: CREATE SCHEMA needs a right even where it does nothing. */
    private static final String CREATE_SCHEMA = """
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'tillback') THEN
                CREATE SCHEMA IF NOT EXISTS tillback;
              END IF;
            END $$
            """;

    private CatalogSchema() {}

    /** @throws RestoreException DATABASE_FAILED if the role may not create the schema */
    public static void update(DataSource database) {
        try (Connection connection = database.getConnection()) {
            run(connection, "SELECT pg_advisory_lock(" + ONE_AT_A_TIME + ")");
            try {
                run(connection, CREATE_SCHEMA);
                update(connection);
            } finally {
                run(connection, "SELECT pg_advisory_unlock(" + ONE_AT_A_TIME + ")");
            }
        } catch (SQLException | LiquibaseException e) {
            throw new RestoreException(
                    ErrorCode.DATABASE_FAILED,
                    "Cannot prepare schema tillback in the store's database: " + e.getMessage(),
                    "If it is a matter of rights, grant the role CREATE on the database, or create schema tillback and make the"
                            + " role its owner.",
                    e);
        }
    }

    /** Behind the lock nobody else is at it: what a server that was killed left locked is free again. */
    private static void update(Connection connection) throws SQLException, LiquibaseException {
        Database target =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        target.setDefaultSchemaName(SCHEMA);
        target.setLiquibaseSchemaName(SCHEMA);
        Liquibase liquibase = new Liquibase(
                "io/tillback/jpa/catalog.sql",
                new ClassLoaderResourceAccessor(CatalogSchema.class.getClassLoader()),
                target);
        liquibase.forceReleaseLocks();
        liquibase.update("");
        // Liquibase ends with a query; a server that pools the connection wants its transaction ended too.
        connection.rollback();
        connection.setAutoCommit(true);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
