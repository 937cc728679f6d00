package io.tillback.jdbc;

import io.tillback.shipment.RebuildTarget;
import io.tillback.shipment.RecallTarget;
import java.util.function.LongSupplier;

/**
 * Loads lines into a table, and makes it part of the journal in the end.
 *
 * @param finishing commits, and says how many lines were left out
 */
record RecallWork(Session session, BulkCopy copy, String copyIn, LongSupplier finishing) implements RecallTarget.Work {
    @Override
    public RebuildTarget.Load load() {
        return new CopyLoad(session, session.translating(() -> copy.copyIn(session.connection(), copyIn)));
    }

    @Override
    public long finish() {
        return finishing.getAsLong();
    }

    @Override
    public void close() {
        session.close();
    }
}
