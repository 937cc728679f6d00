package io.tillback.ejb;

import io.tillback.journal.Coverage;
import io.tillback.journal.JournalStock;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.shipment.ShippingLog;
import jakarta.ejb.Local;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The change journal: what it covers. */
@Local
public interface Journals {
    /** All intervals whose records are kept, by table, in the order they began. */
    List<Coverage> listCoverage();

    /** Whether the server records changes ({@code tillback.journal}). */
    boolean isOn();

    /** How far back moments and records are kept. */
    Duration kept();

    JournalStock measure();

    /** Protected tables whose changes are not recorded now, each with the reason. */
    List<Unprotected> listUnrecorded();

    /** How far what was recorded lies in the object store; empty if it is not shipped. */
    Optional<ShippingLog.Standing> findShipping();
}
