package io.tillback.apply;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ForeignKey;
import io.tillback.model.ForeignKey.CheckTiming;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.TablePlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The order in which a plan's tables are written.
 *
 * @param parentsFirst tables so that each comes after those it refers to
 * @param linksLater foreign keys left null at first, because they close a cycle
 */
record WriteOrder(List<TablePlan> parentsFirst, Set<LinkLater> linksLater) {
    List<TablePlan> childrenFirst() {
        List<TablePlan> reversed = new ArrayList<>(parentsFirst);
        Collections.reverse(reversed);
        return reversed;
    }

    Set<LinkLater> linksLater(TablePlan table) {
        return linksLater.stream()
                .filter(link -> link.key().from().equals(table.table()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Orders a plan's tables. Keys within one table order nothing: the database checks a statement's rows when it ends.
     * Keys that may be checked at the commit order as well, for what they do to referring rows is never put off; but in a
     * cycle they give way.
     *
     * @param ofPartitions keys that the tables' shapes leave out, because only some partitions declare them
     * @throws RestoreException PLAN_BLOCKED, naming a cycle that can neither be put off nor broken
     */
    static WriteOrder of(List<TablePlan> tables, List<ForeignKey> ofPartitions) {
        Set<LinkLater> later = new LinkedHashSet<>();
        List<TablePlan> ordered = new ArrayList<>();
        Waiting waiting = new Waiting(new ArrayList<>(tables), ofPartitions, later);
        while (!waiting.tables().isEmpty()) {
            Optional<TablePlan> next = waiting.findFree().or(waiting::findFreeInCycle);
            if (next.isPresent()) {
                ordered.add(next.get());
                waiting.tables().remove(next.get());
            } else {
                later.add(waiting.breakCycle());
            }
        }
        return new WriteOrder(List.copyOf(ordered), later);
    }

    /** The tables that have no place yet, and what keeps them from one. */
    private record Waiting(List<TablePlan> tables, List<ForeignKey> ofPartitions, Set<LinkLater> later) {
        Optional<TablePlan> findFree() {
            return tables.stream()
                    .filter(table -> blockingKeys(table).isEmpty())
                    .findFirst();
        }

        /** A table that only keys checked at the commit hold back, and none that merely hangs off a cycle. */
        Optional<TablePlan> findFreeInCycle() {
            return tables.stream()
                    .filter(table -> immediateKeys(table).isEmpty())
                    .filter(table -> blockingKeys(table).stream()
                            .allMatch(key -> closesCycle(table.table(), key, this::blockingKeys)))
                    .findFirst();
        }

        private List<ForeignKey> blockingKeys(TablePlan table) {
            Set<TableId> others = new HashSet<>();
            tables.forEach(other -> others.add(other.table()));
            others.remove(table.table());
            return Stream.concat(
                            table.shape().foreignKeys().stream(),
                            ofPartitions.stream().filter(key -> key.from().equals(table.table())))
                    .filter(key -> others.contains(key.to()))
                    .filter(key -> !later.contains(new LinkLater(key)))
                    .toList();
        }

        private List<ForeignKey> immediateKeys(TablePlan table) {
            return blockingKeys(table).stream()
                    .filter(key -> key.timing() == CheckTiming.EACH_STATEMENT)
                    .toList();
        }

        LinkLater breakCycle() {
            for (TablePlan table : tables) {
                for (ForeignKey key : immediateKeys(table)) {
                    if (isNullable(table.shape(), key) && closesCycle(table.table(), key, this::immediateKeys)) {
                        return new LinkLater(key);
                    }
                }
            }
            throw new RestoreException(
                    ErrorCode.PLAN_BLOCKED,
                    "Cannot order the tables: foreign keys form a cycle through "
                            + tables.stream()
                                    .map(table -> table.table().toString())
                                    .collect(Collectors.joining(", ")),
                    "Make one of these foreign keys DEFERRABLE, or restore the tables in several plans.");
        }

        /** Whether the referenced table leads back to this one; a key that merely hangs off a cycle need not be broken. */
        private boolean closesCycle(TableId start, ForeignKey key, Function<TablePlan, List<ForeignKey>> keys) {
            Map<TableId, TablePlan> unreached = new HashMap<>();
            tables.forEach(table -> unreached.put(table.table(), table));
            Deque<TablePlan> reached = new ArrayDeque<>();
            Optional.ofNullable(unreached.remove(key.to())).ifPresent(reached::add);
            while (!reached.isEmpty() && unreached.containsKey(start)) {
                keys.apply(reached.remove()).forEach(next -> Optional.ofNullable(unreached.remove(next.to()))
                        .ifPresent(reached::add));
            }
            return !unreached.containsKey(start);
        }
    }

    /** A row without a key could not be found again to be filled in. */
    private static boolean isNullable(TableShape table, ForeignKey key) {
        return !table.key().isEmpty()
                && key.fromColumns().stream()
                        .noneMatch(name -> table.key().contains(name)
                                || table.findColumn(name).orElseThrow().nulls() == Column.Nulls.REFUSED);
    }
}
