package io.tillback.ejb;

import io.tillback.model.StoreSchema;
import io.tillback.plan.PathsToSellers;
import jakarta.ejb.Local;

/** The store's database as Tillback sees it. */
@Local
public interface Store {
    /** The protected tables, and what cannot be protected. */
    StoreSchema schema();

    /** How the protected tables' rows lead to their sellers, and how they could. */
    PathsToSellers pathsToSellers();

    /** The name this store goes by, as configured. */
    String name();
}
