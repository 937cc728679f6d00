package io.tillback.engine;

import io.tillback.engine.GapQuestions.Asked;
import io.tillback.engine.GapTable.Reference;
import io.tillback.engine.TableOracle.Judged;
import io.tillback.engine.TableOracle.Outcome;
import io.tillback.engine.TableOracle.Planned;
import io.tillback.engine.TableOracle.Question;
import io.tillback.engine.TableOracle.Target;
import io.tillback.engine.ToldHistory.Kind;
import io.tillback.engine.ToldHistory.Told;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.model.ChangesBy;
import io.tillback.plan.ChangeGroup;
import io.tillback.plan.RowAction;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Says what a plan for several tables would do: whose changes it takes back, and what it leaves.
 *
 * <p>A row that is planned is whose it would be, or else whose it is. A change of another row is whose the row was before it;
 * of one that came or whose key moved, whose the row is, or, if there is none, was when it went last. Parents are those
 * of now, and for planned rows those too that the plan creates.
 */
final class GapOracle {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm'Z'").withZone(ZoneOffset.UTC);

    private final GapTables shop;
    private final Map<GapTable, TableOracle> planned = new HashMap<>();
    private final Map<GapTable, Map<String, TrueRow>> live = new HashMap<>();

    /** @param asked what the plan is asked for */
    GapOracle(GapHistory history, Asked asked) {
        this.shop = history.shop;
        asked.scopes().stream()
                .map(scope -> new TableOracle(history.of(scope.question().table()), scope.question()))
                .forEach(oracle -> planned.put(oracle.table(), oracle));
        new Followed(history, planned, asked.policy(), table -> other(history, asked, table)).follow();
        shop.tables().forEach(table -> live.put(table, history.of(table).rowsAt(history.log.size())));
        while (settle()) {
            // What stays away may be referred to in turn.
        }
    }

    private static Optional<TableOracle> other(GapHistory history, Asked asked, GapTable table) {
        Target target = asked.drawn().target();
        return new GapSources(history).holds(asked.drawn().source(), target, table)
                ? Optional.of(new TableOracle(history.of(table), Question.followed(table, target, asked.policy())))
                : Optional.empty();
    }

    Collection<TableOracle> tables() {
        return planned.values();
    }

    private boolean settle() {
        boolean settled = false;
        for (TableOracle oracle : planned.values()) {
            for (Reference reference : oracle.table().references()) {
                for (String key : orphans(oracle, reference)) {
                    settled |= oracle.settle(key, reference.column());
                }
            }
        }
        return settled;
    }

    /** Rows that would refer to what nobody has then, by what the plan writes into them. */
    private List<String> orphans(TableOracle oracle, Reference reference) {
        if (!oracle.writes(reference.column())) {
            return List.of();
        }
        Set<String> parents = rowsAfter(seller -> true)
                .getOrDefault(shop.table(reference.to()), Map.of())
                .keySet();
        return oracle.planned().entrySet().stream()
                .filter(row -> row.getValue().isWritten())
                .filter(row -> row.getValue()
                        .target()
                        .flatMap(there -> there.value(reference.column()))
                        .filter(key -> !parents.contains(key))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    private enum Parents {
        OF_NOW,
        OF_NOW_AND_CREATED
    }

    /** Of all tables together of which all is known, as the plan's workspace tells it, in the order of names. */
    List<ChangeGroup> groups(ChangesBy by, Set<GapTable> unknown) {
        Map<Optional<String>, Map<Outcome, Long>> counted = new HashMap<>();
        for (TableOracle oracle : planned.values()) {
            if (unknown.contains(oracle.table())) {
                continue;
            }
            for (Judged judged : oracle.judged()) {
                counted.computeIfAbsent(name(oracle, judged.change(), by), name -> new HashMap<>())
                        .merge(judged.outcome(), 1L, Long::sum);
            }
        }
        return sorted(counted.entrySet().stream()
                .map(group -> new ChangeGroup(
                        group.getKey(),
                        group.getValue().getOrDefault(Outcome.BROUGHT_BACK, 0L),
                        group.getValue().getOrDefault(Outcome.LOST, 0L),
                        group.getValue().getOrDefault(Outcome.KEPT, 0L)))
                .toList());
    }

    static List<ChangeGroup> sorted(List<ChangeGroup> groups) {
        return groups.stream()
                .sorted(Comparator.comparing(group -> group.name().orElse("")))
                .toList();
    }

    private Optional<String> name(TableOracle oracle, Told change, ChangesBy by) {
        return switch (by) {
            case SELLER -> sellerOf(oracle, change);
            case ACTOR -> change.by().actor();
            case RELEASE -> change.by().release();
            case TRANSACTION -> Optional.of(Long.toUnsignedString(change.transaction()));
            case MINUTE -> Optional.of(MINUTE.format(change.when().orElse(GapHistory.USUAL_TIME)));
        };
    }

    private Optional<String> sellerOf(TableOracle oracle, Told change) {
        Optional<Planned> row = Optional.ofNullable(oracle.planned().get(change.key()));
        if (row.isPresent()) {
            return sellerOf(oracle, row.orElseThrow());
        }
        if (change.kind() == Kind.CHANGED || change.kind() == Kind.WENT) {
            return seller(oracle.table(), change.before(), Parents.OF_NOW);
        }
        Optional<TrueRow> there = Optional.ofNullable(live(oracle.table()).get(change.key()));
        return seller(oracle.table(), there.isPresent() ? there : whenItWentLast(oracle, change.key()), Parents.OF_NOW);
    }

    private static Optional<TrueRow> whenItWentLast(TableOracle oracle, String key) {
        return oracle.judged().stream()
                .map(Judged::change)
                .filter(change -> change.key().equals(key) && change.kind() == Kind.WENT)
                .reduce((first, last) -> last)
                .flatMap(Told::before);
    }

    /** Whose a planned row is. */
    Optional<String> sellerOf(TableOracle oracle, Planned row) {
        Optional<TrueRow> then = oracle.writes(oracle.table().leads()) ? row.target() : row.live();
        return seller(oracle.table(), then, Parents.OF_NOW_AND_CREATED)
                .or(() -> seller(oracle.table(), row.live(), Parents.OF_NOW_AND_CREATED));
    }

    private Optional<String> seller(GapTable table, Optional<TrueRow> row, Parents parents) {
        Optional<String> led = row.flatMap(there -> there.value(table.leads()));
        return table.parent()
                .map(parent -> led.flatMap(key -> row(parent, key, parents))
                        .flatMap(to -> seller(parent, Optional.of(to), parents)))
                .orElse(led);
    }

    private Optional<TrueRow> row(GapTable table, String key, Parents parents) {
        Optional<TrueRow> there = Optional.ofNullable(live(table).get(key));
        return parents == Parents.OF_NOW
                ? there
                : there.or(() -> Optional.ofNullable(planned.get(table))
                        .flatMap(oracle -> Optional.ofNullable(oracle.planned().get(key)))
                        .filter(row -> row.action() == RowAction.CREATE)
                        .flatMap(Planned::target));
    }

    private Map<String, TrueRow> live(GapTable table) {
        return live.getOrDefault(table, Map.of());
    }

    /** The sellers of rows that are written, those without one among them. */
    Set<Optional<String>> sellers() {
        return planned.values().stream()
                .flatMap(oracle -> oracle.planned().values().stream()
                        .filter(Planned::isWritten)
                        .map(row -> sellerOf(oracle, row)))
                .collect(Collectors.toSet());
    }

    /** All rows of all tables, by key, after some sellers' rows have been written. */
    Map<GapTable, Map<String, TrueRow>> rowsAfter(Predicate<Optional<String>> sellers) {
        Map<GapTable, Map<String, TrueRow>> after = new HashMap<>();
        for (GapTable table : shop.tables()) {
            after.put(table, new TreeMap<>(live(table)));
        }
        for (TableOracle oracle : planned.values()) {
            Map<String, TrueRow> rows = after.getOrDefault(oracle.table(), Map.of());
            oracle.planned().forEach((key, row) -> {
                if (row.isWritten() && sellers.test(sellerOf(oracle, row))) {
                    rows.remove(key);
                    oracle.written(row).ifPresent(written -> rows.put(key, written));
                }
            });
        }
        return after;
    }

    /** Foreign keys that such rows break, each with the values that are missing. */
    List<String> broken(Map<GapTable, Map<String, TrueRow>> rows) {
        List<String> broken = new ArrayList<>();
        rows.forEach((table, some) -> table.references().forEach(reference -> {
            Set<String> missing = new HashSet<>();
            some.values().forEach(row -> row.value(reference.column()).ifPresent(missing::add));
            missing.removeAll(
                    rows.getOrDefault(shop.table(reference.to()), Map.of()).keySet());
            missing.forEach(key -> broken.add(table.id() + " refers to " + reference.to() + " " + key));
        }));
        return broken;
    }
}
