package io.tillback.engine;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The store's transaction commits right before a statement is prepared here that begins with certain words. */
final class CommitsBefore extends DataSourceAround {
    private final DataSource database;
    private final Connection store;
    private final String statement;

    CommitsBefore(DataSource database, Connection store, String statement) {
        super(database);
        this.database = database;
        this.store = store;
        this.statement = statement;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = database.getConnection();
        return listenedTo((method, arguments) -> {
            if (method.getName().equals("prepareStatement")
                    && arguments != null
                    && String.valueOf(arguments[0]).startsWith(statement)) {
                store.commit();
            }
            return pass(connection, method, arguments);
        });
    }
}
