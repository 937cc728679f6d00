package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import javax.sql.DataSource;

/**
 * What a store's database must offer before Tillback starts on it.
 *
 * @param product with its version
 * @param role that Tillback signs in as
 * @param name the database's
 */
public record StoreDatabase(String product, String role, String name) {
    private static final String ATTEMPT = "connect to the store's database";

    /**
     * Looks whether the database can be used; writes nothing.
     *
     * @throws RestoreException DATABASE_UNAVAILABLE if it cannot be reached or refuses the login; CONFIGURATION_INVALID if
     *     it is too old; RIGHTS_MISSING if the role can keep no schema {@code tillback}
     */
    public static StoreDatabase requireUsable(DataSource database, Dialect dialect) {
        try (Session session = Session.openReadOnly(database, ATTEMPT)) {
            Answer answer = session.queryOne(
                    dialect.schema().server(),
                    row -> new Answer(
                            new StoreDatabase(row.getString(1), row.getString(4), row.getString(5)),
                            row.getBoolean(2),
                            row.getString(3),
                            row.getBoolean(6)));
            answer.requireSupported();
            answer.requireCatalog();
            return answer.database;
        }
    }

    private record Answer(StoreDatabase database, boolean supported, String needed, boolean mayKeepCatalog) {
        void requireSupported() {
            if (!supported) {
                throw new RestoreException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "Cannot protect database " + database.name + ": it is " + database.product
                                + ", and Tillback needs " + needed,
                        "Upgrade the server, or name another one as jdbc/store.");
            }
        }

        void requireCatalog() {
            if (!mayKeepCatalog) {
                throw new RestoreException(
                        ErrorCode.RIGHTS_MISSING,
                        "Cannot protect database " + database.name + ": role " + database.role
                                + " may not create schema tillback, or tables in it",
                        "Run as a superuser: GRANT CREATE ON DATABASE \"%s\" TO \"%s\"; if the schema exists, make the role its owner."
                                .formatted(database.name, database.role));
            }
        }
    }
}
