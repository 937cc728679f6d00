package io.tillback.ejb;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.jpa.JobCatalog.Report;
import io.tillback.model.JobId;
import io.tillback.model.Progress;
import java.util.concurrent.atomic.AtomicLong;

/** What a running job reports, in memory; written to the catalog once a second. */
final class JobProgress implements Progress {
    private final JobId job;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile String step = "Starting";
    private volatile long expectedRows;
    private volatile long expectedBytes;
    private volatile boolean cancelled;

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
        if (cancelled) {
            throw new RestoreException(
                    ErrorCode.JOB_CANCELLED,
                    "Cannot finish job " + job + ": it was cancelled while " + step,
                    "Nothing of it stays. Begin it again when you need it.");
        }
    }

    /** Writes where the job stands, and learns whether it shall stop. */
    void flush(CatalogBean catalog) {
        boolean stop = catalog.ask(records ->
                records.jobs().report(job, new Report(step, rows.get(), expectedRows, bytes.get(), expectedBytes)));
        cancelled = cancelled || stop;
    }
}
