package io.tillback.model;

import java.util.regex.Pattern;

/**
 * Names a plan.
 *
 * @param value 4 to 20 lower-case letters and digits; safe in SQL names, URLs and file names
 */
public record PlanId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]{4,20}");

    public PlanId {
        Check.require(FORM.matcher(value).matches(), "'" + value + "' is not a plan's name");
    }

    /** Names what is worked out beside the plan, and dropped again. */
    public PlanId scratch() {
        return new PlanId(value.substring(0, Math.min(value.length(), 17)) + "alt");
    }

    @Override
    public String toString() {
        return value;
    }
}
