package io.tillback.snapshot;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Those that read one view at once. */
final class Workers {
    private Workers() {}

    /** Waits for every worker, also after a failure: the view must not close under one that still reads. */
    static void awaitAll(List<? extends CompletableFuture<?>> workers) {
        try {
            CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RestoreException known) {
                throw known;
            }
            throw new RestoreException(
                    ErrorCode.INTERNAL,
                    "Cannot take the snapshot: " + e.getCause(),
                    "The server's log has the details; report them with the log.",
                    e);
        }
    }
}
