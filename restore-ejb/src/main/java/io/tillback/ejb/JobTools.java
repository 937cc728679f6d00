package io.tillback.ejb;

import io.tillback.jdbc.InterruptibleDatabase;
import io.tillback.storage.s3.S3ObjectStore;

/** What one job works with, and how to end what it waits for. */
public record JobTools(Workbench bench, InterruptibleDatabase database, S3ObjectStore objects)
        implements AutoCloseable {
    /** To be repeated until the job has ended: it may go on to the next statement. */
    void interrupt() {
        database.interrupt();
        objects.interrupt();
    }

    @Override
    public void close() {
        objects.close();
    }
}
