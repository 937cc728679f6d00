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
        NOTICE_FAILING
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
     * For longer than is allowed somebody could not be told of restores.
     *
     * @param receiver such as {@code the webhook}
     * @param waiting notices that were not delivered when it was noticed
     */
    record NoticeFailing(String receiver, long waiting, String reason) implements AlertCause {}

    default <T> T match(
            Function<CoverageEnded, T> coverageEnded,
            Function<ShippingFailing, T> shippingFailing,
            Function<BeatStopped, T> beatStopped,
            Function<NoticeFailing, T> noticeFailing) {
        if (this instanceof CoverageEnded cause) {
            return coverageEnded.apply(cause);
        }
        if (this instanceof ShippingFailing cause) {
            return shippingFailing.apply(cause);
        }
        if (this instanceof BeatStopped cause) {
            return beatStopped.apply(cause);
        }
        return noticeFailing.apply((NoticeFailing) this);
    }

    default Kind kind() {
        return match(
                ended -> Kind.COVERAGE_ENDED,
                failing -> Kind.SHIPPING_FAILING,
                stopped -> Kind.BEAT_STOPPED,
                untold -> Kind.NOTICE_FAILING);
    }

    /** The table that it is about, if it is about one. */
    default Optional<TableId> findTable() {
        return match(
                ended -> Optional.of(ended.table()),
                failing -> Optional.empty(),
                stopped -> Optional.empty(),
                untold -> Optional.empty());
    }

    /** Why it came to be, as far as that was told. */
    default Optional<String> findReason() {
        return match(
                ended -> Optional.of(ended.reason()),
                failing -> Optional.of(failing.reason()),
                stopped -> Optional.empty(),
                untold -> Optional.of(untold.reason()));
    }
}
