package io.tillback.shipment;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.Progress;
import io.tillback.model.ShipmentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the shipments that lead from what the journal still has back into the past. */
final class RecallChain {
    private final ShipmentReader reader;
    private final ShipmentChain.Order order;
    private final String incarnation;

    /**
     * @param newestFirst shipments that continue each other without a hole
     * @param stop why they lead back no further, if they do not lead as far as asked
     */
    record Found(List<Link> newestFirst, Optional<String> stop) {}

    RecallChain(ShipmentReader reader, ShipmentChain.Order order, String incarnation) {
        this.reader = reader;
        this.order = order;
        this.incarnation = incarnation;
    }

    /**
     * @param until the first of them sees all that this moment sees
     * @throws RestoreException SHIPMENT_MISSING if there is no such shipment, SHIPMENT_DAMAGED
     */
    Found find(Moment until, Instant from, Progress progress) {
        Map<Integer, Companion> companions = new HashMap<>();
        List<Link> links = new ArrayList<>();
        links.add(Link.of(findFirst(until), companions));
        while (true) {
            progress.checkCancelled();
            Link last = links.get(links.size() - 1);
            if (!last.from().takenAt().isAfter(from)) {
                return new Found(links, Optional.empty());
            }
            if (last.previous().isEmpty()) {
                return new Found(links, Optional.of("shipment " + last.id() + " is the first of its chain"));
            }
            ShipmentId before = last.previous().get();
            Optional<String> stop = add(before, last, links, companions);
            if (stop.isPresent()) {
                return new Found(links, stop);
            }
        }
    }

    private Optional<String> add(ShipmentId id, Link next, List<Link> links, Map<Integer, Companion> companions) {
        Optional<Shipment> found;
        try {
            found = reader.findManifest(id);
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.SHIPMENT_DAMAGED && e.code() != ErrorCode.FORMAT_TOO_NEW) {
                throw e;
            }
            return Optional.of(e.fact());
        }
        if (found.isEmpty()) {
            return Optional.of("shipment " + id + ", which " + next.id() + " continues, is not in the bucket");
        }
        if (!found.get().moment().equals(next.from())) {
            return Optional.of("shipment " + id + " does not end where " + next.id() + " begins");
        }
        links.add(Link.of(found.get(), companions));
        return Optional.empty();
    }

    /** Names are by the servers' clocks, moments by the database's: what is named too early is passed by. */
    private Shipment findFirst(Moment until) {
        for (ShipmentId id : reader.listFolders()) {
            if (!id.beganBefore(until.takenAt())) {
                Optional<Shipment> found = reader.findManifest(id)
                        .filter(shipment -> shipment.incarnation().equals(incarnation))
                        .filter(shipment -> order.includes(shipment.moment(), until));
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw new RestoreException(
                ErrorCode.SHIPMENT_MISSING,
                "Cannot bring back what was recorded before " + until.takenAt()
                        + ": no shipment of this database in the bucket reaches there",
                "Shipping (tillback.journal.ship) has to go on for that; look at GET /journal for how it gets on.");
    }
}
