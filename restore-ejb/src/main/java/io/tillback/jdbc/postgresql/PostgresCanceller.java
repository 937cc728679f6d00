package io.tillback.jdbc.postgresql;

import io.tillback.jdbc.StatementCanceller;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** Asks the server, over a connection of its own, to end what a backend does: statements, COPY, waits for locks. */
public final class PostgresCanceller implements StatementCanceller {
    @Override
    public Handle of(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class)::cancelQuery;
    }
}
