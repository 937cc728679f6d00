package io.tillback.model;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.util.Collection;

/** Guards shared by the values of this package. */
final class Check {
    private Check() {}

    static void notEmpty(String value, String what) {
        require(!value.isEmpty(), what + " is empty");
    }

    static void notEmpty(Collection<?> values, String what) {
        require(!values.isEmpty(), what + " is empty");
    }

    static void require(boolean holds, String fact) {
        if (!holds) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read the request: " + fact,
                    "Correct the value and send it again.");
        }
    }
}
