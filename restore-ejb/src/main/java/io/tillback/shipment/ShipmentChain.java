package io.tillback.shipment;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Moment;
import io.tillback.model.ShipmentId;
import io.tillback.snapshot.Manifest;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds shipments that continue each other without a hole, from a moment on. */
final class ShipmentChain {
    private final ShipmentReader reader;
    private final Order order;

    /** Tells which of two moments comes first, whatever the clocks said. */
    @FunctionalInterface
    interface Order {
        /** Whether the first moment sees all transactions that the second sees. */
        boolean includes(Moment later, Moment earlier);
    }

    /**
     * @param links the oldest first
     * @param problems what an operator has to know of the choice
     */
    record Found(List<Shipment> links, List<String> problems) {}

    /** What it takes to find a chain: of weeks there are tens of thousands. */
    private record Outline(
            ShipmentId id, String incarnation, Optional<ShipmentId> previous, Moment from, Moment moment) {
        static Outline of(Shipment shipment) {
            return new Outline(
                    shipment.id(), shipment.incarnation(), shipment.previous(), shipment.from(), shipment.moment());
        }
    }

    /** @param unreadable names of manifests that are damaged */
    private record Shelf(Map<ShipmentId, Outline> finished, Map<ShipmentId, RestoreException> unreadable) {}

    ShipmentChain(ShipmentReader reader, Order order) {
        this.reader = reader;
        this.order = order;
    }

    /**
     * The newest chain of a snapshot's database that begins no later than the snapshot.
     *
     * @param until shipments of later moments are left alone
     * @return none if there are no later shipments
     * @throws RestoreException SHIPMENT_MISSING, SHIPMENT_DAMAGED
     */
    Found find(Manifest base, Instant until) {
        Shelf shelf = load();
        List<Outline> early = shelf.finished().values().stream()
                .filter(shipment -> !shipment.moment().takenAt().isAfter(until))
                .toList();
        List<Outline> own = early.stream()
                .filter(shipment -> base.isPerhapsOf(shipment.incarnation()))
                .toList();
        Optional<Outline> head = findHead(base, own);
        requireReadableEnd(shelf, head, until);
        List<String> problems = new ArrayList<>(ofOthers(base, early));
        if (head.isEmpty()) {
            return new Found(List.of(), problems);
        }
        boolean laterByTheClock =
                head.get().moment().takenAt().isAfter(base.moment().takenAt());
        boolean included = order.includes(base.moment(), head.get().moment());
        if (laterByTheClock || (!included && base.incarnation().isPresent())) {
            return new Found(walk(shelf, head.get(), base.moment()), problems);
        }
        if (!included) {
            problems.add(
                    "Shipments up to " + head.get().id() + " are of another database than the snapshot, or a clock was"
                            + " set back: none of them was used");
        }
        return new Found(List.of(), problems);
    }

    /** The end of the newest chain: not the latest by the clock, if that was set back. */
    private Optional<Outline> findHead(Manifest base, List<Outline> own) {
        Set<ShipmentId> continued =
                own.stream().flatMap(shipment -> shipment.previous().stream()).collect(Collectors.toSet());
        return own.stream()
                .filter(shipment -> !continued.contains(shipment.id()))
                .reduce((one, other) -> newer(base, one, other));
    }

    /** What moments see can be compared within one database only. */
    private Outline newer(Manifest base, Outline one, Outline other) {
        if (base.incarnation().isPresent()) {
            boolean isOne = order.includes(one.moment(), other.moment());
            if (isOne != order.includes(other.moment(), one.moment())) {
                return isOne ? one : other;
            }
        }
        return one.moment().takenAt().isAfter(other.moment().takenAt()) ? one : other;
    }

    private static List<String> ofOthers(Manifest base, List<Outline> all) {
        List<Outline> others = all.stream()
                .filter(shipment -> !base.isPerhapsOf(shipment.incarnation()))
                .filter(shipment ->
                        shipment.moment().takenAt().isAfter(base.moment().takenAt()))
                .toList();
        return others.isEmpty()
                ? List.of()
                : List.of(others.size() + " shipments since the snapshot, the last of them "
                        + others.get(others.size() - 1).id() + ", are of another database ("
                        + others.get(others.size() - 1).incarnation() + ") than the snapshot ("
                        + base.incarnation().orElse("") + "): none of them was used");
    }

    private Shelf load() {
        Shelf shelf = new Shelf(new TreeMap<>(), new TreeMap<>());
        reader.forEachManifest((id, manifest) -> {
            try {
                manifest.get().map(Outline::of).ifPresent(outline -> shelf.finished()
                        .put(id, outline));
            } catch (RestoreException e) {
                if (e.code() != ErrorCode.SHIPMENT_DAMAGED && e.code() != ErrorCode.FORMAT_TOO_NEW) {
                    throw e;
                }
                shelf.unreadable().put(id, e);
            }
        });
        return shelf;
    }

    /** Whatever cannot be read may be the newest one: that is for an operator to decide. */
    private static void requireReadableEnd(Shelf shelf, Optional<Outline> head, Instant until) {
        shelf.unreadable().entrySet().stream()
                .filter(damaged -> damaged.getKey().beganBefore(until))
                .filter(damaged ->
                        head.isEmpty() || damaged.getKey().compareTo(head.get().id()) > 0)
                .findFirst()
                .ifPresent(damaged -> {
                    throw damaged.getValue();
                });
    }

    private List<Shipment> walk(Shelf shelf, Outline head, Moment base) {
        Deque<Outline> links = new ArrayDeque<>(List.of(head));
        while (!reachesBack(links.getFirst(), base)) {
            Outline link = links.getFirst();
            ShipmentId before = link.previous().orElseThrow(() -> hole(link, base, "it is the first of its chain"));
            Outline previous = Optional.ofNullable(shelf.finished().get(before))
                    .orElseThrow(() -> missing(shelf, link, before, base));
            if (!previous.moment().equals(link.from())) {
                throw hole(
                        link,
                        base,
                        "shipment " + before + " ends at " + previous.moment().takenAt());
            }
            links.addFirst(previous);
        }
        return links.stream()
                .map(link ->
                        reader.findManifest(link.id()).orElseThrow(() -> hole(link, base, "it was removed just now")))
                .toList();
    }

    /** By the clock too: another database has transactions of the same numbers. */
    private boolean reachesBack(Outline link, Moment base) {
        return !link.from().takenAt().isAfter(base.takenAt()) && order.includes(base, link.from());
    }

    private static RestoreException missing(Shelf shelf, Outline link, ShipmentId before, Moment base) {
        Supplier<RestoreException> gone =
                () -> hole(link, base, "shipment " + before + ", which it continues, is not in the bucket");
        return Optional.ofNullable(shelf.unreadable().get(before)).orElseGet(gone);
    }

    private static RestoreException hole(Outline link, Moment base, String why) {
        return new RestoreException(
                ErrorCode.SHIPMENT_MISSING,
                "Cannot rebuild to " + link.moment().takenAt() + ": shipment " + link.id() + " begins at "
                        + link.from().takenAt() + ", the snapshot was taken at " + base.takenAt() + ", and " + why,
                "Rebuild to an instant before " + link.from().takenAt()
                        + "; what happened later is in no other shipment.");
    }
}
