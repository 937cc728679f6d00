package io.tillback.jdbc;

import io.tillback.dialect.Dialect;
import io.tillback.dialect.LifeSql;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Removal;
import io.tillback.journal.RowChange;
import io.tillback.journal.RowLives;
import io.tillback.model.Column;
import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.RowKey;
import io.tillback.model.TableShape;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Rows' records, in schema {@code tillback} of the store's own database. */
public final class JdbcRowLives implements RowLives {
    private static final String NEWEST = "FFFFFFFF/FFFFFFFF";

    private final DataSource database;
    private final Dialect dialect;
    private final LifeSql sql;

    public JdbcRowLives(DataSource database, Dialect dialect) {
        this.database = database;
        this.dialect = dialect;
        this.sql = dialect.life();
    }

    private Session open(String attempt) {
        Session session = Session.openReadOnly(database, attempt);
        try {
            session.run(dialect.schema().pinSettings());
            session.run(dialect.preferLookups());
            session.run(dialect.compileNothing());
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public List<Fate> findFates(TableShape table, Collection<RowKey> keys) {
        try (Session session = open("look for rows of " + table.id())) {
            return ask(
                    session,
                    table,
                    sql.presence(table),
                    row -> new Fate(key(row), whereabouts(row), Optional.empty()),
                    arrays(table, keys));
        }
    }

    @Override
    public List<Fate> findFates(Companion companion, Collection<RowKey> keys) {
        TableShape table = companion.table();
        try (Session session = open("look for rows of " + table.id())) {
            return ask(session, table, sql.removals(companion), JdbcRowLives::fate, arrays(table, keys));
        }
    }

    private static Fate fate(ResultSet row) throws SQLException {
        String transaction = row.getString(3);
        Optional<Removal> removal = transaction == null
                ? Optional.empty()
                : Optional.of(new Removal(
                        Long.parseUnsignedLong(transaction),
                        RecordRows.kind(row.getString(4)),
                        Instants.at(row, 5),
                        row.getString(6),
                        RecordRows.who(row, 7)));
        return new Fate(key(row), whereabouts(row), removal);
    }

    private static RowKey key(ResultSet row) throws SQLException {
        return new RowKey(List.of((String[]) row.getArray(1).getArray()));
    }

    private static Whereabouts whereabouts(ResultSet row) throws SQLException {
        return row.getBoolean(2) ? Whereabouts.THERE : Whereabouts.GONE;
    }

    @Override
    public Optional<Removal> findEarliest(Collection<Removal> removals) {
        List<Removal> all = List.copyOf(removals);
        try (Session session = open("look for the first of " + all.size() + " transactions")) {
            return session
                    .query(
                            sql.findEarliest(),
                            row -> Long.parseUnsignedLong(row.getString(1)),
                            RecordRows.texts(all.stream().map(removal -> Long.toUnsignedString(removal.transaction()))),
                            RecordRows.texts(all.stream().map(Removal::position)))
                    .stream()
                    .findFirst()
                    .flatMap(first -> all.stream()
                            .filter(removal -> removal.transaction() == first)
                            .findFirst());
        }
    }

    @Override
    public List<RowKey> findMissing(Companion companion, PastState state, Collection<RowKey> keys) {
        TableShape table = companion.table();
        try (Session session = open("look for rows of " + table.id() + " as they were " + state)) {
            return ask(session, table, sql.findMissing(companion, state), JdbcRowLives::key, arrays(table, keys));
        }
    }

    @Override
    public List<RowChange> findChanges(Companion companion, RowKey key, String before, int limit) {
        TableShape table = companion.table();
        requireWidth(table, key);
        requirePosition(before);
        List<Object> parameters = new ArrayList<>(key.values());
        parameters.add(before.isEmpty() ? NEWEST : before);
        parameters.add(limit);
        try (Session session = open("read the life of row " + key + " of " + table.id())) {
            return ask(session, table, sql.changes(companion), row -> change(table, row), parameters.toArray());
        }
    }

    private static void requirePosition(String before) {
        if (!before.matches("(\\p{XDigit}{1,8}/\\p{XDigit}{1,8})?")) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read a row's life before '" + before + "': that is no position",
                    "Give the 'next' of the page before, or leave it out.");
        }
    }

    private static RowChange change(TableShape table, ResultSet row) throws SQLException {
        return new RowChange(
                row.getString(1),
                Long.parseUnsignedLong(row.getString(2)),
                Instants.at(row, 3),
                RecordRows.kind(row.getString(4)),
                values(table.storedColumns(), row.getArray(5)),
                RecordRows.who(row, 6));
    }

    private static List<RowChange.Value> values(List<Column> columns, @Nullable Array image) throws SQLException {
        if (image == null) {
            return List.of();
        }
        @Nullable String[] texts = (String[]) image.getArray();
        List<RowChange.Value> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            values.add(new RowChange.Value(
                    columns.get(i).name(), Optional.ofNullable(texts[i]).map(RecordRows::shortened)));
        }
        return values;
    }

    private static Object[] arrays(TableShape table, Collection<RowKey> keys) {
        keys.forEach(key -> requireWidth(table, key));
        Object[] arrays = new Object[table.key().size()];
        for (int i = 0; i < arrays.length; i++) {
            int column = i;
            arrays[i] = RecordRows.texts(keys.stream().map(key -> key.values().get(column)));
        }
        return arrays;
    }

    private static void requireWidth(TableShape table, RowKey key) {
        if (key.values().size() != table.key().size()) {
            throw new RestoreException(
                    ErrorCode.KEY_INVALID,
                    "Cannot look for row " + key + " of " + table.id() + ": its key has "
                            + table.key().size() + " columns, not "
                            + key.values().size(),
                    "Give one value for each of " + table.key() + ", in that order.");
        }
    }

    /** Tells values that are not of the key's types from other failures. */
    private static <T> List<T> ask(
            Session session, TableShape table, String query, Session.RowReader<T> reader, Object... parameters) {
        return session.translating(() -> {
            try (PreparedStatement statement = session.connection().prepareStatement(query)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                List<T> read = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        read.add(reader.read(rows));
                    }
                }
                return read;
            } catch (SQLException e) {
                if (SqlFailures.isBadValue(e)) {
                    throw new RestoreException(
                            ErrorCode.KEY_INVALID,
                            "Cannot look for rows of " + table.id() + " by these keys: " + e.getMessage(),
                            "Write each value as the database prints it.",
                            e);
                }
                throw e;
            }
        });
    }
}
