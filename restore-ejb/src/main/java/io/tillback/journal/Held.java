package io.tillback.journal;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.StoreSchema.Unprotected;
import java.util.List;

/** The store is not made to wait: another round comes. */
final class Held {
    private Held() {}

    static void unlessHeld(String what, Runnable step, List<Unprotected> refused) {
        try {
            step.run();
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.LOCK_NOT_AVAILABLE) {
                throw e;
            }
            refused.add(new Unprotected(what, "the store holds the table; trying again"));
        }
    }
}
