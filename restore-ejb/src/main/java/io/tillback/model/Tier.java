package io.tillback.model;

import java.util.Locale;

/** A snapshot's cadence. */
public enum Tier {
    HOURLY,
    DAILY,
    WEEKLY,
    MONTHLY,
    /** Taken by hand, outside any schedule. */
    MANUAL;

    /** The tier's folder in the object store. */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
