package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.model.Moment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** What those who keep the journal have in common. */
final class JournalRows {
    private JournalRows() {}

    static Session open(DataSource database, Dialect dialect, String attempt) {
        Session session = Session.open(database, attempt);
        try {
            session.run(dialect.schema().pinSettings());
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    static Moment moment(ResultSet row) throws SQLException {
        return new Moment(row.getString(1), Instants.at(row, 2));
    }

    static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
