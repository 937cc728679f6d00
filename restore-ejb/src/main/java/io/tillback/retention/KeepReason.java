package io.tillback.retention;

/** Why a snapshot is kept, the strongest reason first. */
public enum KeepReason {
    /** Its tier has no time after which it expires: it is kept until somebody purges it by hand. */
    BY_HAND,
    /** Its moment lies ahead of this server's clock, so one of both is wrong. */
    FROM_THE_FUTURE,
    /** Its tier's time is not over. */
    WITHIN_ITS_TIME,
    /** It is the newest of its tier that was read back without a fault. */
    NEWEST_VERIFIED,
    /** It is the newest of its tier. */
    NEWEST,
    /** A running job reads it. */
    IN_USE,
    /** An incremental snapshot that is kept is built on it. */
    BUILT_ON
}
