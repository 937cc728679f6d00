package io.tillback.snapshot;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends small uploads while the next tables are being copied: a database of thousands of small tables is not copied at the
 * pace of one request after the other. Not safe for concurrent use.
 */
final class UploadBehind implements AutoCloseable {
    /** Each keeps what it uploads in memory. */
    private static final int AT_ONCE = 8;

    static final long SMALL_BYTES = 256 << 10;

    private static final Logger LOG = Logger.getLogger(UploadBehind.class.getName());

    private final Executor executor;
    private final Deque<FutureTask<Boolean>> underWay = new ArrayDeque<>();
    private volatile boolean abandoned;

    UploadBehind(Executor executor) {
        this.executor = executor;
    }

    /** May fail with the failure of an earlier upload. */
    void add(Runnable upload) {
        if (underWay.size() == AT_ONCE) {
            HandedOver.resultOf(underWay.remove());
        }
        FutureTask<Boolean> task = new FutureTask<>(() -> begin(upload), true);
        underWay.add(task);
        executor.execute(task);
    }

    private void begin(Runnable upload) {
        if (!abandoned) {
            upload.run();
        }
    }

    void awaitAll() {
        while (!underWay.isEmpty()) {
            HandedOver.resultOf(underWay.remove());
        }
    }

    /** After a failure: those that have not begun never will, and those under way have ended when this returns. */
    @Override
    public void close() {
        abandoned = true;
        for (FutureTask<Boolean> task : underWay) {
            try {
                HandedOver.resultOf(task);
            } catch (RuntimeException e) {
                LOG.log(Level.FINE, "One more upload failed after the first", e);
            }
        }
    }
}
