package io.tillback.jdbc;

import io.tillback.snapshot.SnapshotSource.CopySink;
import java.sql.Connection;
import java.sql.SQLException;

/** COPY, for which JDBC has no form. */
public interface BulkCopy {
    /** Streams a COPY's output, the bytes of one row at a time. */
    void copyOut(Connection connection, String sql, CopySink rows) throws SQLException;

    /** Begins a COPY that takes input. */
    Input copyIn(Connection connection, String sql) throws SQLException;

    /** Bytes on their way into the database. */
    interface Input {
        void write(byte[] bytes, int offset, int length) throws SQLException;

        /** @return rows taken */
        long end() throws SQLException;

        void cancel() throws SQLException;
    }
}
