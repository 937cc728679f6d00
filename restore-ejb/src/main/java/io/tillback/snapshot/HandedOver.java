package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that was handed to an executor. */
final class HandedOver {
    private HandedOver() {}

    /**
     * Waits for the end. Whatever no thread was free for is done here: so a busy executor makes this slower, and never
     * stops it.
     */
    static <R> R resultOf(FutureTask<R> task) {
        task.run();
        try {
            return task.get();
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
                    "Start the job again when the server is back.",
                    e);
        }
    }
}
