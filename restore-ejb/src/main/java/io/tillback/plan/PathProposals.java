package io.tillback.plan;

import io.tillback.model.ColumnName;
import io.tillback.model.ForeignKey;
import io.tillback.model.SellerPath;
import io.tillback.model.SellerPath.Step;
import io.tillback.model.StoreSchema;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Paths to sellers for tables that have none, along their foreign keys and as short as can be.
 *
 * <p>A path ends where a configured one does, or at a column that must hold the same seller, since a foreign key ties them
 * to each other. From a table with a configured path it goes on as that does.
 */
final class PathProposals {
    /** As many ways are listed of one table; there may be more. */
    static final int MOST_WAYS = 20;

    private static final int NONE = Integer.MAX_VALUE;

    /** A column of a table. */
    private record Place(TableId table, ColumnName column) {}

    private final StoreSchema live;
    private final Map<TableId, SellerPath> configured;
    private final Set<Place> sellers;
    private final Map<TableId, Integer> steps = new HashMap<>();

    /** @param configured those that can be gone today, at most one of each table */
    PathProposals(StoreSchema live, List<SellerPath> configured) {
        this.live = live;
        this.configured = new HashMap<>();
        configured.forEach(path -> this.configured.put(path.table(), path));
        this.sellers = ends(configured);
        measure();
    }

    /** Where configured paths end, and what these columns refer to. */
    private Set<Place> ends(List<SellerPath> paths) {
        Set<Place> ends = new LinkedHashSet<>();
        paths.forEach(path ->
                ends.add(new Place(path.steps().get(path.steps().size() - 1).table(), path.seller())));
        boolean grows = true;
        while (grows) {
            grows = ends.addAll(pairs().filter(pair -> ends.contains(pair.from()))
                    .map(Pair::to)
                    .toList());
        }
        return ends;
    }

    /** A column and the one that it refers to, alone or among others. */
    private record Pair(Place from, Place to) {}

    private Stream<Pair> pairs() {
        return live.tables().stream().flatMap(table -> references(table).flatMap(PathProposals::pairs));
    }

    private static Stream<Pair> pairs(ForeignKey key) {
        return IntStream.range(0, key.fromColumns().size())
                .mapToObj(i -> new Pair(
                        new Place(key.from(), key.fromColumns().get(i)),
                        new Place(key.to(), key.toColumns().get(i))));
    }

    /** Those that lead to a protected table, and to one row of it. */
    private Stream<ForeignKey> references(TableShape table) {
        return table.foreignKeys().stream()
                .filter(key -> key.match() != ForeignKey.Match.PERIOD)
                .filter(key -> live.findTable(key.to()).isPresent());
    }

    /** How many steps the shortest path of each table has. */
    private void measure() {
        configured.forEach((table, path) -> steps.put(table, path.steps().size()));
        live.tables().stream()
                .filter(table -> !configured.containsKey(table.id()))
                .filter(table -> !holders(table).isEmpty())
                .forEach(table -> steps.put(table.id(), 1));
        boolean grows = true;
        while (grows) {
            grows = false;
            for (TableShape table : live.tables()) {
                grows |= comesNearer(table);
            }
        }
    }

    private boolean comesNearer(TableShape table) {
        int nearest = references(table).mapToInt(key -> stepsOf(key.to())).min().orElse(NONE);
        if (configured.containsKey(table.id()) || nearest == NONE || nearest + 1 >= stepsOf(table.id())) {
            return false;
        }
        steps.put(table.id(), nearest + 1);
        return true;
    }

    private int stepsOf(TableId table) {
        return steps.getOrDefault(table, NONE);
    }

    /** Columns of the table that hold a seller: its own, or else those that refer to one. */
    private List<ColumnName> holders(TableShape table) {
        List<ColumnName> own = columns(table, place -> sellers.contains(place));
        return own.isEmpty() ? columns(table, this::refersToSeller) : own;
    }

    private static List<ColumnName> columns(TableShape table, Predicate<Place> which) {
        return table.columns().stream()
                .map(column -> column.name())
                .filter(column -> which.test(new Place(table.id(), column)))
                .toList();
    }

    private boolean refersToSeller(Place place) {
        return live.findTable(place.table()).stream()
                .flatMap(this::references)
                .flatMap(PathProposals::pairs)
                .anyMatch(pair -> pair.from().equals(place) && sellers.contains(pair.to()));
    }

    /** The shortest paths of a table that has none, in the order of its columns and keys; none if nothing leads to a seller. */
    List<SellerPath> of(TableShape table) {
        Set<SellerPath> found = new LinkedHashSet<>();
        collect(table, List.of(), found);
        return List.copyOf(found);
    }

    /** Every turn leads to a path of its own, so that this ends as soon as there are enough. */
    private void collect(TableShape table, List<Step> before, Set<SellerPath> found) {
        if (found.size() >= MOST_WAYS || stepsOf(table.id()) == NONE) {
            return;
        }
        SellerPath known = configured.get(table.id());
        if (known != null) {
            found.add(new SellerPath(joined(before, known.steps())));
            return;
        }
        if (stepsOf(table.id()) == 1) {
            holders(table).stream()
                    .limit(MOST_WAYS - found.size())
                    .forEach(
                            column -> found.add(new SellerPath(joined(before, List.of(step(table, List.of(column)))))));
            return;
        }
        Set<Map.Entry<TableId, List<ColumnName>>> gone = new HashSet<>();
        for (ForeignKey key : references(table).toList()) {
            boolean leadsOn = stepsOf(key.to()) == stepsOf(table.id()) - 1;
            if (leadsOn && gone.add(Map.entry(key.to(), key.fromColumns()))) {
                live.findTable(key.to())
                        .ifPresent(
                                next -> collect(next, joined(before, List.of(step(table, key.fromColumns()))), found));
            }
        }
    }

    private static Step step(TableShape table, List<ColumnName> columns) {
        return new Step(table.id(), columns);
    }

    private static List<Step> joined(List<Step> before, List<Step> after) {
        return Stream.concat(before.stream(), after.stream()).toList();
    }
}
