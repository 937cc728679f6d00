package io.tillback.ejb;

import io.tillback.freeze.FreezeBook;
import io.tillback.model.FreezeId;
import io.tillback.model.FreezeRequest;
import jakarta.ejb.Local;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the store may not write to at present. */
@Local
public interface Freezes {
    /** Those that are on first, then the newest first. */
    List<FreezeBook.Entry> list(int limit);

    /** @throws io.tillback.fault.RestoreException FREEZE_UNKNOWN */
    FreezeBook.Entry load(FreezeId freeze);

    /**
     * Freezes a table, or a seller's rows in it, in the caller's name. The same again is the same freeze.
     *
     * @throws io.tillback.fault.RestoreException REQUEST_INVALID, TABLE_UNKNOWN, SELLER_UNKNOWN, LOCK_NOT_AVAILABLE,
     *     RIGHTS_MISSING
     */
    FreezeBook.Entry freeze(FreezeRequest request);

    /**
     * Ends a freeze in the caller's name. One that is over stays as it is.
     *
     * @throws io.tillback.fault.RestoreException FREEZE_UNKNOWN
     */
    FreezeBook.Entry lift(FreezeId freeze);

    /** How long a freeze may be. */
    Duration longest();

    /** The database's clock, which ends them. */
    Instant now();
}
