package io.tillback.model;

/**
 * Where long work reports to; also where it learns that it should stop.
 *
 * <p>Safe for concurrent use. Counts only grow.
 */
public interface Progress {
    /** Names the step that begins now, in an operator's words. */
    void step(String name);

    /** Expected totals, as far as known; 0 for unknown. */
    void expect(long rows, long bytes);

    void advance(long rows, long bytes);

    /** @throws io.tillback.fault.RestoreException JOB_CANCELLED once somebody asked for it */
    void checkCancelled();

    /** Ignores everything and is never cancelled. */
    Progress NONE = new Progress() {
        @Override
        public void step(String name) {}

        @Override
        public void expect(long rows, long bytes) {}

        @Override
        public void advance(long rows, long bytes) {}

        @Override
        public void checkCancelled() {}
    };
}
