package io.tillback.engine;

import io.tillback.engine.TrueRows.Change;
import io.tillback.engine.TrueRows.Kind;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * What the server's write-ahead log says happened: the transactions that committed, in the order they did, with every row
 * that went and came. It knows nothing of triggers.
 */
final class WalWitness implements AutoCloseable {
    private static final String REBUILT = "tillback rebuilt";
    private static final String ROW = "tillback row";

    /** So much text of rows is kept, to name what differs. */
    private static final int MOST_CHARACTERS = 50_000_000;

    /** @param id the whole of it, not the 32 bits that the log has */
    private record Transaction(long id, List<Change> changes) {}

    private final DataSource database;
    private final String slot;
    private final Set<String> computed;
    private final Map<RowHash, String> texts = new HashMap<>();
    private final TrueRows rows = new TrueRows();
    private long readTo;
    private long changes;
    private int characters;

    /**
     * Everything from now on is seen.
     *
     * @param database as its superuser
     * @param schemas where the tables are that it looks at; each has to have {@code REPLICA IDENTITY FULL}, and no column
     *     of another has the name of one that is computed
     */
    WalWitness(DataSource database, String name, Collection<String> schemas) throws SQLException {
        this.database = database;
        this.slot = name + "_witness";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            computed = Set.copyOf(names(statement, "attgenerated <> ''"));
            statement.execute("CREATE PUBLICATION witness FOR TABLE "
                    + String.join(", ", tables(statement, schemas))
                    // Before 18 there was no choice: they are not logged then, nor looked at here.
                    + (connection.getMetaData().getDatabaseMajorVersion() < 18
                            ? ""
                            : " WITH (publish_generated_columns = stored)"));
            statement.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
        }
    }

    /** Each by its name: version 14 cannot publish a schema. */
    private static List<String> tables(Statement statement, Collection<String> schemas) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("""
                SELECT n.nspname, c.relname
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p')
                ORDER BY c.oid
                """)) {
            while (row.next()) {
                if (schemas.contains(row.getString(1))) {
                    tables.add(Engine.quote(row.getString(1)) + "." + Engine.quote(row.getString(2)));
                }
            }
        }
        return tables;
    }

    /** In the transaction that altered a table, at its end: the log does not say what became of rows that were there. */
    static void tell(Statement altering, TableId table) throws SQLException {
        for (String setting : RowHash.PINNED_SETTINGS) {
            altering.execute(setting.replace("SET ", "SET LOCAL "));
        }
        String quoted = Engine.quote(table).replace("'", "''");
        String pieces = "SELECT '%1$s'::regclass AS relid UNION SELECT relid FROM pg_partition_tree('%1$s'::regclass)"
                .formatted(quoted);
        List<String> columns = names(altering, "attgenerated = '' AND attrelid = '%s'::regclass".formatted(quoted));
        altering.execute(
                "SELECT pg_logical_emit_message(TRUE, '%s', relid::oid::text) FROM (%s) p".formatted(REBUILT, pieces));
        altering.execute("""
                SELECT pg_logical_emit_message(TRUE, '%s', t.tableoid || ' ' || md5(%s))
                FROM %s t
                WHERE t.tableoid IN (%s)
                """.formatted(ROW, RowHash.printed(columns, "t."), Engine.quote(table), pieces));
    }

    private static List<String> names(Statement statement, String which) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(
                "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND " + which)) {
            while (row.next()) {
                columns.add(row.getString(1));
            }
        }
        return columns;
    }

    /** How many rows came and went. */
    long changes() {
        return changes;
    }

    String text(RowHash row) {
        return texts.getOrDefault(row, row.toString());
    }

    /** Everything that was committed since it was asked last. */
    private List<Transaction> read() throws SQLException {
        List<Transaction> transactions = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String setting : RowHash.PINNED_SETTINGS) {
                statement.execute(setting);
            }
            WalMessages messages =
                    new WalMessages(new Reading(highestTransaction(statement), transactions::add), computed);
            connection.setAutoCommit(false);
            statement.setFetchSize(1000);
            try (ResultSet said = statement.executeQuery("""
                    SELECT data
                    FROM pg_logical_slot_get_binary_changes(
                      '%s', NULL, NULL, 'proto_version', '1', 'publication_names', 'witness', 'messages', 'true')
                    """.formatted(slot))) {
                while (said.next()) {
                    messages.read(said.getBytes(1));
                }
            }
            connection.commit();
        }
        return transactions;
    }

    private static long highestTransaction(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")) {
            row.next();
            return Long.parseLong(row.getString(1));
        }
    }

    /** Takes in what the log says, transaction by transaction. */
    private final class Reading implements WalMessages.Changes {
        private final long highest;
        private final Consumer<Transaction> reader;
        private long position;
        private long transaction;
        private List<Change> done = new ArrayList<>();

        private Reading(long highest, Consumer<Transaction> reader) {
            this.highest = highest;
            this.reader = reader;
        }

        @Override
        public void begin(long commitPosition, int number) {
            long id = (highest & ~0xffff_ffffL) | Integer.toUnsignedLong(number);
            transaction = id > highest ? id - (1L << 32) : id;
            position = commitPosition;
            done = new ArrayList<>();
        }

        @Override
        public void came(int relation, byte[] printed) {
            done.add(new Change(Kind.CAME, relation, hash(printed)));
        }

        @Override
        public void went(int relation, byte[] printed) {
            done.add(new Change(Kind.WENT, relation, hash(printed)));
        }

        @Override
        public void truncated(int relation) {
            done.add(new Change(Kind.CLEARED, relation, new RowHash(0, 0)));
        }

        @Override
        public void said(String prefix, String content) {
            if (prefix.equals(REBUILT)) {
                truncated(Integer.parseInt(content));
            } else if (prefix.equals(ROW)) {
                String[] parts = content.split(" ", -1);
                done.add(new Change(Kind.CAME, Integer.parseInt(parts[0]), RowHash.parse(parts[1])));
            }
        }

        /** A server that was killed may not remember how far it was read. */
        @Override
        public void commit() {
            if (position > readTo) {
                readTo = position;
                changes += done.size();
                reader.accept(new Transaction(transaction, done));
            }
        }
    }

    private RowHash hash(byte[] printed) {
        RowHash hash = RowHash.digest(printed);
        remember(hash, new String(printed, StandardCharsets.UTF_8));
        return hash;
    }

    /** What a row says, until there are too many. */
    void remember(RowHash row, String text) {
        if (characters < MOST_CHARACTERS && texts.put(row, text) == null) {
            characters += text.length();
        }
    }

    /** Looks at the rows of one moment. */
    @FunctionalInterface
    interface Look {
        void at(Moment moment, TrueRows rows) throws SQLException;
    }

    /**
     * Goes from moment to moment, and at last to now. What becomes visible between two moments is applied in the order of
     * the commits; a later commit that met the same row had to wait until the earlier one was visible.
     *
     * @param moments in the order they were taken, none before those of an earlier call
     * @return as it is when nothing more is to come
     */
    TrueRows replay(List<Moment> moments, Look look) throws SQLException {
        List<Transaction> left = read();
        for (Moment moment : moments) {
            Cut cut = Cut.parse(moment.cut());
            List<Transaction> unseen = new ArrayList<>();
            for (Transaction transaction : left) {
                if (cut.sees(transaction.id())) {
                    rows.apply(transaction.changes());
                } else {
                    unseen.add(transaction);
                }
            }
            left = unseen;
            look.at(moment, rows);
        }
        left.forEach(transaction -> rows.apply(transaction.changes()));
        return rows;
    }

    /** Of a {@code pg_snapshot}: {@code xmin:xmax:} and who, of those between, was not done. */
    private record Cut(long end, Set<Long> underWay) {
        private static Cut parse(String text) {
            String[] parts = text.split(":", -1);
            Set<Long> underWay = new HashSet<>();
            ArrayDeque<String> ids = new ArrayDeque<>(List.of(parts[2].split(",", -1)));
            ids.removeIf(String::isEmpty);
            ids.forEach(id -> underWay.add(Long.parseLong(id)));
            return new Cut(Long.parseLong(parts[1]), underWay);
        }

        private boolean sees(long transaction) {
            return transaction < end && !underWay.contains(transaction);
        }
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_drop_replication_slot('%s')".formatted(slot));
        }
    }
}
