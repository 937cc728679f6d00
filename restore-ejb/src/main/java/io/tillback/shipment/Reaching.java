package io.tillback.shipment;

import io.tillback.journal.Coverage;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.shipment.Shipment.Part;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How far back shipments tell every change of a table. Claims less rather than more: where a link does not say that it has them
 * all, an interval goes back no further.
 */
final class Reaching {
    private final List<Link> newestFirst;
    private final Instant from;
    private final ShipmentChain.Order order;

    /**
     * An interval that can be brought back.
     *
     * @param interval as it is then
     * @param known as the journal knows it now; empty if it has forgotten it
     * @param records the oldest first
     */
    record Recallable(Coverage interval, Optional<Coverage> known, List<Part> records) {
        Recallable {
            records = List.copyOf(records);
        }

        long rows() {
            return records.stream().mapToLong(Part::rows).sum();
        }
    }

    /** @param newestFirst shipments that continue each other without a hole */
    Reaching(List<Link> newestFirst, Instant from, ShipmentChain.Order order) {
        this.newestFirst = newestFirst;
        this.from = from;
        this.order = order;
    }

    /** @param known all intervals of the journal */
    List<Recallable> find(List<Coverage> known) {
        return Stream.concat(
                        known.stream().map(this::goBack).flatMap(Optional::stream),
                        forgotten(known).map(this::goBackToEnd).flatMap(Optional::stream))
                .sorted(Comparator.comparing(
                        recallable -> recallable.interval().companion().number()))
                .toList();
    }

    private Optional<Recallable> goBack(Coverage known) {
        if (!order.includes(newestFirst.get(0).moment(), known.since())) {
            return Optional.empty();
        }
        int first = 0;
        while (first < newestFirst.size()
                && order.includes(newestFirst.get(first).from(), known.since())) {
            first++;
        }
        Walk walk = walk(known.companion(), first, known.since());
        return walk.reached().equals(known.since())
                ? Optional.empty()
                : Optional.of(new Recallable(
                        new Coverage(known.companion(), walk.reached(), known.end()),
                        Optional.of(known),
                        List.copyOf(walk.records())));
    }

    /** Companions that the journal has forgotten, as the newest link says that claims them. */
    private Stream<Companion> forgotten(List<Coverage> known) {
        Set<Integer> numbers = new HashSet<>();
        known.forEach(interval -> numbers.add(interval.companion().number()));
        Map<Integer, Companion> forgotten = new TreeMap<>();
        newestFirst.forEach(link -> link.tables().forEach((number, table) -> {
            if (!numbers.contains(number) && link.claims(number)) {
                forgotten.putIfAbsent(number, table.companion());
            }
        }));
        return forgotten.values().stream();
    }

    private Optional<Recallable> goBackToEnd(Companion companion) {
        int last = 0;
        while (!newestFirst.get(last).claims(companion.number())) {
            last++;
        }
        Coverage.End end = newestFirst.get(last).end(reason(companion.table().id(), last));
        Walk walk = walk(companion, last, end.last());
        return walk.reached().equals(end.last())
                ? Optional.empty()
                : Optional.of(new Recallable(
                        new Coverage(companion, walk.reached(), Optional.of(end)),
                        Optional.empty(),
                        List.copyOf(walk.records())));
    }

    /** Why an interval did not go on after a link. */
    private String reason(TableId table, int last) {
        return Stream.of(last - 1, last)
                .filter(link -> link >= 0)
                .map(newestFirst::get)
                .flatMap(link -> link.whyNotAfter(table).stream())
                .findFirst()
                .orElse("the shipments after it do not tell of it");
    }

    /** @param records the oldest first */
    private record Walk(Moment reached, Deque<Part> records) {}

    private Walk walk(Companion companion, int first, Moment until) {
        Moment reached = until;
        Deque<Part> records = new ArrayDeque<>();
        for (Link link : newestFirst.subList(first, newestFirst.size())) {
            Optional<Moment> back = link.leadsBack(companion);
            if (back.isEmpty() || !reached.takenAt().isAfter(from)) {
                break;
            }
            reached = back.get();
            link.records(companion).ifPresent(records::addFirst);
            if (!reached.equals(link.from())) {
                break;
            }
        }
        return new Walk(reached, records);
    }
}
