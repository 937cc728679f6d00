package io.tillback.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** The server ends a connection right before the n-th thing that is asked of the database, on whatever connection. */
final class BreaksAt extends DataSourceAround {
    private static final Set<String> ASKING =
            Set.of("createStatement", "prepareStatement", "unwrap", "setSavepoint", "commit");

    private final DataSource database;
    private final DataSource admin;
    private final int at;
    private final AtomicInteger asked = new AtomicInteger();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    /** @param at from 1 */
    BreaksAt(DataSource database, DataSource admin, int at) {
        super(database);
        this.database = database;
        this.admin = admin;
        this.at = at;
    }

    /** Whether it got that far. */
    boolean broke() {
        return asked.get() >= at;
    }

    /** Connections that nobody has given back. */
    int countOpen() {
        return open.size();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = database.getConnection();
        open.add(connection);
        return listenedTo((method, arguments) -> {
            if (ASKING.contains(method.getName()) && asked.incrementAndGet() == at) {
                terminate(connection.unwrap(PGConnection.class).getBackendPID());
            }
            if (method.getName().equals("close")) {
                open.remove(connection);
            }
            return pass(connection, method, arguments);
        });
    }

    private void terminate(int backend) throws SQLException {
        try (Connection connection = admin.getConnection();
                var statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT pg_terminate_backend(%d, 5000)".formatted(backend))) {
            answer.next();
        }
    }
}
