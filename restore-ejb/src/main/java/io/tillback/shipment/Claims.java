package io.tillback.shipment;

import io.tillback.journal.Coverage;
import io.tillback.journal.Journal;
import io.tillback.model.Moment;
import io.tillback.model.StoreSchema;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.shipment.Shipment.Reach;
import io.tillback.shipment.Shipment.Uncovered;
import io.tillback.snapshot.SnapshotSource.Recorded;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the journal says it knows, asked after everything was copied.
 *
 * @param all intervals
 * @param open those that go on, by table
 * @param unrecorded why a table is not recorded, by its name
 * @param seen companions that the shipment's view sees
 */
record Claims(List<Coverage> all, Map<TableId, Coverage> open, Map<String, String> unrecorded, Set<Integer> seen) {
    /** Whatever bypassed recording before the view was opened, this beat has noticed. */
    static Claims ask(Journal journal, StoreSchema schema, List<Recorded> recorded) {
        journal.beat();
        List<Coverage> all = journal.findCoverage();
        return new Claims(
                all,
                all.stream()
                        .filter(coverage -> coverage.end().isEmpty())
                        .collect(Collectors.toMap(
                                coverage -> coverage.companion().table().id(), Function.identity())),
                journal.findUnrecorded(schema).stream()
                        .collect(Collectors.toMap(Unprotected::what, Unprotected::reason)),
                recorded.stream().map(each -> each.companion().number()).collect(Collectors.toSet()));
    }

    /** Without the keys and rows of tables that are not covered any more. */
    List<Shipment.Table> narrow(List<Shipment.Table> tables) {
        return tables.stream()
                .map(table -> isOpen(table.companion().number(), table.id()) ? table : table.recordsOnly())
                .toList();
    }

    private boolean isOpen(int companion, TableId table) {
        return Optional.ofNullable(open.get(table))
                .filter(coverage -> coverage.companion().number() == companion)
                .isPresent();
    }

    /** What each table is recorded since. */
    Stream<Moment> since() {
        return open.values().stream().map(Coverage::since);
    }

    /** @param shipped what is left of the tables that were copied */
    List<Uncovered> uncovered(StoreSchema schema, Interval interval, List<Shipment.Table> shipped) {
        Set<TableId> whole = shipped.stream()
                .filter(table -> table.reach() == Reach.WHOLE)
                .map(Shipment.Table::id)
                .collect(Collectors.toSet());
        return schema.tables().stream()
                .map(TableShape::id)
                .filter(table -> !whole.contains(table))
                .flatMap(table -> findGap(table, interval).stream())
                .toList();
    }

    private Optional<Uncovered> findGap(TableId table, Interval interval) {
        Optional<Coverage> covered = Optional.ofNullable(open.get(table))
                .filter(coverage -> seen.contains(coverage.companion().number()));
        if (covered.isPresent()
                && !interval.isWithin(
                        covered.get().companion().number(), covered.get().since())) {
            return Optional.empty();
        }
        boolean wasRecorded = all.stream()
                .anyMatch(coverage -> coverage.companion().table().id().equals(table));
        String reason = Optional.ofNullable(unrecorded.get(table.toString()))
                .filter(why -> !wasRecorded)
                .orElseGet(() -> Journal.whyNotCovered(table, all));
        return Optional.of(new Uncovered(table, reason, covered.map(Coverage::since)));
    }
}
