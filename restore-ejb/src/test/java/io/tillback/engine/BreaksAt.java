package io.tillback.engine;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** The server ends a connection right before the n-th thing that is asked of the database, on whatever connection. */
final class BreaksAt implements DataSource {
    private static final Set<String> ASKING =
            Set.of("createStatement", "prepareStatement", "unwrap", "setSavepoint", "commit");

    private final DataSource database;
    private final DataSource admin;
    private final int at;
    private final AtomicInteger asked = new AtomicInteger();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    /** @param at from 1 */
    BreaksAt(DataSource database, DataSource admin, int at) {
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
        return (Connection) Proxy.newProxyInstance(
                BreaksAt.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (ASKING.contains(method.getName()) && asked.incrementAndGet() == at) {
                        terminate(connection.unwrap(PGConnection.class).getBackendPID());
                    }
                    if (method.getName().equals("close")) {
                        open.remove(connection);
                    }
                    return call(connection, method, arguments);
                });
    }

    private static Object call(Connection connection, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void terminate(int backend) throws SQLException {
        try (Connection connection = admin.getConnection();
                var statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT pg_terminate_backend(%d, 5000)".formatted(backend))) {
            answer.next();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return database.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        database.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        database.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return database.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return database.isWrapperFor(type);
    }
}
