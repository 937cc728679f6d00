package io.tillback.web.wire;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where in a request something stands, for example {@code tables[0].where.and[1].is}.
 *
 * @param depth how many objects and arrays lie around it
 */
record JsonPath(@Nullable JsonPath parent, String step, int depth) {
    private static final int LONGEST_ECHO = 100;

    static final JsonPath BODY = new JsonPath(null, "", 0);

    JsonPath property(String name) {
        return new JsonPath(this, parent == null ? name : "." + name, depth + 1);
    }

    JsonPath element(int index) {
        return new JsonPath(this, "[" + index + "]", depth + 1);
    }

    /** @param fact continues a sentence that begins with this place */
    RestoreException refuse(String fact, String hint) {
        return new RestoreException(ErrorCode.REQUEST_INVALID, "Cannot read the request: " + this + " " + fact, hint);
    }

    RestoreException refuseWord(String word, String words) {
        return refuse("cannot be '" + shortened(word) + "'", "Use one of: " + words + ".");
    }

    /** A client's own text may be said back, but not at any length. */
    static String shortened(String text) {
        return text.length() <= LONGEST_ECHO ? text : text.substring(0, LONGEST_ECHO) + "…";
    }

    /** @param list where such names are found */
    <T> T name(String value, Function<String, T> constructor, String list) {
        try {
            return constructor.apply(value);
        } catch (RestoreException refused) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read the request: " + this + " cannot be '" + shortened(value) + "'",
                    "Copy the 'id' from GET " + list + ".",
                    refused);
        }
    }

    Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw refuse("cannot be '" + shortened(text) + "'", "Write an instant as 2026-03-01T12:00:00Z.");
        }
    }

    /** Of 64 bits. */
    long unsigned(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw refuse("cannot be '" + shortened(text) + "'", "Write a transaction's number as \"734122\".");
        }
    }

    @Override
    public String toString() {
        return parent == null ? "the body" : place();
    }

    private String place() {
        return parent == null ? "" : parent.place() + step;
    }
}
