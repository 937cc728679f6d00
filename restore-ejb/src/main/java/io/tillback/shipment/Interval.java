package io.tillback.shipment;

import io.tillback.journal.Journal;
import io.tillback.model.Moment;
import io.tillback.snapshot.SnapshotSource.Recorded;
import io.tillback.snapshot.SnapshotSource.Written;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The time that a shipment is about.
 *
 * @param last moment of the shipment before; empty where a chain begins
 * @param from the same; where a chain begins, when the first table began to be recorded
 * @param before moments that are not later than that, by what they see: the clock may have been set back
 */
record Interval(Optional<Moment> last, Moment from, Set<Moment> before) {
    /** It sees no transaction. */
    private static final Moment BEFORE_ALL = new Moment("1:1:", Instant.EPOCH);

    static Interval of(Optional<Moment> last, List<Recorded> recorded, Moment until) {
        Moment from = last.or(() -> recorded.stream()
                        .filter(each -> each.written() == Written.STILL)
                        .map(Recorded::since)
                        .min(Comparator.comparing(Moment::takenAt)))
                .orElse(until);
        return new Interval(last, from, Set.of());
    }

    /** The same, for questions about some moments. */
    Interval about(Stream<Moment> moments, Journal journal) {
        return new Interval(last, from, journal.findSeen(from, moments.toList()));
    }

    /** All records go into some shipment, those too that no rebuild needs. */
    Moment recordsSince() {
        return last.orElse(BEFORE_ALL);
    }

    /** What a table's changes are told from. */
    Moment since(Moment recordedSince) {
        return isWithin(recordedSince) ? recordedSince : from;
    }

    /** @param moment one that this is {@link #about} */
    boolean isWithin(Moment moment) {
        return !before.contains(moment);
    }
}
