package io.tillback.journal;

import io.tillback.model.Moment;
import io.tillback.model.Segment;
import java.time.Duration;
import java.util.List;

/**
 * Port: the pieces of what is recorded. What throws LOCK_NOT_AVAILABLE does so soon, and can be tried again.
 *
 * <p>A segment is written to until the next one begins. It is settled once whoever may write to it is done, and refuses
 * later records from then on; then it is known which transactions it is about.
 */
public interface JournalSegments {
    /**
     * Those written to that hold records and were begun longer ago, that lie elsewhere than a new one would, or that are gone
     * while coverage does not tell so.
     */
    List<Segment> findFull(Duration length);

    /** @throws io.tillback.fault.RestoreException LOCK_NOT_AVAILABLE if somebody alters the table */
    void beginNext(Segment full);

    /** Those no longer written to, with nobody left who may. */
    List<Segment> findDone();

    /** @throws io.tillback.fault.RestoreException LOCK_NOT_AVAILABLE if a plan reads it */
    void settle(Segment done);

    /** Settled ones in which records cannot be found by their row's key, or by transaction, yet. */
    List<Segment> findUnindexed();

    /**
     * Lets records be found by their row's key, and by transaction. Plans read the segment meanwhile.
     *
     * @throws io.tillback.fault.RestoreException LOCK_NOT_AVAILABLE if somebody alters it
     */
    void index(Segment settled);

    /** Settled ones that say nothing about a moment, nor about any after it. */
    List<Segment> findExpired(Moment moment);

    /**
     * Drops a segment; what it was of is covered since the moment from then on.
     *
     * @throws io.tillback.fault.RestoreException LOCK_NOT_AVAILABLE if a plan reads it
     */
    void drop(Segment expired, Moment moment);

    /** Drops what was recorded of intervals that ended before a moment, and the moments before it. */
    void forgetBefore(Moment moment);
}
