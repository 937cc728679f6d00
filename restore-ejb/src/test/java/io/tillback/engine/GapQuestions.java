package io.tillback.engine;

import io.tillback.engine.TableOracle.Asks;
import io.tillback.engine.TableOracle.Question;
import io.tillback.engine.TableOracle.Target;
import io.tillback.engine.ToldHistory.Told;
import io.tillback.engine.WalTransactions.Done;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.ColumnSource;
import io.tillback.model.Condition.Operator;
import io.tillback.model.Past;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.Dependents;
import io.tillback.model.RestorePolicy.MissingReferences;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.model.RestorePolicy.StoreTriggers;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreScope;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RowKey;
import io.tillback.model.RowScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
    /** Columns of now, and those of then that they are filled from. */
    private static final List<Map<String, String>> MAPS = List.of(Map.of("a", "c"), Map.of("c", "a"), Map.of("a", "b"));

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
        RELEASE,
        NEWEST
    }

    /** Where the past comes from that a plan compares with. */
    enum Source {
        JOURNAL,
        /** And the journal from them back. */
        LATER_SNAPSHOTS,
        SNAPSHOT
    }

    /** @param name of the actor or release, all of whose transactions are named; the number of what is gone back to */
    record Drawn(Target target, By by, String name, Source source) {
        Drawn(Target target, By by, String name) {
            this(target, by, name, by == By.SNAPSHOT ? Source.SNAPSHOT : Source.JOURNAL);
        }

        int number() {
            return Integer.parseInt(name);
        }
    }

    /** The same twice: as it is asked for, and in plain Java. */
    record Scope(RestoreScope scope, Question question) {
        boolean isMapped() {
            return !question.sources().isEmpty();
        }

        private Scope withTarget(Target target) {
            return new Scope(scope, question.withTarget(target));
        }
    }

    /** All that is asked of one plan. */
    record Asked(Drawn drawn, List<Scope> scopes, RestorePolicy policy) {
        Asked withDrawn(Drawn other) {
            return new Asked(
                    other,
                    scopes.stream()
                            .map(scope -> scope.withTarget(other.target()))
                            .toList(),
                    policy);
        }

        RestoreRequest request(RestoreTarget target) {
            return new RestoreRequest(target, scopes.stream().map(Scope::scope).toList(), policy);
        }

        @Override
        public String toString() {
            return "%s, %s, %s"
                    .formatted(drawn, scopes.stream().map(Scope::scope).toList(), policy);
        }
    }

    private <T> T pick(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private <T extends Enum<T>> T pick(Class<T> values) {
        return pick(List.of(values.getEnumConstants()));
    }

    /** Of the newest moment it is not known yet which it is. */
    Asked ask() {
        RestorePolicy policy = policy();
        Drawn drawn = target();
        List<Scope> scopes = new ArrayList<>(scopes(drawn.target(), policy));
        if (random.nextInt(5) == 0) {
            drawn = new Drawn(drawn.target(), By.NEWEST, "");
            for (int i = 0; i < scopes.size(); i++) {
                if (i == 0 || random.nextBoolean()) {
                    scopes.set(i, byKey(scopes.get(i).question().table(), drawn.target(), policy));
                }
            }
        }
        return new Asked(drawn, scopes, policy);
    }

    /** More often than not of rows that went. */
    private Scope byKey(GapTable table, Target target, RestorePolicy policy) {
        ToldHistory told = history.of(table);
        int since = history.recordedSince(table);
        List<String> keys = new ArrayList<>(IntStream.rangeClosed(1, GapStatements.KEYS)
                .mapToObj(String::valueOf)
                .toList());
        Collections.shuffle(keys, random);
        if (random.nextInt(4) > 0) {
            keys.sort(Comparator.comparing(key -> told.removalOf(key, since).isEmpty()));
        }
        return byKey(table, target, policy, new TreeSet<>(keys.subList(0, 1 + random.nextInt(3))));
    }

    private static Scope byKey(GapTable table, Target target, RestorePolicy policy, Set<String> keys) {
        RowScope rows = new RowScope.Keys(keys.stream().map(RowKey::of).toList());
        return new Scope(
                new RestoreScope(table.id(), new ColumnScope.AllColumns(), rows),
                new Question(table, target, table.columns(), (now, then) -> true, keys, policy, Map.of()));
    }

    private Drawn target() {
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
                past(told, By.SNAPSHOT, GapHistory.SNAPSHOT, history.snapshots.size())
                        .orElse(instant);
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
        return new Target(asks, told.lastMomentBefore(first), named);
    }

    private RestorePolicy policy() {
        boolean all = random.nextBoolean();
        return new RestorePolicy(
                        all ? MissingRows.CREATE : pick(MissingRows.class),
                        all ? ChangedRows.BRING_BACK : pick(ChangedRows.class),
                        all ? AddedRows.REMOVE : pick(AddedRows.class),
                        pick(StoreTriggers.class))
                .withConflicts(pick(Conflicts.class))
                .withDependents(pick(Dependents.class))
                .withMissingReferences(pick(MissingReferences.class));
    }

    /** Of some tables, in any order. */
    private List<Scope> scopes(Target target, RestorePolicy policy) {
        List<GapTable> tables = new ArrayList<>(history.shop.tables());
        Collections.shuffle(tables, random);
        return tables.subList(0, 1 + random.nextInt(tables.size())).stream()
                .map(table -> scope(table, target, policy))
                .toList();
    }

    private Scope scope(GapTable table, Target target, RestorePolicy policy) {
        List<String> columns = new ArrayList<>(table.columns());
        Map<String, String> sources = target.asks() != Asks.WITHOUT && random.nextInt(6) == 0 ? pick(MAPS) : Map.of();
        ColumnScope some = new ColumnScope.AllColumns();
        if (!history.shop.movesKeys() && random.nextInt(3) == 0) {
            String column =
                    table.columns().get(1 + random.nextInt(table.columns().size() - 1));
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
                new RestoreScope(table.id(), some, rows).withPast(past(sources)),
                new Question(table, target, columns, matching, keys, policy, sources));
    }

    private static Past past(Map<String, String> sources) {
        return Past.of(sources.entrySet().stream()
                .map(from -> ColumnSource.from(new ColumnName(from.getKey()), new ColumnName(from.getValue())))
                .toArray(ColumnSource[]::new));
    }

    private static BiPredicate<Optional<TrueRow>, Optional<TrueRow>> matching(
            RowScope.Side side, Predicate<Optional<TrueRow>> holds) {
        Map<RowScope.Side, BiPredicate<Optional<TrueRow>, Optional<TrueRow>>> sides = new HashMap<>();
        sides.put(RowScope.Side.LIVE, (now, then) -> holds.test(now));
        sides.put(RowScope.Side.TARGET, (now, then) -> holds.test(then));
        return sides.getOrDefault(side, (now, then) -> holds.test(now) || holds.test(then));
    }
}
