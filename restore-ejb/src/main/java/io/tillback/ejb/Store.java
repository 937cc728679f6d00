package io.tillback.ejb;

import io.tillback.model.StoreSchema;
import jakarta.ejb.Local;

/** The store's database as Tillback sees it. */
@Local
public interface Store {
    /** The protected tables, and what cannot be protected. */
    StoreSchema schema();

    /** The name this store goes by, as configured. */
    String name();
}
