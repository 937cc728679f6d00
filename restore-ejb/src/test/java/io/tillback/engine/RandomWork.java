package io.tillback.engine;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * One client of a store that does anything: transactions of random statements, some rolled back, in whole or in part, some
 * committed in two phases, some left open for long. Each is drawn from its own number, whatever became of those before.
 */
final class RandomWork {
    /**
     * Keys taken, parents missing, deadlocks, locks not had in time; a table that was altered just now; one that cannot be
     * truncated because a key of it is still to be looked at.
     */
    private static final Set<String> USUAL = Set.of(
            "23505", "23503", "40P01", "40001", "55P03", "42703", "42P01", "42804", "0A000", "21000", "27000", "55006");

    /** What a transaction that is left open waits for. */
    @FunctionalInterface
    interface Interlude {
        void await(int moments);
    }

    /** Is told of each transaction, however it ended, and how many rows it changed, cascades not counted. */
    @FunctionalInterface
    interface Transactions {
        void ended(long changed);
    }

    private final RandomSchema schema;
    private final Connection connection;
    private final long seed;
    private final Interlude interlude;
    private final String name;
    private int number;
    private int committed;
    private long changed;
    private String last = "";

    /** @param name of its prepared transactions, which the whole server shares */
    RandomWork(RandomSchema schema, DataSource store, long seed, String name, Interlude interlude) throws SQLException {
        this.schema = schema;
        this.connection = store.getConnection();
        this.seed = seed;
        this.name = name;
        this.interlude = interlude;
    }

    /** @return transactions that were committed */
    int runUntil(BooleanSupplier over, Transactions transactions) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET lock_timeout = '100ms'");
            statement.execute("SET statement_timeout = '60s'");
            while (!over.getAsBoolean()) {
                number++;
                transaction(statement, new Random(seed * 1_000_003 + number));
                transactions.ended(changed);
            }
        }
        return committed;
    }

    private void transaction(Statement statement, Random random) throws SQLException {
        changed = 0;
        try {
            begin(statement, random);
            end(statement, random);
        } catch (SQLException e) {
            if (connection.isClosed() || !USUAL.contains(String.valueOf(e.getSQLState()))) {
                throw new SQLException(name + ", transaction " + number + ": " + last, e.getSQLState(), e);
            }
            statement.execute("ROLLBACK");
        }
    }

    private void begin(Statement statement, Random random) throws SQLException {
        List<String> isolations = List.of("READ COMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE");
        String isolation = isolations.get(random.nextInt(4));
        statement.execute("BEGIN ISOLATION LEVEL " + isolation);
        RandomStatements statements = new RandomStatements(schema, random);
        boolean isLong = random.nextInt(20) == 0;
        for (int left = 1 + random.nextInt(5); left > 0; left--) {
            step(statement, random, allowed(statements, isolation));
            if (isLong) {
                interlude.await(1 + random.nextInt(4));
            }
        }
    }

    /** A TRUNCATE takes away more than an old view sees: JOURNAL.md, what is missing. */
    private static String allowed(RandomStatements statements, String isolation) {
        String next = statements.next();
        while (next.startsWith("TRUNCATE") && !isolation.equals("READ COMMITTED")) {
            next = statements.next();
        }
        return next;
    }

    private void step(Statement statement, Random random, String change) throws SQLException {
        last = change;
        if (random.nextInt(6) > 0) {
            changed += run(statement, change);
            return;
        }
        statement.execute("SAVEPOINT s");
        try {
            run(statement, change);
            statement.execute(random.nextBoolean() ? "ROLLBACK TO s" : "RELEASE s");
        } catch (SQLException e) {
            if (!USUAL.contains(String.valueOf(e.getSQLState()))
                    || e.getSQLState().startsWith("40")) {
                throw e;
            }
            statement.execute("ROLLBACK TO s");
        }
    }

    private long run(Statement statement, String change) throws SQLException {
        int lines = change.indexOf(RandomStatements.END_OF_COPY) + RandomStatements.END_OF_COPY.length();
        if (lines >= RandomStatements.END_OF_COPY.length()) {
            return copy(change.substring(0, lines), change.substring(lines));
        }
        statement.execute(change);
        return statement.getUpdateCount();
    }

    private long copy(String into, String lines) throws SQLException {
        try {
            return connection.unwrap(PGConnection.class).getCopyAPI().copyIn(into, new StringReader(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(Statement statement, Random random) throws SQLException {
        int way = random.nextInt(20);
        if (way < 2) {
            statement.execute("ROLLBACK");
            return;
        }
        if (way < 4) {
            String prepared = "'" + name + " " + number + "'";
            statement.execute("PREPARE TRANSACTION " + prepared);
            interlude.await(random.nextInt(3));
            statement.execute((way == 2 ? "ROLLBACK" : "COMMIT") + " PREPARED " + prepared);
            committed += way == 2 ? 0 : 1;
            return;
        }
        statement.execute("COMMIT");
        committed++;
    }
}
