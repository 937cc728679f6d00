package io.tillback.model;

import java.util.regex.Pattern;

/**
 * Names a freeze.
 *
 * @param value 4 to 20 lower-case letters and digits; safe in SQL names, URLs and file names
 */
public record FreezeId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]{4,20}");

    public FreezeId {
        Check.require(FORM.matcher(value).matches(), "'" + value + "' is not a freeze's name");
    }

    @Override
    public String toString() {
        return value;
    }
}
