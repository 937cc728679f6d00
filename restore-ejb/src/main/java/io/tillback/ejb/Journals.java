package io.tillback.ejb;

import io.tillback.journal.Coverage;
import io.tillback.model.StoreSchema.Unprotected;
import jakarta.ejb.Local;
import java.util.List;

/** The change journal: what it covers. */
@Local
public interface Journals {
    /** All intervals whose records are kept, by table, in the order they began. */
    List<Coverage> listCoverage();

    /** Protected tables whose changes are not recorded now, each with the reason. */
    List<Unprotected> listUnrecorded();
}
