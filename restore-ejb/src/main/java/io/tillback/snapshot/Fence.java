package io.tillback.snapshot;

/**
 * Asked right before a snapshot's manifest is written: is this work still ours?
 *
 * <p>It saves work, and is not what keeps two servers apart: between its answer and the write, time may pass. What keeps
 * them apart is that both must take the same name in the bucket ({@link SnapshotSettler}).
 */
@FunctionalInterface
public interface Fence {
    /** @throws io.tillback.fault.RestoreException JOB_INTERRUPTED if somebody else has settled this work */
    void requireOwn();

    /** For work that nobody else ever settles. */
    Fence NONE = () -> {};
}
