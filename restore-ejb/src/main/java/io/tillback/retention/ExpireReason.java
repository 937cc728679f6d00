package io.tillback.retention;

/** Why a snapshot expires. */
public enum ExpireReason {
    /** Its tier's time is over, and its tier has a newer one and a newer verified one, or none that is verified. */
    OLDER_THAN_ITS_TIER_KEEPS,
    /** Somebody asked for it by name. */
    BY_HAND
}
