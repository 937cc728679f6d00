package io.tillback.engine;

import io.tillback.engine.TableOracle.Asks;
import io.tillback.engine.TableOracle.Question;
import io.tillback.engine.TableOracle.Target;
import io.tillback.engine.ToldHistory.Told;
import io.tillback.engine.WalTransactions.Done;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Condition.Operator;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws what is asked of a history: a target, what of which tables, and a policy. */
final class GapQuestions {
    private static final String SNAPSHOT = "snapshot ";

    private final GapHistory history;
    private final Random random;

    GapQuestions(GapHistory history, Random random) {
        this.history = history;
        this.random = random;
    }

    /** How a target is asked for. */
    enum By {
        MOMENT,
        ANNOUNCEMENT,
        SNAPSHOT,
        TRANSACTIONS,
        ACTOR,
        RELEASE
    }

    /** @param name of the actor or release, all of whose transactions are named; the number of what is gone back to */
    record Drawn(Target target, By by, String name) {
        int number() {
            return Integer.parseInt(name);
        }
    }

    /** The same twice: as it is asked for, and in plain Java. */
    record Scope(RestoreScope scope, Question question) {}

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private <T extends Enum<T>> T pick(Class<T> values) {
        return pick(List.of(values.getEnumConstants()));
    }

    Drawn target() {
        ToldHistory told = history.of(history.shop.tables().get(0));
        Drawn instant = past(told, By.MOMENT, "moment ", history.moments.size()).orElseThrow();
        return switch (random.nextInt(10)) {
            case 0, 1 -> instant;
            case 2, 3 -> new Drawn(named(told, Asks.BEFORE, some(1)), By.TRANSACTIONS, "");
            case 4 -> by(By.ACTOR, pick(GapHistory.ACTORS), Done::actor).orElse(instant);
            case 5 -> by(By.RELEASE, pick(GapHistory.RELEASES), Done::release).orElse(instant);
            case 6 ->
                past(told, By.ANNOUNCEMENT, "release ", history.releases.size()).orElse(instant);
            case 7 ->
                past(told, By.SNAPSHOT, SNAPSHOT, history.snapshots.size()).orElse(instant);
            default -> new Drawn(named(told, Asks.WITHOUT, some(1 + random.nextInt(8))), By.TRANSACTIONS, "");
        };
    }

    private Optional<Drawn> past(ToldHistory told, By by, String mark, int count) {
        if (count == 0) {
            return Optional.empty();
        }
        int number = random.nextInt(count);
        Target target = new Target(Asks.INSTANT, told.indexOf(mark + number) + 1, Set.of());
        return Optional.of(new Drawn(target, by, String.valueOf(number)));
    }

    /** Whoever left a change; to take rows from an empty table is none. */
    private Optional<Drawn> by(By by, String name, Function<Done, Optional<String>> who) {
        Set<Long> all = history.shop.tables().stream()
                .flatMap(table -> history.of(table).toldFrom(0).stream())
                .filter(change -> who.apply(change.by()).filter(name::equals).isPresent())
                .map(Told::transaction)
                .collect(Collectors.toSet());
        ToldHistory told = history.of(history.shop.tables().get(0));
        return all.isEmpty() ? Optional.empty() : Optional.of(new Drawn(named(told, Asks.WITHOUT, all), by, name));
    }

    private Set<Long> some(int most) {
        List<Long> all = new ArrayList<>(new TreeSet<>(history.transactions));
        Collections.shuffle(all, random);
        return Set.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    private Target named(ToldHistory told, Asks asks, Set<Long> named) {
        int first = named.stream().mapToInt(told::indexOf).min().orElseThrow();
        return new Target(asks, lastMomentBefore(first), named);
    }

    private int lastMomentBefore(int n) {
        for (int i = n; i > 0; i--) {
            // A snapshot keeps its moment for itself.
            if (history.log
                    .get(i - 1)
                    .mark()
                    .filter(mark -> !mark.startsWith(SNAPSHOT))
                    .isPresent()) {
                return i;
            }
        }
        return 0;
    }

    RestorePolicy policy() {
        boolean all = random.nextBoolean();
        return new RestorePolicy(
                        all ? MissingRows.CREATE : pick(MissingRows.class),
                        all ? ChangedRows.BRING_BACK : pick(ChangedRows.class),
                        all ? AddedRows.REMOVE : pick(AddedRows.class),
                        pick(StoreTriggers.class))
                .withConflicts(pick(Conflicts.class))
                .withMissingReferences(
                        pick(List.of(MissingReferences.REFUSE, MissingReferences.SKIP, MissingReferences.NULL)));
    }

    /** Of some tables, in any order. */
    List<Scope> scopes(Target target, RestorePolicy policy) {
        List<GapTable> tables = new ArrayList<>(history.shop.tables());
        Collections.shuffle(tables, random);
        return tables.subList(0, 1 + random.nextInt(tables.size())).stream()
                .map(table -> scope(table, target, policy))
                .toList();
    }

    private Scope scope(GapTable table, Target target, RestorePolicy policy) {
        List<String> columns = new ArrayList<>(table.columns());
        ColumnScope some = new ColumnScope.AllColumns();
        if (!history.shop.movesKeys() && random.nextInt(3) == 0) {
            String column = table.columns().get(1 + random.nextInt(4));
            columns.retainAll(List.of("id", column));
            some = new ColumnScope.Columns(List.of(new ColumnName(column)));
        }
        Set<String> keys = new TreeSet<>();
        BiPredicate<Optional<TrueRow>, Optional<TrueRow>> matching = (now, then) -> true;
        RowScope rows = new RowScope.AllRows();
        switch (random.nextInt(5)) {
            case 0 -> {
                IntStream.range(0, 4).forEach(i -> keys.add(String.valueOf(1 + random.nextInt(GapStatements.KEYS))));
                rows = new RowScope.Keys(keys.stream().map(RowKey::of).toList());
            }
            case 1 -> {
                RowScope.Side side = pick(RowScope.Side.class);
                String column = random.nextBoolean() ? "a" : table.leads();
                String value = column.equals("a") ? "a" : table.parent().isPresent() ? "3" : "s1";
                rows = new RowScope.Matching(Requests.compare(column, Operator.EQUAL, value), side);
                matching = matching(side, row -> row.flatMap(there -> there.value(column))
                        .filter(value::equals)
                        .isPresent());
            }
            default -> {}
        }
        return new Scope(
                new RestoreScope(table.id(), some, rows), new Question(table, target, columns, matching, keys, policy));
    }

    private static BiPredicate<Optional<TrueRow>, Optional<TrueRow>> matching(
            RowScope.Side side, Predicate<Optional<TrueRow>> holds) {
        Map<RowScope.Side, BiPredicate<Optional<TrueRow>, Optional<TrueRow>>> sides = new HashMap<>();
        sides.put(RowScope.Side.LIVE, (now, then) -> holds.test(now));
        sides.put(RowScope.Side.TARGET, (now, then) -> holds.test(then));
        return sides.getOrDefault(side, (now, then) -> holds.test(now) || holds.test(then));
    }
}
