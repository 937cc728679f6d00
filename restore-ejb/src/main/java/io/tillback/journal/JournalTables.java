package io.tillback.journal;

import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.Nesting;
import io.tillback.model.OnFailure;
import io.tillback.model.PastState;
import io.tillback.model.Recording;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Port: companion tables and kept moments, in schema {@code tillback} of the store's own database. */
public interface JournalTables {
    /**
     * How a table can be recorded.
     *
     * @param recording empty if it cannot be
     * @param nesting what its recorder has to be prepared for
     * @param reason why it cannot be; empty if it can
     */
    record Recordable(Optional<Recording> recording, Nesting nesting, String reason) {}

    Map<TableId, Recordable> findRecordable();

    /** All intervals, in the order they began. */
    List<Coverage> findCoverage();

    /**
     * Begins to record a table, unless another server just did: from then on its changes are covered. Writers of the table
     * wait meanwhile.
     *
     * @param how it can be recorded
     * @throws io.tillback.fault.RestoreException LOCK_NOT_AVAILABLE, soon, if the store holds the table
     */
    void begin(TableShape table, Recordable how, OnFailure onFailure);

    /** Whether somebody who may switch recording off did so. */
    enum Ending {
        MEANT,
        /** An alert tells of it. */
        NOT_MEANT
    }

    /**
     * Ends recording, and with it coverage; what was recorded stays.
     *
     * @throws io.tillback.fault.RestoreException LOCK_NOT_AVAILABLE, soon, if the store holds the table
     */
    void end(Companion companion, String reason, Ending ending);

    /** Notes that coverage ended after a moment, and raises alerts; the triggers are left over. */
    void breakOff(Collection<Integer> companions, Moment last, String reason);

    /** Companions whose interval a beat has ended, and which are written to still. */
    List<Integer> findLeftOver();

    /** @throws io.tillback.fault.RestoreException LOCK_NOT_AVAILABLE, soon, if the store holds the table */
    void removeLeftOver(int companion);

    /**
     * Takes a moment and keeps it, and ends the coverage of each table whose recording may have been bypassed since the
     * moment before, with an alert.
     */
    Moment beat();

    /**
     * As {@link #beat}; the coverage of all tables ends if a moment that was kept before is gone though older ones are there:
     * the database was set back to an older copy then.
     */
    Moment beatAfter(Moment kept);

    /** Tells the database from any other that went by the same name, but not from an older copy of its own. */
    String incarnation();

    /** The newest moment that is not after an instant. */
    Optional<Moment> findMoment(Instant instant);

    /** Whether a moment sees all of a table that belongs to a state, and the transaction before which that is, if any. */
    boolean sees(Companion companion, Moment later, PastState state);

    /** Whether a moment sees all that an earlier one does. */
    boolean sees(Moment later, Moment earlier);

    /** Those of some moments that see nothing that a later one does not. */
    Set<Moment> findSeen(Moment later, Collection<Moment> earlier);

    /** Whether the database knows when each transaction was committed. */
    boolean knowsCommitTimes();

    /** The oldest moment that is after an instant. */
    Optional<Moment> findNextMoment(Instant instant);

    JournalStock measure();

    /** The newest moment that does not see a recorded transaction; empty too if it is not recorded. */
    Optional<Moment> findMomentBefore(long transaction);

    /** The newest moment that sees none of some transactions; empty if one has not begun yet, or none is kept. */
    Optional<Moment> findMomentBefore(Collection<Long> transactions);
}
