package io.tillback.apply;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ForeignKey;
import io.tillback.model.ForeignKey.CheckTiming;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.plan.TablePlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
     * Orders a plan's tables. Keys that are checked at commit, and those within one table, order nothing: the database
     * checks a statement's rows when it ends.
     *
     * @throws RestoreException PLAN_BLOCKED, naming a cycle that can neither be put off nor broken
     */
    static WriteOrder of(List<TablePlan> tables) {
        Set<LinkLater> later = new LinkedHashSet<>();
        List<TablePlan> left = new ArrayList<>(tables);
        List<TablePlan> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            Optional<TablePlan> next = left.stream()
                    .filter(table -> blockingKeys(table, left, later).isEmpty())
                    .findFirst();
            if (next.isPresent()) {
                ordered.add(next.get());
                left.remove(next.get());
            } else {
                later.add(breakCycle(left, later));
            }
        }
        return new WriteOrder(List.copyOf(ordered), later);
    }

    private static List<ForeignKey> blockingKeys(TablePlan table, List<TablePlan> left, Set<LinkLater> later) {
        Set<TableId> waiting = new HashSet<>();
        left.forEach(other -> waiting.add(other.table()));
        waiting.remove(table.table());
        return table.shape().foreignKeys().stream()
                .filter(key -> key.timing() == CheckTiming.EACH_STATEMENT)
                .filter(key -> waiting.contains(key.to()))
                .filter(key -> !later.contains(new LinkLater(key)))
                .toList();
    }

    private static LinkLater breakCycle(List<TablePlan> left, Set<LinkLater> later) {
        for (TablePlan table : left) {
            for (ForeignKey key : blockingKeys(table, left, later)) {
                if (isNullable(table.shape(), key) && closesCycle(table.table(), key, left, later)) {
                    return new LinkLater(key);
                }
            }
        }
        throw new RestoreException(
                ErrorCode.PLAN_BLOCKED,
                "Cannot order the tables: foreign keys form a cycle through "
                        + left.stream().map(table -> table.table().toString()).collect(Collectors.joining(", ")),
                "Make one of these foreign keys DEFERRABLE, or restore the tables in several plans.");
    }

    /** A row without a key could not be found again to be filled in. */
    private static boolean isNullable(TableShape table, ForeignKey key) {
        return !table.key().isEmpty()
                && key.fromColumns().stream()
                        .noneMatch(name -> table.key().contains(name)
                                || table.findColumn(name).orElseThrow().nulls() == Column.Nulls.REFUSED);
    }

    /** Whether the referenced table leads back to this one; a key that merely hangs off a cycle need not be broken. */
    private static boolean closesCycle(TableId start, ForeignKey key, List<TablePlan> left, Set<LinkLater> later) {
        Set<TableId> reached = new LinkedHashSet<>(Set.of(key.to()));
        int before = 0;
        while (reached.size() > before) {
            before = reached.size();
            for (TablePlan table : left) {
                if (reached.contains(table.table())) {
                    blockingKeys(table, left, later).forEach(next -> reached.add(next.to()));
                }
            }
        }
        return reached.contains(start);
    }
}
