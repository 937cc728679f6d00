package io.tillback.journal;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import java.time.Instant;

/**
 * A release of the store that was announced.
 *
 * @param announcedBy a user of Tillback
 * @param announcedAt by the server's clock, UTC
 * @param moment just before it: what was done with the release, no transaction that this sees has done
 */
public record Release(String name, String announcedBy, Instant announcedAt, Moment moment) {
    /** As long as what a store tells of itself. */
    public static final int LONGEST_NAME = 200;

    public Release {
        requireName(name);
    }

    /** @throws RestoreException REQUEST_INVALID if it is none */
    public static void requireName(String name) {
        if (name.isBlank()
                || name.codePointCount(0, name.length()) > LONGEST_NAME
                || name.codePoints().anyMatch(Character::isISOControl)) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot announce a release: its name is blank, longer than " + LONGEST_NAME
                            + " letters, or holds control characters",
                    "Give it the name that the store tells as its release, such as build-105.");
        }
    }
}
