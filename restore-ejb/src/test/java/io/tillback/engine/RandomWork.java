package io.tillback.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One client of a store that does anything: transactions of random statements, some rolled back, in whole or in part. */
final class RandomWork {
    /** Rows meet on few keys. */
    private static final int KEYS = 40;

    /** Keys taken, parents missing, deadlocks and rows moved away: what stores' transactions fail with. */
    private static final Set<String> USUAL = Set.of("23505", "23503", "40P01", "40001");

    private final Connection connection;
    private final Random random;

    RandomWork(Connection connection, long seed) throws SQLException {
        this.connection = connection;
        this.random = new Random(seed);
        connection.setAutoCommit(false);
    }

    /** @return transactions that were committed */
    int run(int transactions) throws SQLException {
        int committed = 0;
        for (int i = 0; i < transactions; i++) {
            committed += transaction() ? 1 : 0;
        }
        return committed;
    }

    private boolean transaction() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int left = 1 + random.nextInt(5); left > 0; left--) {
                step(statement);
            }
            if (random.nextInt(10) == 0) {
                connection.rollback();
                return false;
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (!USUAL.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            return false;
        }
    }

    private void step(Statement statement) throws SQLException {
        if (random.nextInt(6) > 0) {
            statement.execute(statement());
            return;
        }
        Savepoint savepoint = connection.setSavepoint();
        statement.execute(statement());
        if (random.nextBoolean()) {
            connection.rollback(savepoint);
        }
    }

    private int key() {
        return random.nextInt(KEYS);
    }

    private String word() {
        return List.of("", "a", "it''s", "\\N", "x%s", "zoë").get(random.nextInt(6)) + random.nextInt(9);
    }

    private String statement() {
        int a = key();
        int b = key();
        String w = word();
        return switch (random.nextInt(24)) {
            case 0, 1 -> "INSERT INTO shop.item VALUES (%d, '%s', %d.5) ON CONFLICT DO NOTHING".formatted(a, w, b);
            case 2, 3 ->
                "INSERT INTO shop.item VALUES (%d, '%s', 1) ON CONFLICT (id) DO UPDATE SET name = excluded.name"
                        .formatted(a, w);
            case 4, 5 ->
                "UPDATE shop.item SET name = '%s', price = price + 0.10 WHERE id BETWEEN %d AND %d"
                        .formatted(w, a, a + 4);
            case 6 -> "UPDATE shop.item SET id = id + 1000 WHERE id = %d".formatted(a);
            case 7 ->
                "UPDATE shop.item SET id = %d WHERE id >= 1000 AND id = (SELECT max(id) FROM shop.item)".formatted(a);
            case 8 -> "DELETE FROM shop.item WHERE id IN (%d, %d)".formatted(a, b);
            case 9, 10 ->
                "INSERT INTO shop.line SELECT %d, id, '%s' FROM shop.item WHERE id < %d ON CONFLICT DO NOTHING"
                        .formatted(b, w, a);
            case 11 -> "UPDATE shop.line SET note = '%s' WHERE item = %d".formatted(w, a);
            case 12 -> "DELETE FROM shop.line WHERE number = %d".formatted(b);
            case 13, 14 -> "INSERT INTO shop.event VALUES (%d, %d, '%s') ON CONFLICT DO NOTHING".formatted(a, b % 3, w);
            case 15 -> "UPDATE shop.event SET region = (region + 1) %% 3, note = '%s' WHERE id = %d".formatted(w, a);
            case 16 -> "UPDATE shop.event SET note = note || 'x' WHERE id BETWEEN %d AND %d".formatted(a, a + 3);
            case 17 -> "DELETE FROM ONLY shop.event_1 WHERE id < %d".formatted(a / 4);
            case 18 -> "INSERT INTO shop.base VALUES (%d, '%s') ON CONFLICT DO NOTHING".formatted(a, w);
            case 19 -> "INSERT INTO shop.derived VALUES (%d, '%s', %d) ON CONFLICT DO NOTHING".formatted(a, w, b);
            case 20 -> "UPDATE shop.base SET name = '%s' WHERE id = %d".formatted(w, a);
            case 21 -> "DELETE FROM shop.base WHERE id = %d".formatted(a);
            case 22 ->
                random.nextInt(12) > 0
                        ? "UPDATE shop.item SET id = CASE id WHEN %1$d THEN %2$d ELSE %1$d END WHERE id IN (%1$d, %2$d)"
                                .formatted(a, b)
                        : List.of(
                                        "TRUNCATE shop.line",
                                        "TRUNCATE shop.event_2",
                                        "TRUNCATE ONLY shop.base",
                                        "TRUNCATE shop.event")
                                .get(random.nextInt(4));
            default ->
                "WITH gone AS (DELETE FROM shop.item WHERE id = %d RETURNING *) INSERT INTO shop.item SELECT id, 'back', 0 FROM gone"
                        .formatted(a);
        };
    }
}
