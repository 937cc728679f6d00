package io.tillback.engine;

import io.tillback.engine.WalTransactions.Done;
import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A store of few rows, which refer to each other, whose transactions meet often. */
final class InterleavedStore implements AutoCloseable {
    static final TableId SELLER = new TableId("shop", "seller");
    static final TableId ITEM = new TableId("shop", "item");
    static final TableId TAG = new TableId("shop", "tag");
    static final TableId SALE = new TableId("shop", "sale");
    static final TableId NOTE = new TableId("shop", "note");

    /** With the columns that identify their rows. */
    private static final Map<TableId, List<String>> KEYS = Map.of(
            SELLER, List.of("id"),
            ITEM, List.of("id"),
            TAG, List.of("item", "name"),
            SALE, List.of("id", "region"),
            NOTE, List.of());

    private static final int NUMBERS = 9;

    private static final String TABLES = """
            CREATE SCHEMA shop;
            CREATE TABLE shop.seller (id int PRIMARY KEY, name text, best int);
            CREATE TABLE shop.item (
              id int PRIMARY KEY, seller int REFERENCES shop.seller, name text, price numeric, code text UNIQUE,
              follows int REFERENCES shop.item ON DELETE SET NULL);
            CREATE TABLE shop.tag (item int REFERENCES shop.item ON DELETE CASCADE, name text, n int, PRIMARY KEY (item, name));
            CREATE TABLE shop.sale (id int, region text, item int REFERENCES shop.item, amount int, PRIMARY KEY (id, region))
              PARTITION BY LIST (region);
            CREATE TABLE shop.sale_north PARTITION OF shop.sale FOR VALUES IN ('north');
            CREATE TABLE shop.sale_rest PARTITION OF shop.sale DEFAULT;
            CREATE TABLE shop.note (about int, text text);
            ALTER TABLE shop.seller REPLICA IDENTITY FULL;
            ALTER TABLE shop.item REPLICA IDENTITY FULL;
            ALTER TABLE shop.tag REPLICA IDENTITY FULL;
            ALTER TABLE shop.sale_north REPLICA IDENTITY FULL;
            ALTER TABLE shop.sale_rest REPLICA IDENTITY FULL;
            ALTER TABLE shop.note REPLICA IDENTITY FULL;
            """;

    private static final String ROWS = """
            INSERT INTO shop.seller SELECT n, 's' || n FROM generate_series(1, 6) n;
            INSERT INTO shop.item SELECT n, 1 + n % 4, 'i' || n, n FROM generate_series(1, 7) n;
            INSERT INTO shop.tag SELECT n, 'new', n FROM generate_series(1, 5) n;
            INSERT INTO shop.sale SELECT n, CASE WHEN n < 4 THEN 'north' ELSE 'south' END, n, n FROM generate_series(1, 6) n;
            INSERT INTO shop.note SELECT n % 3, 'x' FROM generate_series(1, 6) n;
            """;

    final Engine engine;
    private final WalTransactions log;
    private final Set<Long> own = ConcurrentHashMap.newKeySet();
    private final List<Connection> sessions = new ArrayList<>();

    InterleavedStore() throws SQLException {
        engine = Engine.on(TABLES);
        log = new WalTransactions(
                Surroundings.postgres()
                        .dataSource(engine.texts("SELECT current_database()").get(0)),
                "shop");
        engine.record();
        engine.journal().beat();
        try (Connection connection = session()) {
            run(connection, List.of(ROWS));
            connection.commit();
        }
    }

    /** One that waits for nobody for long. */
    Connection session() throws SQLException {
        Connection connection = engine.store.getConnection();
        sessions.add(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '2s'");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    /** What the database refuses of it is left out. @return its number; empty if nothing is left of it */
    Optional<Long> run(Connection session, List<String> statements) throws SQLException {
        try (Statement statement = session.createStatement()) {
            long id = Long.parseLong(Payments.first(statement, "SELECT pg_current_xact_id()::text"));
            own.add(id);
            for (String sql : statements) {
                Savepoint before = session.setSavepoint();
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    if (Payments.isConnectionLost(e)) {
                        throw e;
                    }
                    session.rollback(before);
                }
            }
            return Optional.of(id);
        } catch (SQLException e) {
            // Of two that wait for each other, the database ends one.
            session.rollback();
            return Optional.empty();
        }
    }

    static Set<TableId> tables() {
        return KEYS.keySet();
    }

    /** None, of a table without a key. */
    static List<String> keysOf(TableId table) {
        return KEYS.getOrDefault(table, List.of());
    }

    boolean isOwn(long transaction) {
        return own.contains(transaction);
    }

    /** Everything that was committed since it was asked last. */
    List<Done> log() throws SQLException {
        return log.read();
    }

    static List<String> drawTransaction(Random random) {
        List<String> statements = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            statements.add(draw(random));
        }
        return statements;
    }

    private static String draw(Random random) {
        int one = 1 + random.nextInt(NUMBERS);
        int other = 1 + random.nextInt(NUMBERS);
        String word = List.of("'a'", "'b'", "'B '", "NULL", "''").get(random.nextInt(5));
        String region = random.nextBoolean() ? "'north'" : "'south'";
        return switch (random.nextInt(21)) {
            case 0 -> "INSERT INTO shop.seller VALUES (%d, %s)".formatted(one, word);
            case 1 -> "UPDATE shop.seller SET name = %s WHERE id = %d".formatted(word, one);
            case 2 -> "DELETE FROM shop.seller WHERE id = " + one;
            case 3 -> "INSERT INTO shop.item VALUES (%d, %d, %s, %d.50)".formatted(one, other, word, other);
            case 4 -> "UPDATE shop.item SET name = %s WHERE id %% 3 = %d".formatted(word, one % 3);
            case 5 ->
                "UPDATE shop.item SET price = %d.%s WHERE id = %d".formatted(other, one % 2 == 0 ? "0" : "00", one);
            case 6 -> "UPDATE shop.item SET seller = %d WHERE id = %d".formatted(other, one);
            case 7 ->
                "UPDATE shop.item SET code = %s, follows = NULLIF(%d, id) WHERE id = %d".formatted(word, other, one);
            case 8 -> "DELETE FROM shop.item WHERE id = " + one;
            case 9 -> "UPDATE shop.item SET id = %d WHERE id = %d".formatted(other, one);
            case 10 -> "INSERT INTO shop.tag VALUES (%d, COALESCE(%s, '-'), %d)".formatted(one, word, other);
            case 11 -> "UPDATE shop.tag SET n = %d WHERE item = %d".formatted(other, one);
            case 12 -> "DELETE FROM shop.tag WHERE item = " + one;
            case 13 -> "INSERT INTO shop.sale VALUES (%d, %s, %d, 1)".formatted(one, region, other);
            case 14 -> "UPDATE shop.sale SET amount = %d WHERE region = %s".formatted(other, region);
            case 15 -> "UPDATE shop.sale SET region = %s WHERE id = %d".formatted(region, one);
            case 16 -> "DELETE FROM shop.sale WHERE id = " + one;
            case 17 -> "INSERT INTO shop.note VALUES (%d, %s)".formatted(one % 3, word);
            case 18 -> "UPDATE shop.note SET text = %s WHERE about = %d".formatted(word, one % 3);
            case 19 ->
                "DELETE FROM shop.note WHERE ctid = (SELECT min(ctid) FROM shop.note WHERE about = %d)"
                        .formatted(one % 3);
            default -> "UPDATE shop.seller SET best = NULLIF(%d, best) WHERE id < %d".formatted(one, other);
        };
    }

    @Override
    public void close() throws SQLException {
        for (Connection session : sessions) {
            session.close();
        }
        log.close();
        String database = engine.texts("SELECT current_database()").get(0);
        engine.close();
        try (Connection connection = Surroundings.postgres().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE %s WITH (FORCE)".formatted(database));
        }
    }
}
