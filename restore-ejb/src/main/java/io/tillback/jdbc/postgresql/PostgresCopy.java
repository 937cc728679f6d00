package io.tillback.jdbc.postgresql;

import io.tillback.jdbc.BulkCopy;
import io.tillback.snapshot.SnapshotSource.CopySink;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** COPY through pgjdbc. */
public final class PostgresCopy implements BulkCopy {
    @Override
    public void copyOut(Connection connection, String sql, CopySink rows) throws SQLException {
        CopyOut out = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        try {
            while (copyRow(out, rows)) {}
        } finally {
            // Not cancelled: answers still under way would be taken for those of the pool's next user.
            if (out.isActive()) {
                connection.abort(Runnable::run);
            }
        }
    }

    /** A method of its own, so that nothing here holds a row any more while the next one comes. */
    private static boolean copyRow(CopyOut out, CopySink rows) throws SQLException {
        byte[] row = out.readFromCopy();
        if (row == null) {
            return false;
        }
        rows.accept(row);
        return true;
    }

    @Override
    public Input copyIn(Connection connection, String sql) throws SQLException {
        CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        return new Input() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws SQLException {
                in.writeToCopy(bytes, offset, length);
            }

            @Override
            public long end() throws SQLException {
                return in.endCopy();
            }

            @Override
            public void cancel() throws SQLException {
                if (in.isActive()) {
                    in.cancelCopy();
                }
            }
        };
    }
}
