package io.tillback.engine;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.storage.ObjectKey;
import io.tillback.storage.ObjectStore;
import java.util.concurrent.atomic.AtomicInteger;

/** An object store that is gone for good after a number of writes, on whatever thread they come. */
final class FailsAfter extends ObjectStoreDecorator {
    private final AtomicInteger left;

    FailsAfter(int writes, ObjectStore store) {
        super(store);
        this.left = new AtomicInteger(writes);
    }

    @Override
    void beforeWrite(ObjectKey key) {
        spend(key);
    }

    @Override
    void beforeAppearing(ObjectKey key) {
        spend(key);
    }

    private void spend(ObjectKey key) {
        if (left.getAndDecrement() <= 0) {
            throw new RestoreException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Cannot write " + key + ": the plug was pulled",
                    "Put the plug back, then try again.");
        }
    }
}
