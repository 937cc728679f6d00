package io.tillback.engine;

import static org.awaitility.Awaitility.await;

import io.tillback.engine.RandomSchema.Alteration;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A recorded store of random tables, to which clients do anything while moments are kept and the log is read along. */
final class RandomStore implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_INTERLUDE = Duration.ofSeconds(3);

    final Engine engine = Engine.empty();
    final RandomSchema schema;
    final WalWitness witness;

    private final long seed;
    private final AtomicLong transactions = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicInteger beats = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<Integer>> working = new ArrayList<>();
    private int started;
    private Optional<Unanswered> unanswered = Optional.empty();

    /** An alteration of which nobody knows whether it was committed, and the transaction it was. */
    private record Unanswered(Alteration alteration, String transaction, Instant lostAt) {}

    RandomStore(long seed) throws SQLException {
        this.seed = seed;
        this.schema = RandomSchema.create(seed, engine);
        String database = engine.texts("SELECT current_database()").get(0);
        // Clients of few keys run into each other all the time.
        engine.superuserSql("ALTER DATABASE %s SET deadlock_timeout = '20ms'".formatted(database));
        witness = new WalWitness(Surroundings.postgres().dataSource(database), database, schema.schemas());
        engine.record();
    }

    List<TableId> tables() {
        return schema.tables().stream().map(RandomTable::id).toList();
    }

    /** The tables that the journal claims to be able to rebuild. */
    Set<TableId> covered(Moment moment) {
        Set<TableId> covered = new HashSet<>(tables());
        covered.retainAll(engine.journal().findCovered(moment).keySet());
        return covered;
    }

    /** Whoever copies a table finds another one in its place, or waits for it while the one who truncates waits for the copy. */
    static boolean isTruncated(RestoreException copying) {
        return copying.code() == ErrorCode.SCHEMA_CHANGED || copying.code() == ErrorCode.LOCK_NOT_AVAILABLE;
    }

    RebuiltRows rebuilt() {
        return new RebuiltRows(engine, witness, "-Dtillback.seed=" + seed + "\n" + schema);
    }

    Moment beat() {
        Moment moment = engine.journal().beat();
        beats.incrementAndGet();
        return moment;
    }

    /** Another process has kept a moment. */
    void beaten() {
        beats.incrementAndGet();
    }

    /** @return whether the store's clients left it the time to; {@link #settle} knows what became of it in a lost database */
    boolean alter(Alteration alteration) {
        if (unanswered.isPresent()) {
            return false;
        }
        Optional<String> transaction = Optional.empty();
        try (Connection connection = engine.store.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setEscapeProcessing(false);
            transaction = Optional.of(Payments.first(statement, "SELECT pg_current_xact_id()::text"));
            statement.execute("SET LOCAL lock_timeout = '200ms'");
            statement.execute(alteration.statement());
            for (RandomTable table : alteration.after().values()) {
                WalWitness.tell(statement, table.id());
            }
            connection.commit();
        } catch (SQLException e) {
            boolean isLost = Payments.isConnectionLost(e);
            unanswered = transaction.filter(id -> isLost).map(id -> new Unanswered(alteration, id, Instant.now()));
            if (isLost || Set.of("55P03", "40P01").contains(e.getSQLState())) {
                return false;
            }
            throw new IllegalStateException("Cannot alter: " + alteration.statement(), e);
        }
        schema.altered(alteration);
        return true;
    }

    /** After the database was lost: nobody is left to end what was prepared, or to say whether a table was altered. */
    void settle() throws SQLException {
        endPrepared();
        if (unanswered.isPresent()) {
            Unanswered lost = unanswered.get();
            if (Payments.isCommitted(engine, lost.transaction(), lost.lostAt())) {
                schema.altered(lost.alteration());
            }
        }
        unanswered = Optional.empty();
    }

    long transactions() {
        return transactions.get();
    }

    /** Rows that clients changed, more or less. */
    long changes() {
        return changes.get();
    }

    /** More clients, each with numbers of its own to draw from. */
    void start(int clients) throws SQLException {
        over.set(false);
        for (int i = 0; i < clients; i++) {
            started++;
            String name = "client " + started + " of " + seed;
            RandomWork client = new RandomWork(schema, engine.store, seed + started, name, this::awaitBeats);
            working.add(threads.submit(() -> client.runUntil(over::get, this::ended)));
        }
    }

    private void ended(long changed) {
        transactions.incrementAndGet();
        changes.addAndGet(changed);
    }

    /** Whether a client gave up, which it does where anything unusual happens. */
    boolean hasFailed() {
        return working.stream().anyMatch(Future::isDone);
    }

    /** Not for long: all clients may be waiting for moments themselves. */
    void awaitTransactions(int more) {
        long until = transactions.get() + more;
        awaitFor(LONGEST_PAUSE, () -> transactions.get() >= until);
    }

    /** Not for long either: whoever reads the store's schema waits for a table that was truncated. */
    private void awaitBeats(int more) {
        int until = beats.get() + more;
        awaitFor(LONGEST_INTERLUDE, () -> over.get() || beats.get() >= until);
    }

    private static void awaitFor(Duration longest, BooleanSupplier condition) {
        long begun = System.nanoTime();
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> condition.getAsBoolean() || System.nanoTime() - begun > longest.toNanos());
    }

    /**
     * Lets each client end the transaction it is in.
     *
     * @return transactions that were committed
     * @throws ExecutionException if a client failed
     */
    int stop() throws InterruptedException, ExecutionException {
        over.set(true);
        int committed = 0;
        for (Future<Integer> client : working) {
            committed += client.get();
        }
        working.clear();
        return committed;
    }

    /** Clients whose server is gone. @return why each of them gave up */
    List<Throwable> end() throws InterruptedException {
        over.set(true);
        List<Throwable> reasons = new ArrayList<>();
        for (Future<Integer> client : working) {
            try {
                client.get();
            } catch (ExecutionException e) {
                reasons.add(e.getCause());
            }
        }
        working.clear();
        return reasons;
    }

    private void endPrepared() throws SQLException {
        for (String name : engine.texts("SELECT gid FROM pg_prepared_xacts WHERE database = current_database()")) {
            engine.sql((name.hashCode() % 2 == 0 ? "COMMIT" : "ROLLBACK") + " PREPARED '" + name + "'");
        }
    }

    @Override
    public void close() throws SQLException {
        over.set(true);
        threads.shutdown();
        witness.close();
        engine.close();
    }
}
