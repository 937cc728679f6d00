package io.tillback.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/** Somebody does something right before the n-th thing that is asked of the database, on whatever connection. */
final class ComesBetween extends DataSourceAround {
    private static final Set<String> ASKING = Set.of("createStatement", "prepareStatement", "setSavepoint", "commit");

    private final DataSource database;
    private final IntFunction<List<Runnable>> what;
    private final AtomicInteger asked = new AtomicInteger();

    /** @param what is done before the first, the second and so on */
    ComesBetween(DataSource database, IntFunction<List<Runnable>> what) {
        super(database);
        this.database = database;
        this.what = what;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = database.getConnection();
        return listenedTo((method, arguments) -> {
            if (ASKING.contains(method.getName())) {
                what.apply(asked.incrementAndGet()).forEach(Runnable::run);
            }
            return pass(connection, method, arguments);
        });
    }
}
