package io.tillback.retention;

import io.tillback.model.Tier;
import io.tillback.storage.StorageClass;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator wants of a tier.
 *
 * @param schedule when its slots begin; empty if none are taken
 * @param kind how much its snapshots hold themselves
 * @param dataClass where its data lies
 * @param kept how long; empty for until it is purged by hand
 */
public record TierRule(
        Tier tier,
        Optional<Schedule> schedule,
        Kind kind,
        StorageClass dataClass,
        AfterTaking afterTaking,
        Optional<Duration> kept) {
    /** As S3 spells it. */
    public String dataClassName() {
        return dataClass.name();
    }

    /** How much a tier's snapshots hold themselves. */
    public enum Kind {
        FULL,
        /** What changed since the last full one, where changes are recorded. */
        INCREMENTAL
    }

    /** What follows a snapshot that took a slot. */
    public enum AfterTaking {
        NOTHING,
        VERIFY
    }
}
