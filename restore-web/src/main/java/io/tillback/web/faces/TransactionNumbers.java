package io.tillback.web.faces;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;

/** Transactions as people type them. */
final class TransactionNumbers {
    private TransactionNumbers() {}

    /** Of 64 bits, without a sign. */
    static long parse(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot look for transaction '" + text + "': transactions have numbers",
                    "Copy it from the page Changes, as 734122.",
                    e);
        }
    }
}
