package io.tillback.replay;

import io.tillback.demo.SampleStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** Buyers who order, sellers who edit and sellers who sign in, all at once, through the store, until this is closed. */
final class StoreTraffic implements AutoCloseable {
    /** The last products of the store, which sellers give other file names, one after the other. */
    static final long FIRST_EDITED = 1_991;

    static final long LAST_EDITED = 2_000;

    private static final int ORDERS_AT_ONCE = 3;
    private static final long PAUSE_MILLIS = 40;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final AtomicLong orders = new AtomicLong();
    private final AtomicLong edits = new AtomicLong();
    private final AtomicLong signIns = new AtomicLong();
    private final ScheduledExecutorService sessions = Executors.newScheduledThreadPool(4);
    private final List<ScheduledFuture<?>> going;

    private StoreTraffic(RecordedStore recorded) {
        SampleStore buyers = recorded.store();
        SampleStore first = recorded.storeAs("seller-1");
        SampleStore second = recorded.storeAs("seller-2");
        this.going = List.of(
                goOn(() -> {
                    buyers.placeOrders(ORDERS_AT_ONCE, orders.get());
                    orders.addAndGet(ORDERS_AT_ONCE);
                }),
                goOn(() -> edit(first)),
                goOn(() -> signIn(first, 1)),
                goOn(() -> signIn(second, 2)));
    }

    private ScheduledFuture<?> goOn(Runnable work) {
        return sessions.scheduleWithFixedDelay(work, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void edit(SampleStore seller) {
        long edit = edits.get();
        seller.renameFile(FIRST_EDITED + edit % (LAST_EDITED - FIRST_EDITED + 1), "edited-" + edit + ".zip");
        edits.incrementAndGet();
    }

    private void signIn(SampleStore seller, long id) {
        seller.signIn(id);
        signIns.incrementAndGet();
    }

    /** Returns when all of them are at work. */
    static StoreTraffic begin(RecordedStore recorded) {
        StoreTraffic traffic = new StoreTraffic(recorded);
        traffic.awaitMore();
        return traffic;
    }

    /** Returns when somebody has ordered, every edited product has been edited and somebody has signed in since. */
    void awaitMore() {
        long ordersBefore = orders.get();
        long editsBefore = edits.get();
        long signInsBefore = signIns.get();
        Awaitility.await("orders, edits and sign-ins go on").atMost(LONGEST).until(() -> {
            going.stream().filter(ScheduledFuture::isDone).findFirst().ifPresent(StoreTraffic::fail);
            return orders.get() > ordersBefore
                    && edits.get() > editsBefore + LAST_EDITED - FIRST_EDITED + 1
                    && signIns.get() > signInsBefore;
        });
    }

    private static void fail(ScheduledFuture<?> ended) {
        try {
            ended.get();
        } catch (Exception e) {
            throw new IllegalStateException("The store has refused somebody", e);
        }
    }

    /** Orders that the store has confirmed. */
    long orders() {
        return orders.get();
    }

    long signIns() {
        return signIns.get();
    }

    /** Everybody goes home; fails if anything was refused. */
    @Override
    public void close() {
        going.stream().filter(ScheduledFuture::isDone).findFirst().ifPresent(StoreTraffic::fail);
        sessions.shutdown();
        try {
            if (!sessions.awaitTermination(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("The store does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
