package io.tillback.engine;

import io.tillback.model.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * What the server's write-ahead log says happened, value by value: the transactions that committed, in the order they did. It
 * knows nothing of triggers. For small tables whose columns stay as they are; {@link WalWitness} is for others.
 */
final class WalTransactions implements AutoCloseable {
    private static final String MARK = "tillback mark";
    private static final String WHO = "tillback who";
    private static final String WHEN = "tillback when";

    enum Kind {
        INSERTED,
        UPDATED,
        DELETED,
        /** The whole table at once; no row is named. */
        TRUNCATED
    }

    /**
     * What became of one row.
     *
     * @param before empty where it came
     * @param after empty where it went
     * @param when what its transaction had said last of the time
     */
    record Change(
            Kind kind, TableId table, Optional<TrueRow> before, Optional<TrueRow> after, Optional<Instant> when) {}

    /** A row's stored values as the database prints them, by the columns' names; none of those that are null. */
    record TrueRow(Map<String, String> values) {
        Optional<String> value(String column) {
            return Optional.ofNullable(values.get(column));
        }
    }

    /**
     * @param mark what somebody said in it, who wanted to know later what was before it, and what after
     * @param who the actor and the release that it told of itself
     */
    record Done(long id, List<Change> changes, Optional<String> mark, List<Optional<String>> who) {
        Optional<String> actor() {
            return who.get(0);
        }

        Optional<String> release() {
            return who.get(1);
        }
    }

    private static final List<Optional<String>> NOBODY = List.of(Optional.empty(), Optional.empty());

    /** What a table or partition is a piece of, and the names of its columns, in order. */
    private record Piece(TableId table, List<String> columns) {}

    private final DataSource database;
    private final String slot;
    private final Map<Integer, Piece> pieces = new HashMap<>();

    /**
     * Everything from now on is seen.
     *
     * @param database as its superuser
     * @param schema where the tables are; each has to have {@code REPLICA IDENTITY FULL}
     */
    WalTransactions(DataSource database, String schema) throws SQLException {
        this.database = database;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            this.slot = Payments.first(statement, "SELECT current_database()") + "_transactions";
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("""
                    SELECT c.oid::integer, r.relname, c.relname,
                           ARRAY(SELECT attname::text FROM pg_attribute
                                 WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                                 ORDER BY attname::text COLLATE "C")
                    FROM pg_class c
                    JOIN pg_class r ON r.oid = COALESCE(pg_partition_root(c.oid), c.oid)
                    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = '%s'::regnamespace
                    """.formatted(schema))) {
                while (row.next()) {
                    pieces.put(row.getInt(1), new Piece(new TableId(schema, row.getString(2)), List.of((String[])
                            row.getArray(4).getArray())));
                    tables.add(Engine.quote(schema) + "." + Engine.quote(row.getString(3)));
                }
            }
            statement.execute("CREATE PUBLICATION transactions FOR TABLE " + String.join(", ", tables));
            statement.execute("SELECT pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
        }
    }

    /** Says something, in a transaction of its own. */
    static void mark(Statement statement, String said) throws SQLException {
        Payments.first(statement, "SELECT pg_logical_emit_message(TRUE, '%s', '%s')::text".formatted(MARK, said));
    }

    /** Says in a transaction what it tells the journal too. */
    static void tell(Statement statement, String actor, String release) throws SQLException {
        Payments.first(
                statement, "SELECT pg_logical_emit_message(TRUE, '%s', '%s %s')::text".formatted(WHO, actor, release));
    }

    /** Says in a transaction when its next statements begin. */
    static void tell(Statement statement, Instant when) throws SQLException {
        Payments.first(statement, "SELECT pg_logical_emit_message(TRUE, '%s', '%s')::text".formatted(WHEN, when));
    }

    /** Everything that was committed since it was asked last. */
    List<Done> read() throws SQLException {
        Reading reading = new Reading();
        WalMessages messages = new WalMessages(reading, Set.of());
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String setting : RowHash.PINNED_SETTINGS) {
                statement.execute(setting);
            }
            try (ResultSet said = statement.executeQuery("""
                    SELECT data
                    FROM pg_logical_slot_get_binary_changes(
                      '%s', NULL, NULL, 'proto_version', '1', 'publication_names', 'transactions', 'messages', 'true')
                    """.formatted(slot))) {
                while (said.next()) {
                    messages.read(said.getBytes(1));
                }
            }
        }
        return reading.done;
    }

    private final class Reading implements WalMessages.Changes {
        private final List<Done> done = new ArrayList<>();
        private List<Change> changes = new ArrayList<>();
        private Optional<String> mark = Optional.empty();
        private List<Optional<String>> who = NOBODY;
        private Optional<Instant> when = Optional.empty();
        private long transaction;

        @Override
        public void begin(long commitPosition, int number) {
            transaction = Integer.toUnsignedLong(number);
            changes = new ArrayList<>();
            mark = Optional.empty();
            who = NOBODY;
            when = Optional.empty();
        }

        @Override
        public void came(int relation, byte[] printed) {
            add(Kind.INSERTED, relation, Optional.empty(), Optional.of(printed));
        }

        @Override
        public void went(int relation, byte[] printed) {
            add(Kind.DELETED, relation, Optional.of(printed), Optional.empty());
        }

        @Override
        public void updated(int relation, byte[] before, byte[] after) {
            add(Kind.UPDATED, relation, Optional.of(before), Optional.of(after));
        }

        @Override
        public void truncated(int relation) {
            add(Kind.TRUNCATED, relation, Optional.empty(), Optional.empty());
        }

        private void add(Kind kind, int relation, Optional<byte[]> before, Optional<byte[]> after) {
            Piece piece = Objects.requireNonNull(pieces.get(relation));
            changes.add(new Change(
                    kind,
                    piece.table(),
                    before.map(printed -> row(piece, printed)),
                    after.map(printed -> row(piece, printed)),
                    when));
        }

        @Override
        public void said(String prefix, String content) {
            if (prefix.equals(MARK)) {
                mark = Optional.of(content);
            } else if (prefix.equals(WHO)) {
                who = Stream.of(content.split(" ", -1))
                        .map(name -> Optional.of(name).filter(some -> !some.isEmpty()))
                        .toList();
            } else if (prefix.equals(WHEN)) {
                when = Optional.of(Instant.parse(content));
            }
        }

        @Override
        public void commit() {
            done.add(new Done(transaction, changes, mark, who));
        }
    }

    /** As {@link RowHash#printed} prints it, read back. */
    private static TrueRow row(Piece piece, byte[] printed) {
        Map<String, String> values = new TreeMap<>();
        int at = 0;
        for (String column : piece.columns()) {
            if (printed[at] == '-') {
                at++;
                continue;
            }
            int length = 0;
            for (; printed[at] != ':'; at++) {
                length = 10 * length + printed[at] - '0';
            }
            values.put(column, new String(printed, at + 1, length, StandardCharsets.UTF_8));
            at += 1 + length;
        }
        return new TrueRow(values);
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_drop_replication_slot('%s')".formatted(slot));
        }
    }
}
