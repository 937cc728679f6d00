package io.tillback.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Ends what a connection is waiting for, from another thread; JDBC has a form for it for statements only, not for COPY. */
@FunctionalInterface
public interface StatementCanceller {
    /** Called on the connection's own thread. */
    Handle of(Connection connection) throws SQLException;

    /** Called on any thread, any number of times. */
    @FunctionalInterface
    interface Handle {
        /** The statement under way fails; without one nothing happens. */
        void cancel() throws SQLException;
    }
}
