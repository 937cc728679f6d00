package io.tillback.replay;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Every committed change of the store's rows, read from the server's write-ahead log, in the order of the commits. It knows
 * nothing of Tillback, of triggers or of tables beside the store's.
 */
final class WalRecording {
    private static final String SLOT = "replay_witness";
    private static final String WHOLE_ROWS = """
            DO $$ DECLARE t record; BEGIN
              FOR t IN SELECT c.oid::regclass AS name
                       FROM pg_class c
                       JOIN pg_namespace n ON n.oid = c.relnamespace
                       WHERE c.relkind = 'r' AND c.relreplident <> 'f'
                       AND n.nspname !~ '^(pg_|information_schema$|tillback$)'
              LOOP
                EXECUTE format('ALTER TABLE %s REPLICA IDENTITY FULL', t.name);
              END LOOP;
            END $$
            """;
    private static final String READ = """
            SELECT data
            FROM pg_logical_slot_get_changes('%s', NULL, NULL, 'include-timestamp', '1', 'skip-empty-xacts', '1')
            """.formatted(SLOT);

    private final DataSource database;
    private final List<WalChange> changes = new ArrayList<>();

    private WalRecording(DataSource database) {
        this.database = database;
    }

    /**
     * Everything from now on is seen.
     *
     * @param database as its superuser
     */
    static WalRecording begin(DataSource database) throws SQLException {
        WalRecording recording = new WalRecording(database);
        recording.followNewTables();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_create_logical_replication_slot('%s', 'test_decoding')".formatted(SLOT));
        }
        return recording;
    }

    /** Tables that were made since are logged with all their columns too. */
    void followNewTables() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(WHOLE_ROWS);
        }
    }

    /**
     * All changes of a table since the beginning.
     *
     * @param table as schema.name, quoted where it has to be
     */
    synchronized List<WalChange> of(String table) throws SQLException {
        read();
        return changes.stream().filter(change -> change.table().equals(table)).toList();
    }

    /** All that was committed after an instant. */
    List<WalChange> of(String table, Instant since) throws SQLException {
        return of(table).stream()
                .filter(change -> change.committedAt().isAfter(since))
                .toList();
    }

    private void read() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (ResultSet line = statement.executeQuery(READ)) {
                Transaction transaction = new Transaction("");
                while (line.next()) {
                    String said = line.getString(1);
                    if (said.startsWith("BEGIN ")) {
                        transaction = new Transaction(said.substring("BEGIN ".length()));
                    } else if (said.startsWith("COMMIT ")) {
                        changes.addAll(transaction.committed(said));
                    } else if (!said.startsWith("table tillback.")) {
                        transaction.add(said);
                    }
                }
            }
        }
    }

    /** What one transaction did, whose end is not read yet. */
    private record Transaction(String id, List<String> lines) {
        Transaction(String id) {
            this(id, new ArrayList<>());
        }

        void add(String line) {
            lines.add(line);
        }

        List<WalChange> committed(String commit) {
            String at = commit.substring(commit.indexOf("(at ") + "(at ".length(), commit.length() - 1);
            Instant committedAt = Instant.parse(at.replace(' ', 'T').replaceFirst("\\+00$", "Z"));
            return lines.stream().map(line -> change(line, committedAt)).toList();
        }

        private WalChange change(String line, Instant committedAt) {
            WalText text = new WalText(line);
            text.pass("table ");
            String table = text.until(": ");
            // Nothing more follows of a row that has nothing but nulls.
            String kind = text.until(":");
            text.passIf(" ");
            return switch (kind) {
                case "INSERT" -> new WalChange(id, committedAt, table, Map.of(), text.tuple());
                case "DELETE" -> new WalChange(id, committedAt, table, text.tuple(), Map.of());
                case "UPDATE" -> {
                    text.pass("old-key: ");
                    Map<String, String> before = text.tuple();
                    text.pass("new-tuple: ");
                    yield new WalChange(id, committedAt, table, before, text.tuple());
                }
                default -> throw new IllegalStateException("Cannot read what the log says: " + line);
            };
        }
    }
}
