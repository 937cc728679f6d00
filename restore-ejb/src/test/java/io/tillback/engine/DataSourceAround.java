package io.tillback.engine;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Another data source whose connections somebody listens to. */
abstract class DataSourceAround implements DataSource {
    private final DataSource origin;

    DataSourceAround(DataSource origin) {
        this.origin = origin;
    }

    /** Called in place of each method of a connection. */
    @FunctionalInterface
    interface Listener {
        @Nullable
        Object call(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    static Connection listenedTo(Listener listener) {
        return (Connection) Proxy.newProxyInstance(
                DataSourceAround.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> listener.call(method, arguments));
    }

    static @Nullable Object pass(Connection connection, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return origin.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        origin.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        origin.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return origin.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return origin.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return origin.isWrapperFor(type);
    }
}
