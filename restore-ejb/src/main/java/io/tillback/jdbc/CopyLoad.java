package io.tillback.jdbc;

import io.tillback.shipment.RebuildTarget;

/** Rows that are streamed into a table. */
record CopyLoad(Session session, BulkCopy.Input input) implements RebuildTarget.Load {
    @Override
    public void write(byte[] csv, int offset, int length) {
        session.translating(() -> {
            input.write(csv, offset, length);
            return true;
        });
    }

    @Override
    public long complete() {
        return session.translating(input::end);
    }

    /** The transaction goes on; what was abandoned is taken back with the rest of it. */
    @Override
    public void close() {
        session.translating(() -> {
            input.cancel();
            return true;
        });
    }
}
