package io.tillback.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the store does while a plan is applied: transactions that begin in between, and one that began before. */
final class MeanwhileWriter implements AutoCloseable {
    /** An apply asks the database some forty things. */
    private static final int THINGS = 45;

    /** Who waits for the apply waits until it is over; until then it goes on. */
    private static final int PATIENCE_MILLIS = 4;

    /** Whoever waits for a transaction that began before gets on then. */
    private static final int HELD_MILLIS = 25;

    @FunctionalInterface
    private interface End {
        void of(Connection transaction) throws SQLException;
    }

    private final InterleavedStore store;
    private final Connection within;
    private final Connection held;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private Map<Integer, List<Runnable>> planned = new HashMap<>();

    MeanwhileWriter(InterleavedStore store) throws SQLException {
        this.store = store;
        this.within = store.session();
        this.held = store.session();
    }

    /** Draws what will be done; what begins before the apply is begun. */
    void draw(Random random) throws SQLException {
        planned = new HashMap<>();
        for (int left = random.nextInt(3); left > 0; left--) {
            List<String> statements = InterleavedStore.drawTransaction(random);
            at(random, () -> begin(statements));
        }
        if (random.nextInt(5) == 0) {
            store.run(held, InterleavedStore.drawTransaction(random));
            End chosen = random.nextInt(3) > 0 ? Connection::commit : Connection::rollback;
            Runnable end = () -> end(chosen);
            at(random, end);
            running.add(clock.schedule(end, HELD_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    private void at(Random random, Runnable what) {
        planned.computeIfAbsent(1 + random.nextInt(THINGS), n -> new ArrayList<>())
                .add(what);
    }

    /** What is done before the n-th thing that the apply asks. */
    List<Runnable> before(int n) {
        return planned.getOrDefault(n, List.of());
    }

    private void begin(List<String> statements) {
        Future<?> transaction = thread.submit(() -> {
            store.run(within, statements);
            within.commit();
            return true;
        });
        running.add(transaction);
        try {
            transaction.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("Cannot write meanwhile", e);
        }
    }

    private synchronized void end(End chosen) {
        try {
            chosen.of(held);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot end what began before", e);
        }
    }

    /** Waits for all of it. */
    void end() throws ExecutionException, InterruptedException {
        for (Future<?> each : running) {
            each.get();
        }
        running.clear();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        clock.shutdownNow();
    }
}
