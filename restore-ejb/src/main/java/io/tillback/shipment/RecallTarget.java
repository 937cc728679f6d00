package io.tillback.shipment;

import io.tillback.fault.RestoreException;
import io.tillback.journal.Coverage;
import io.tillback.model.Moment;
import java.time.Instant;
import java.util.List;

/** Port: brings what was dropped of the journal back into the store's own database. */
public interface RecallTarget {
    /** Lets nothing that was recorded since an instant be dropped until another one. */
    Recall begin(Instant since, Instant until, String askedBy);

    /** Notes what could not be brought back. */
    void note(long recall, List<String> problems);

    /** Lets go of what a recall holds: the journal drops it when it next looks. Of one that is over nothing happens. */
    void end(long recall);

    /** Those that last, the newest first. */
    List<Recall> list();

    /** Begins to bring moments back. */
    Work bringMoments();

    /** @param until what is brought back tells of no transaction that this moment does not see */
    Work bringWho(Moment until);

    /** @param since the interval is covered from there on afterwards */
    Work extend(Coverage known, Moment since);

    /** @param forgotten an interval that the database does not know any more */
    Work renew(Coverage forgotten);

    /** Everything between begin and finish, in one transaction; closing it without {@link #finish} rolls back. */
    interface Work extends AutoCloseable {
        RebuildTarget.Load load();

        /**
         * Makes what was loaded part of the journal; what is there already is left out.
         *
         * @return how many lines were left out
         * @throws RestoreException LOCK_NOT_AVAILABLE if the store holds the table; MOMENT_NOT_COVERED if the journal's interval
         *     is no longer as it was
         */
        long finish();

        @Override
        void close();
    }
}
