package io.tillback.model;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What an alert is about. */
public sealed interface AlertCause {
    /** By these an operator chooses which alerts are told. */
    enum Kind {
        COVERAGE_ENDED,
        SHIPPING_FAILING,
        BEAT_STOPPED,
        SLOT_FAILED
    }

    /** It is not known any more that every change of a table is recorded, and nobody had switched that off. */
    record CoverageEnded(TableId table, String reason) implements AlertCause {}

    /**
     * For longer than is allowed nothing could be shipped.
     *
     * @param shippedUntil the moment that a lost database can be rebuilt to; empty if nothing was ever shipped
     */
    record ShippingFailing(Optional<Instant> shippedUntil, String reason) implements AlertCause {}

    /** For longer than is allowed no moment was kept. */
    record BeatStopped() implements AlertCause {}

    /**
     * A tier has no snapshot of one of its slots, and will not have one.
     *
     * @param slot when it began, UTC
     */
    record SlotFailed(Tier tier, Instant slot, String reason) implements AlertCause {}

    default <T> T match(
            Function<CoverageEnded, T> coverageEnded,
            Function<ShippingFailing, T> shippingFailing,
            Function<BeatStopped, T> beatStopped,
            Function<SlotFailed, T> slotFailed) {
        if (this instanceof CoverageEnded cause) {
            return coverageEnded.apply(cause);
        }
        if (this instanceof ShippingFailing cause) {
            return shippingFailing.apply(cause);
        }
        if (this instanceof BeatStopped cause) {
            return beatStopped.apply(cause);
        }
        return slotFailed.apply((SlotFailed) this);
    }

    default Kind kind() {
        return match(
                ended -> Kind.COVERAGE_ENDED,
                failing -> Kind.SHIPPING_FAILING,
                stopped -> Kind.BEAT_STOPPED,
                slot -> Kind.SLOT_FAILED);
    }

    /** The table that it is about, if it is about one. */
    default Optional<TableId> findTable() {
        return match(
                ended -> Optional.of(ended.table()),
                failing -> Optional.empty(),
                stopped -> Optional.empty(),
                slot -> Optional.empty());
    }

    /** Why it came to be, as far as that was told. */
    default Optional<String> findReason() {
        return match(
                ended -> Optional.of(ended.reason()),
                failing -> Optional.of(failing.reason()),
                stopped -> Optional.empty(),
                slot -> Optional.of(slot.reason()));
    }
}
