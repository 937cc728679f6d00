package io.tillback.freeze;

import io.tillback.model.ColumnName;
import io.tillback.model.Freeze;
import io.tillback.model.FreezeId;
import io.tillback.model.SellerRoute;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: freezes and their records, in the store's database. All instants are of the database's clock, which ends them. */
public interface FreezeBook {
    /** Whether the store is kept from writing. */
    enum State {
        IN_FORCE,
        /** It should be, and is not: somebody has removed triggers, or called the table otherwise. */
        UNGUARDED,
        /** Its time was over. */
        ENDED,
        LIFTED
    }

    /** Who ended a freeze before its time, and when. */
    record Lift(Instant at, String by) {}

    /** A freeze as it stands. */
    record Entry(Freeze freeze, Instant since, State state, Optional<Lift> lift) {
        /** Whether its time is not over yet. */
        public boolean isOn() {
            return state == State.IN_FORCE || state == State.UNGUARDED;
        }
    }

    Instant now();

    /**
     * Freezes a table, whole or not at all. Waits for those who are writing to it, in short attempts.
     *
     * @return the freeze, or one that is on and says the same
     * @throws io.tillback.fault.RestoreException LOCK_NOT_AVAILABLE, RIGHTS_MISSING; TABLE_UNKNOWN if it is gone by now
     */
    Entry begin(Freeze freeze, TableShape table);

    /** The same of one seller's rows. */
    Entry begin(Freeze freeze, TableShape table, SellerRoute route);

    /**
     * Ends a freeze; waits for nobody. One that is over already stays as it is.
     *
     * @throws io.tillback.fault.RestoreException FREEZE_UNKNOWN
     */
    Entry lift(FreezeId freeze, String by);

    /** @throws io.tillback.fault.RestoreException FREEZE_UNKNOWN */
    Entry load(FreezeId freeze);

    /** Those that are on first, then the newest first. */
    List<Entry> list(int limit);

    /** Takes the triggers of freezes that are over away, where the store does not hold the table just now. */
    void clear();

    /** A seller as the table prints it, if a row of it is the seller's. */
    Optional<String> findSeller(TableShape table, ColumnName column, String seller);

    /** What a name that is no table's stands for, in words; empty if for nothing. */
    Optional<String> describe(TableId name);
}
