package io.tillback.timeline;

import io.tillback.model.StoreSchema;

/** Port: how the store's tables are built now. */
public interface LiveSchema {
    StoreSchema load();
}
