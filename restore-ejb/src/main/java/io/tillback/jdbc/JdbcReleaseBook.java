package io.tillback.jdbc;

import io.tillback.journal.Release;
import io.tillback.journal.ReleaseBook;
import io.tillback.model.Moment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Releases in schema {@code tillback} of the store's own database. */
public final class JdbcReleaseBook implements ReleaseBook {
    private static final String SELECT =
            "SELECT name, announced_by, announced_at, cut::text, taken_at FROM tillback.release ";

    private final DataSource database;

    public JdbcReleaseBook(DataSource database) {
        this.database = database;
    }

    @Override
    public Release keep(Release announced) {
        try (Session session = Session.open(database, "announce release " + announced.name())) {
            session.update(
                    """
                    INSERT INTO tillback.release (name, announced_by, announced_at, cut, taken_at)
                    VALUES (?, ?, ?, ?::pg_snapshot, ?)
                    ON CONFLICT (name) DO NOTHING
                    """,
                    announced.name(),
                    announced.announcedBy(),
                    JournalRows.at(announced.announcedAt()),
                    announced.moment().cut(),
                    JournalRows.at(announced.moment().takenAt()));
            session.commit();
            return find(session, announced.name()).orElseThrow();
        }
    }

    @Override
    public Optional<Release> find(String name) {
        try (Session session = Session.openReadOnly(database, "look for release " + name)) {
            return find(session, name);
        }
    }

    private static Optional<Release> find(Session session, String name) {
        return session.query(SELECT + "WHERE name = ?", JdbcReleaseBook::release, name).stream()
                .findFirst();
    }

    @Override
    public List<Release> list(int limit) {
        try (Session session = Session.openReadOnly(database, "list releases")) {
            return session.query(SELECT + "ORDER BY taken_at DESC, name LIMIT ?", JdbcReleaseBook::release, limit);
        }
    }

    private static Release release(ResultSet row) throws SQLException {
        return new Release(
                row.getString(1),
                row.getString(2),
                Instants.at(row, 3),
                new Moment(row.getString(4), Instants.at(row, 5)));
    }
}
