package io.tillback.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;

/** The store's transaction commits right before a statement is prepared here that begins with certain words. */
final class CommitsBefore {
    private final Connection store;
    private final String statement;

    private CommitsBefore(Connection store, String statement) {
        this.store = store;
        this.statement = statement;
    }

    static DataSource on(DataSource database, Connection store, String statement) {
        CommitsBefore fault = new CommitsBefore(store, statement);
        return proxy(DataSource.class, database, (method, arguments) -> {
            Object result = call(database, method, arguments);
            return result instanceof Connection connection ? fault.within(connection) : result;
        });
    }

    private Connection within(Connection connection) {
        return proxy(Connection.class, connection, (method, arguments) -> {
            if (method.getName().equals("prepareStatement")
                    && String.valueOf(arguments[0]).startsWith(statement)) {
                store.commit();
            }
            return call(connection, method, arguments);
        });
    }

    @FunctionalInterface
    private interface Call {
        Object answer(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T origin, Call call) {
        return type.cast(Proxy.newProxyInstance(
                origin.getClass().getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.answer(method, arguments)));
    }

    private static Object call(Object origin, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(origin, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
