package io.tillback.incident;

import io.tillback.demo.SampleStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Buyers who place orders without a pause until this is closed. */
final class OrdersGoOn implements AutoCloseable {
    private static final int AT_ONCE = 5;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final SampleStore store;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicLong placed = new AtomicLong();
    private final CompletableFuture<Void> buyers;

    private OrdersGoOn(SampleStore store) {
        this.store = store;
        this.buyers = CompletableFuture.runAsync(this::place);
    }

    /** Returns when the first orders have been placed. */
    static OrdersGoOn begin(SampleStore store) {
        OrdersGoOn orders = new OrdersGoOn(store);
        orders.awaitMore();
        return orders;
    }

    /** Orders that the store has confirmed. */
    long placed() {
        return placed.get();
    }

    /** Returns when orders have been placed that were not when this was called. */
    void awaitMore() {
        long before = placed();
        Awaitility.await().atMost(LONGEST_WAIT).until(() -> buyers.isDone() || placed() > before);
    }

    /** Places no more orders; how many there were. */
    long stop() {
        close();
        return placed();
    }

    /** Fails if any order was refused. */
    @Override
    public void close() {
        open.set(false);
        buyers.join();
    }

    private void place() {
        while (open.get()) {
            store.placeOrders(AT_ONCE, placed.get());
            placed.addAndGet(AT_ONCE);
        }
    }
}
