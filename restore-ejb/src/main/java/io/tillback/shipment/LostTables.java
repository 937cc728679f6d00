package io.tillback.shipment;

import io.tillback.model.Moment;
import io.tillback.model.TableId;
import io.tillback.shipment.Shipment.Uncovered;
import io.tillback.snapshot.Manifest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Follows each table from a snapshot through the shipments since. */
final class LostTables {
    private final Map<TableId, LostTable> tables = new TreeMap<>();

    /** How each was built last, those too whose rows are not known any more: they may come again, whole. */
    private final Map<TableId, Manifest.Definition> definitions = new HashMap<>();

    private final ShipmentChain.Order order;
    private Moment reached;
    private boolean begun;

    private LostTables(Manifest manifest, ShipmentChain.Order order) {
        this.order = order;
        this.reached = manifest.moment();
        manifest.tables().forEach(table -> {
            tables.put(table.shape().id(), LostTable.of(table));
            definitions.put(table.shape().id(), table.definition());
        });
    }

    static Collection<LostTable> of(Manifest manifest, List<Shipment> links, ShipmentChain.Order order) {
        LostTables lost = new LostTables(manifest, order);
        links.forEach(lost::follow);
        return lost.tables.values();
    }

    private void follow(Shipment link) {
        Map<TableId, Uncovered> uncovered =
                link.uncovered().stream().collect(Collectors.toMap(Uncovered::table, gap -> gap));
        uncovered.values().stream()
                .filter(gap -> !isBeforeSnapshot(gap))
                .forEach(gap ->
                        tables.computeIfPresent(gap.table(), (id, table) -> table.stopped(reached, gap.reason())));
        link.built()
                .ifPresent(built ->
                        built.forEach(table -> definitions.put(table.shape().id(), table.definition())));
        link.tables().forEach(this::follow);
        link.built().ifPresent(built -> rebuild(built, uncovered));
        reached = link.moment();
        begun = true;
    }

    /** The first shipment begins before the snapshot: what it does not know of that time does not matter. */
    private boolean isBeforeSnapshot(Uncovered gap) {
        return !begun
                && gap.since().filter(since -> order.includes(reached, since)).isPresent();
    }

    private void follow(Shipment.Table table) {
        switch (table.reach()) {
            case CHANGES -> tables.computeIfPresent(table.id(), (id, lost) -> lost.then(table));
            case WHOLE ->
                tables.put(
                        table.id(),
                        LostTable.whole(table, definitions.getOrDefault(table.id(), Manifest.Definition.UNKNOWN)));
            case RECORDS -> {}
        }
    }

    private void rebuild(List<Shipment.Built> built, Map<TableId, Uncovered> uncovered) {
        Set<TableId> there = built.stream().map(table -> table.shape().id()).collect(Collectors.toSet());
        tables.keySet().retainAll(there);
        for (Shipment.Built table : built) {
            tables.compute(
                    table.shape().id(),
                    (id, lost) -> lost == null ? empty(table, uncovered) : lost.built(table, reached));
        }
    }

    private LostTable empty(Shipment.Built table, Map<TableId, Uncovered> uncovered) {
        String reason = Optional.ofNullable(uncovered.get(table.shape().id()))
                .map(Uncovered::reason)
                .orElse("it is in no snapshot");
        return LostTable.empty(table, new LostTable.Stop(reached, "its rows are not known: " + reason));
    }
}
