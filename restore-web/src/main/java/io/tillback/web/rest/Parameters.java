package io.tillback.web.rest;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads query parameters and headers. The server's own conversion answers 404 to a number that is none. */
final class Parameters {
    private Parameters() {}

    static long wholeNumber(String name, @Nullable String text, long usual, long least, long most) {
        if (text == null) {
            return usual;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notNumber) {
            throw notBetween(name, least, most, notNumber);
        }
        throw notBetween(name, least, most, null);
    }

    static TableId table(@Nullable String schema, @Nullable String name) {
        return new TableId(required("schema", schema), required("table", name));
    }

    static Tier tier(String name) {
        return Arrays.stream(Tier.values())
                .filter(tier -> tier.folder().equals(name))
                .findFirst()
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.REQUEST_INVALID,
                        "Cannot read the request: there is no tier '" + name + "'",
                        "Name one of hourly, daily, weekly, monthly."));
    }

    static IdempotencyKey idempotencyKey(@Nullable String header) {
        return new IdempotencyKey(header == null ? UUID.randomUUID().toString() : header);
    }

    private static String required(String name, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read the request: the parameter '" + name + "' is missing",
                    "Add ?" + name + "=… as the plan's tables name it.");
        }
        return text;
    }

    private static RestoreException notBetween(String name, long least, long most, @Nullable Throwable cause) {
        String range = most == Long.MAX_VALUE ? least + " or more" : "between " + least + " and " + most;
        return new RestoreException(
                ErrorCode.REQUEST_INVALID,
                "Cannot read the request: the parameter '" + name + "' is not a whole number " + range,
                "Correct it, or leave it out.",
                cause);
    }
}
