package io.tillback.shipment;

import io.tillback.journal.Coverage;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.ShipmentId;
import io.tillback.model.TableId;
import io.tillback.shipment.Shipment.Part;
import io.tillback.shipment.Shipment.Reach;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a recall needs of a shipment: of some days there are thousands.
 *
 * @param tables by the companion's number
 * @param uncovered why not every change of a table is known
 */
record Link(
        ShipmentId id,
        Optional<ShipmentId> previous,
        Moment from,
        Moment moment,
        Optional<Part> transactions,
        Optional<Part> moments,
        Map<Integer, Table> tables,
        Map<TableId, String> uncovered) {
    /** @param since what its changes are known from */
    record Table(Companion companion, Reach reach, Moment since, Optional<Part> records) {}

    /** @param companions those of other links: most are the same */
    static Link of(Shipment shipment, Map<Integer, Companion> companions) {
        return new Link(
                shipment.id(),
                shipment.previous(),
                shipment.from(),
                shipment.moment(),
                shipment.transactions(),
                shipment.moments(),
                shipment.tables().stream()
                        .map(table -> new Table(
                                known(table.companion(), companions), table.reach(), table.since(), table.records()))
                        .collect(Collectors.toMap(table -> table.companion().number(), table -> table)),
                shipment.uncovered().stream()
                        .collect(Collectors.toMap(
                                Shipment.Uncovered::table, Shipment.Uncovered::reason, (one, other) -> one)));
    }

    private static Companion known(Companion companion, Map<Integer, Companion> companions) {
        Companion known = companions.computeIfAbsent(companion.number(), number -> companion);
        return known.equals(companion) ? known : companion;
    }

    /**
     * From which moment on all changes that the interval of a companion has seen until the end of this link are in it.
     *
     * @return empty if nothing says that they are
     */
    Optional<Moment> leadsBack(Companion companion) {
        TableId table = companion.table().id();
        if (uncovered.containsKey(table)) {
            return Optional.empty();
        }
        List<Table> told = tables.values().stream()
                .filter(each -> each.companion().table().id().equals(table))
                .toList();
        if (told.isEmpty()) {
            return Optional.of(from);
        }
        return told.stream()
                .filter(each -> each.companion().number() == companion.number() && each.reach() != Reach.RECORDS)
                .map(Table::since)
                .findFirst();
    }

    Optional<Part> records(Companion companion) {
        return Optional.ofNullable(tables.get(companion.number())).flatMap(Table::records);
    }

    /** Whether it claims an interval of a companion up to its end. */
    boolean claims(int companion) {
        return Optional.ofNullable(tables.get(companion))
                .filter(table -> table.reach() != Reach.RECORDS)
                .isPresent();
    }

    /** Why an interval of a table from before it does not go on in it, if it says so. */
    Optional<String> whyNotAfter(TableId table) {
        return Optional.ofNullable(uncovered.get(table)).or(() -> tables.values().stream()
                .filter(each -> each.companion().table().id().equals(table) && each.reach() == Reach.WHOLE)
                .map(each -> "recording began anew at " + each.since().takenAt())
                .findFirst());
    }

    Coverage.End end(String reason) {
        return new Coverage.End(moment, reason);
    }
}
