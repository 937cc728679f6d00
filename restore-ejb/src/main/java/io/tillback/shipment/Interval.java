package io.tillback.shipment;

import io.tillback.journal.Journal;
import io.tillback.model.Moment;
import io.tillback.shipment.ShippingLog.Last;
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
 * @param last the shipment before; empty where a chain begins
 * @param from its moment; where a chain begins, when the first table began to be recorded
 * @param before moments that are not later than that, by what they see: the clock may have been set back
 */
record Interval(Optional<Last> last, Moment from, Set<Moment> before) {
    /** It sees no transaction. */
    private static final Moment BEFORE_ALL = new Moment("1:1:", Instant.EPOCH);

    static Interval of(Optional<Last> last, List<Recorded> recorded, Moment until) {
        Moment from = last.map(Last::moment)
                .or(() -> recorded.stream()
                        .filter(each -> each.written() == Written.STILL)
                        .map(Recorded::since)
                        .min(Comparator.comparing(Moment::takenAt)))
                .orElse(until);
        return new Interval(last, from, Set.of());
    }

    /** The same, for questions about some moments. Where a chain goes on, the last shipment has the answers. */
    Interval about(Stream<Moment> moments, Journal journal) {
        return last.isPresent() ? this : new Interval(last, from, journal.findSeen(from, moments.toList()));
    }

    /** All records go into some shipment, those too that no rebuild needs. */
    Moment recordsSince() {
        return last.map(Last::moment).orElse(BEFORE_ALL);
    }

    /** What a table's changes are told from. */
    Moment since(int companion, Moment recordedSince) {
        return isWithin(companion, recordedSince) ? recordedSince : from;
    }

    /**
     * Whether a table's recording began after the shipment before. That may not have seen what had begun by its moment: the
     * transaction that begins a recording takes its moment, and commits afterwards.
     *
     * @param since one of those that this is {@link #about}
     */
    boolean isWithin(int companion, Moment since) {
        return last.map(shipped -> !shipped.companions().contains(companion)).orElseGet(() -> !before.contains(since));
    }
}
