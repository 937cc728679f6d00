package io.tillback.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A job's view of the database, which can be interrupted from another thread.
 *
 * <p>A connection that was interrupted never goes back to the pool: a request to cancel may arrive after the statement it
 * was meant for, and must not end the next user's.
 */
public final class InterruptibleDatabase implements DataSource {
    private static final Logger LOG = Logger.getLogger(InterruptibleDatabase.class.getName());

    private final DataSource database;
    private final StatementCanceller canceller;
    private final Runnable guard;
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();

    /** @param guard asked before each connection is handed out; throws if there shall be no more */
    public InterruptibleDatabase(DataSource database, StatementCanceller canceller, Runnable guard) {
        this.database = database;
        this.canceller = canceller;
        this.guard = guard;
    }

    /** Ends what every connection of this job waits for; to be repeated while the job goes on to the next statement. */
    public void interrupt() {
        leases.forEach(Lease::interrupt);
    }

    @Override
    public Connection getConnection() throws SQLException {
        guard.run();
        return lease(database.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        guard.run();
        return lease(database.getConnection(user, password));
    }

    private Connection lease(Connection connection) throws SQLException {
        Lease lease = new Lease(connection, handleOf(connection));
        leases.add(lease);
        return (Connection) Proxy.newProxyInstance(
                InterruptibleDatabase.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> lease.call(method, arguments));
    }

    private StatementCanceller.Handle handleOf(Connection connection) throws SQLException {
        try {
            return canceller.of(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** One connection while the job has it. */
    private final class Lease {
        private final Connection connection;
        private final StatementCanceller.Handle handle;
        private boolean interrupted;
        private boolean over;

        private Lease(Connection connection, StatementCanceller.Handle handle) {
            this.connection = connection;
            this.handle = handle;
        }

        private synchronized void interrupt() {
            if (over) {
                return;
            }
            interrupted = true;
            try {
                handle.cancel();
            } catch (SQLException e) {
                // The connection is gone, and with it what it waited for.
                LOG.log(Level.FINE, "Could not cancel a statement", e);
            }
        }

        private Object call(Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("close")) {
                end();
            }
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private synchronized void end() throws SQLException {
            leases.remove(this);
            if (interrupted && !over) {
                connection.abort(Runnable::run);
            }
            over = true;
        }
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
        return LOG;
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
