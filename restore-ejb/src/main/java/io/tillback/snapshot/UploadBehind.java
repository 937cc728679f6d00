package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
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
            await(underWay.remove());
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
            await(underWay.remove());
        }
    }

    /** Whatever no thread was free for is done here. */
    private static void await(FutureTask<Boolean> task) {
        task.run();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RestoreException(
                    ErrorCode.JOB_INTERRUPTED,
                    "Cannot go on with the snapshot: the server is stopping",
                    "Take it again when the server is back.",
                    e);
        }
    }

    /** After a failure: those that have not begun never will, and those under way have ended when this returns. */
    @Override
    public void close() {
        abandoned = true;
        for (FutureTask<Boolean> task : underWay) {
            try {
                await(task);
            } catch (RuntimeException e) {
                LOG.log(Level.FINE, "One more upload failed after the first", e);
            }
        }
    }
}
