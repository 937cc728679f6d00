package io.tillback.shipment;

import io.tillback.journal.Journal;
import io.tillback.model.ShipmentId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Notices that the database was set back to an older copy while no server looked: the bucket holds a shipment of a moment
 * that it does not reach. Each shipment is followed by a beat before its manifest is written.
 */
public final class OlderCopy {
    private OlderCopy() {}

    /** Ends all coverage then. To be called before anything is recorded. */
    public static void look(ShipmentReader shipments, Journal journal) {
        String incarnation = journal.incarnation();
        findNewest(shipments)
                .filter(newest -> newest.incarnation().equals(incarnation))
                .ifPresent(newest -> journal.breakOffIfSetBack(newest.moment()));
    }

    /** Those without a manifest were never finished. */
    private static Optional<Shipment> findNewest(ShipmentReader shipments) {
        List<ShipmentId> newestFirst = shipments.listFolders().stream()
                .sorted(Comparator.reverseOrder())
                .toList();
        return newestFirst.stream()
                .map(shipments::findManifest)
                .flatMap(Optional::stream)
                .findFirst();
    }
}
