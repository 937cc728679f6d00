package io.tillback.journal;

import io.tillback.fault.RestoreException;
import io.tillback.model.StoreSchema.Unprotected;
import java.util.List;

/** The store is not made to wait, and may alter what it will: another round comes. */
final class Held {
    private Held() {}

    static void unlessHeld(String what, Runnable step, List<Unprotected> refused) {
        try {
            step.run();
        } catch (RestoreException e) {
            refused.add(new Unprotected(what, why(e) + "; trying again"));
        }
    }

    private static String why(RestoreException e) {
        return switch (e.code()) {
            case LOCK_NOT_AVAILABLE -> "the store holds the table";
            case SCHEMA_CHANGED -> "the store altered the table just now";
            default -> throw e;
        };
    }
}
