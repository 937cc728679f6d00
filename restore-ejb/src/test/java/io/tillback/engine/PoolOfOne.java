package io.tillback.engine;

import java.sql.Connection;
import javax.sql.DataSource;

/** Hands out one connection again and again, open as long as the pool is. */
final class PoolOfOne extends DataSourceAround {
    private final Connection connection;

    PoolOfOne(DataSource origin, Connection connection) {
        super(origin);
        this.connection = connection;
    }

    @Override
    public Connection getConnection() {
        return listenedTo(
                (method, arguments) -> method.getName().equals("close") ? null : pass(connection, method, arguments));
    }
}
