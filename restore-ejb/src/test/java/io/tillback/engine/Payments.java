package io.tillback.engine;

import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * A client whose transactions all have a known outcome: the one it was told, and where the answer was lost, the one that
 * the server knows of the transaction's number.
 */
final class Payments {
    static final TableId ACCOUNT = new TableId("bank", "account");
    static final TableId PAYMENT = new TableId("bank", "payment");

    private static final int ACCOUNTS = 8;

    private final Engine engine;
    private final Random random;
    private final Set<String> committed = new TreeSet<>();
    private final List<Attempt> unanswered = new ArrayList<>();
    private int number;
    private int rolledBack;
    private volatile Instant lostAt = Instant.MAX;

    /** @param transaction its number */
    private record Attempt(String transaction, int payment) {
        private String said() {
            return transaction + " " + payment;
        }
    }

    private Payments(Engine engine, Random random) {
        this.engine = engine;
        this.random = random;
    }

    /** Creates its tables, whose changes the witness sees too. */
    static Payments open(Engine engine, Random random) throws SQLException {
        engine.sql("""
                CREATE SCHEMA bank;
                CREATE TABLE bank.account (id int PRIMARY KEY, balance int NOT NULL);
                CREATE TABLE bank.payment (id int PRIMARY KEY, payer int NOT NULL, payee int NOT NULL);
                ALTER TABLE bank.account REPLICA IDENTITY FULL;
                ALTER TABLE bank.payment REPLICA IDENTITY FULL;
                """);
        engine.superuserSql("ALTER PUBLICATION witness ADD TABLE bank.account, bank.payment");
        engine.sql("INSERT INTO bank.account SELECT n, 0 FROM generate_series(0, %d) n".formatted(ACCOUNTS - 1));
        return new Payments(engine, random);
    }

    /** Pays until it is over, or the connection lost. */
    void runUntil(BooleanSupplier over) {
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            while (!over.getAsBoolean()) {
                pay(statement);
            }
        } catch (SQLException e) {
            lostAt = Instant.now();
            if (!isConnectionLost(e)) {
                throw new IllegalStateException(e);
            }
        }
    }

    static boolean isConnectionLost(SQLException e) {
        return String.valueOf(e.getSQLState()).matches("08...|57P0.");
    }

    private void pay(Statement statement) throws SQLException {
        int payment = ++number;
        int payer = random.nextInt(ACCOUNTS);
        int payee = (payer + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        statement.execute("BEGIN");
        Attempt attempt = new Attempt(first(statement, "SELECT pg_current_xact_id()::text"), payment);
        unanswered.add(attempt);
        statement.execute("INSERT INTO bank.payment VALUES (%d, %d, %d)".formatted(payment, payer, payee));
        statement.execute("UPDATE bank.account SET balance = balance - 1 WHERE id = " + payer);
        statement.execute("UPDATE bank.account SET balance = balance + 1 WHERE id = " + payee);
        if (random.nextInt(5) == 0) {
            statement.execute("ROLLBACK");
            rolledBack++;
        } else {
            statement.execute("COMMIT");
            committed.add(attempt.said());
        }
        unanswered.remove(attempt);
    }

    static String first(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    /** Asks for the outcome of what was not answered, while nobody works. @return how much of it was committed */
    int settle() throws SQLException {
        int found = 0;
        for (Attempt attempt : unanswered) {
            if (isCommitted(engine, attempt.transaction(), lostAt)) {
                committed.add(attempt.said());
                found++;
            }
        }
        unanswered.clear();
        return found;
    }

    /**
     * A server that was killed may not remember that it gave a number away, and give it to another transaction.
     *
     * @param lostAt when the connection was lost: whatever is committed later was another
     */
    static boolean isCommitted(Engine engine, String transaction, Instant lostAt) throws SQLException {
        return engine.number("""
                SELECT count(*)
                FROM (SELECT CASE
                        WHEN %1$s >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint THEN NULL
                        WHEN pg_xact_status('%1$s') = 'committed' THEN pg_xact_commit_timestamp('%1$s') END AS at) asked
                WHERE at <= '%2$s'
                """.formatted(transaction, lostAt)) == 1;
    }

    /** {@code <transaction> <payment>} of each that was committed. */
    Set<String> committed() {
        return committed;
    }

    int rolledBack() {
        return rolledBack;
    }
}
