package io.tillback.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;

/** Keeps connections that were closed, and hands them out again, as a server's pool does. */
final class WarmConnections extends DataSourceAround implements AutoCloseable {
    private final DataSource origin;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
    private final Queue<Connection> all = new ConcurrentLinkedQueue<>();

    WarmConnections(DataSource origin) {
        super(origin);
        this.origin = origin;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection warm = idle.poll();
        Connection connection = warm == null || warm.isClosed() ? origin.getConnection() : warm;
        if (connection != warm) {
            all.add(connection);
        }
        return listenedTo((method, arguments) -> {
            if (!method.getName().equals("close")) {
                return pass(connection, method, arguments);
            }
            if (!connection.isClosed()) {
                if (!connection.getAutoCommit()) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
                connection.setReadOnly(false);
                idle.add(connection);
            }
            return null;
        });
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : all) {
            connection.close();
        }
    }
}
