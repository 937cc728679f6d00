package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jpa.JobCatalog.Report;
import io.tillback.model.JobId;
import io.tillback.model.Progress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a running job reports, in memory; written to the catalog once a second. */
final class JobProgress implements Progress {
    private final JobId job;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile String step = "Starting";
    private volatile long expectedRows;
    private volatile long expectedBytes;
    private volatile End end = End.NONE;

    /** Why a job shall stop. */
    enum End {
        NONE,
        CANCELLED,
        /** Another server has settled it. */
        LOST
    }

    JobProgress(JobId job) {
        this.job = job;
    }

    @Override
    public void step(String name) {
        step = name;
    }

    @Override
    public void expect(long rowsInAll, long bytesInAll) {
        expectedRows = rowsInAll;
        expectedBytes = bytesInAll;
        rows.set(0);
        bytes.set(0);
    }

    @Override
    public void advance(long moreRows, long moreBytes) {
        rows.addAndGet(moreRows);
        bytes.addAndGet(moreBytes);
    }

    @Override
    public void checkCancelled() {
        switch (end) {
            case NONE -> {}
            case CANCELLED -> throw cancelled(null);
            case LOST ->
                throw new RestoreException(
                        ErrorCode.JOB_INTERRUPTED,
                        "Cannot finish job " + job + ": another server settled it while this one was silent",
                        "Look at what there is, then begin it again.");
        }
    }

    private RestoreException cancelled(@Nullable Throwable cause) {
        return new RestoreException(
                ErrorCode.JOB_CANCELLED,
                "Cannot finish job " + job + ": it was cancelled while " + step,
                "Begin it again when you need it. Nothing of a plan, restore or snapshot stays; what was purged is gone.",
                cause);
    }

    /** Says a failure as what it is: whatever a job was waiting for fails when the job is made to stop. */
    RestoreException explain(RestoreException failure) {
        if (end != End.CANCELLED) {
            return failure;
        }
        return switch (failure.code()) {
            case DATABASE_FAILED,
                    STATEMENT_CANCELLED,
                    LOCK_NOT_AVAILABLE,
                    DATABASE_UNAVAILABLE,
                    STORAGE_UNAVAILABLE,
                    STORAGE_REFUSED,
                    JOB_INTERRUPTED,
                    INTERNAL -> cancelled(failure);
            default -> failure;
        };
    }

    boolean shallStop() {
        return end != End.NONE;
    }

    /** Writes where the job stands, and learns whether it shall stop. */
    void flush(CatalogBean catalog) {
        try {
            boolean stop = catalog.ask(records ->
                    records.jobs().report(job, new Report(step, rows.get(), expectedRows, bytes.get(), expectedBytes)));
            if (stop && end == End.NONE) {
                end = End.CANCELLED;
            }
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.JOB_INTERRUPTED) {
                throw e;
            }
            end = End.LOST;
        }
    }
}
