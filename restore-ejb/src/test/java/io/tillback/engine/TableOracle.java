package io.tillback.engine;

import io.tillback.engine.ToldHistory.Kind;
import io.tillback.engine.ToldHistory.Told;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.MissingRows;
import io.tillback.plan.RowAction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** Says what a plan would do to a table and to the changes in it, from what was told of its history alone. */
final class TableOracle {
    /**
     * @param target what is asked for
     * @param columns those that the plan compares and writes, the key among them
     * @param rows whether the plan looks at a row, live and at the target
     * @param keys those of the rows that it looks at; none, if it looks at all
     * @param sources columns of now that are filled from others of then
     */
    record Question(
            GapTable table,
            Target target,
            List<String> columns,
            BiPredicate<Optional<TrueRow>, Optional<TrueRow>> rows,
            Set<String> keys,
            RestorePolicy policy,
            Map<String, String> sources) {
        Question withTarget(Target other) {
            return new Question(table, other, columns, rows, keys, policy, sources);
        }

        /** Of a table that the plan does not name, and of which it has only rows to which foreign keys lead. */
        static Question followed(GapTable table, Target target, RestorePolicy policy) {
            return new Question(table, target, table.columns(), (now, then) -> false, Set.of(), policy, Map.of());
        }

        private boolean isWhole() {
            return columns.size() == table.columns().size();
        }

        private boolean overwrites() {
            return target.asks() == Asks.WITHOUT && policy.conflicts() == Conflicts.OVERWRITE;
        }
    }

    enum Asks {
        INSTANT,
        BEFORE,
        WITHOUT
    }

    /** @param from where the window begins, by transactions */
    record Target(Asks asks, int from, Set<Long> named) {}

    enum Outcome {
        BROUGHT_BACK,
        LOST,
        KEPT
    }

    /** What becomes of one change. */
    record Judged(Told change, Outcome outcome) {}

    /** A row that differs from the target. */
    record Planned(RowAction action, Optional<TrueRow> live, Optional<TrueRow> target) {
        boolean isWritten() {
            return action != RowAction.KEEP;
        }
    }

    private final Question question;
    private final List<Told> told;
    private final Map<String, TrueRow> live;
    private final Map<String, TrueRow> target = new HashMap<>();
    private final Map<String, ToldRow> without;
    private final Map<String, Planned> planned = new TreeMap<>();
    /** By key, the references alone that come back. */
    private final Map<String, Set<String>> relinked = new HashMap<>();

    TableOracle(ToldHistory history, Question question) {
        this.question = question;
        this.told = history.toldFrom(question.target().from());
        this.live = history.rowsAt(history.size());
        this.without =
                history.without(question.target().named(), question.table().columns());
        switch (question.target().asks()) {
            case INSTANT -> target.putAll(history.rowsAt(question.target().from()));
            case BEFORE ->
                target.putAll(history.rowsBefore(
                        question.target().named().iterator().next(),
                        question.target().from(),
                        question.table().columns()));
            case WITHOUT -> {
                target.putAll(live);
                without.forEach((key, row) -> put(key, question.overwrites() ? row.overwritten() : row.kept()));
            }
        }
        target.replaceAll((key, row) -> mapped(row));
        plan();
    }

    private TrueRow mapped(TrueRow then) {
        Map<String, String> values = new TreeMap<>(then.values());
        question.sources().forEach((to, from) -> {
            values.remove(to);
            then.value(from).ifPresent(value -> values.put(to, value));
        });
        return new TrueRow(values);
    }

    private void put(String key, Optional<TrueRow> row) {
        target.remove(key);
        row.ifPresent(there -> target.put(key, there));
    }

    private void plan() {
        Set<String> keys = new TreeSet<>(live.keySet());
        keys.addAll(target.keySet());
        for (String key : keys) {
            Optional<TrueRow> now = Optional.ofNullable(live.get(key));
            Optional<TrueRow> then = Optional.ofNullable(target.get(key));
            if (isInScope(key, now, then) && differ(now, then)) {
                planned.put(key, new Planned(action(now, then), now, then));
            }
        }
    }

    GapTable table() {
        return question.table();
    }

    /** By key, all rows in scope that differ. */
    Map<String, Planned> planned() {
        return planned;
    }

    /** Of a row that would refer to what nobody has: whether it changes what the plan does. */
    boolean settle(String key, String column) {
        return switch (question.policy().missingReferences()) {
            case SKIP -> {
                planned.computeIfPresent(key, (same, row) -> new Planned(RowAction.KEEP, row.live(), row.target()));
                yield true;
            }
            case NULL -> {
                planned.computeIfPresent(
                        key,
                        (same, row) -> new Planned(
                                row.action(), row.live(), row.target().map(then -> cutLoose(then, column))));
                yield true;
            }
            case REFUSE, CREATE -> false;
        };
    }

    private static TrueRow cutLoose(TrueRow row, String column) {
        Map<String, String> values = new TreeMap<>(row.values());
        values.remove(column);
        return new TrueRow(values);
    }

    Optional<TrueRow> live(String key) {
        return Optional.ofNullable(live.get(key));
    }

    /** The rows as they would be, in scope or not. */
    Map<String, TrueRow> target() {
        return target;
    }

    /**
     * A row that is there, and refers to nothing, takes back what it referred to, and nothing else.
     *
     * @return whether it did not before
     */
    boolean relink(String key, String column, TrueRow then) {
        TrueRow now = live(key).orElseThrow();
        boolean isMine = planned.containsKey(key) == relinked.containsKey(key);
        if (now.value(column).isPresent() || !isMine) {
            return false;
        }
        boolean isNew = relinked.computeIfAbsent(key, row -> new HashSet<>()).add(column);
        TrueRow so =
                Optional.ofNullable(planned.get(key)).flatMap(Planned::target).orElse(now);
        Map<String, String> values = new TreeMap<>(so.values());
        values.put(column, then.value(column).orElseThrow());
        add(key, new Planned(RowAction.CHANGE, Optional.of(now), Optional.of(new TrueRow(values))));
        return isNew;
    }

    void add(String key, Planned row) {
        planned.put(key, row);
    }

    /** A row of which there is nothing can only be created whole. */
    boolean hasWholeRows() {
        return question.isWhole();
    }

    boolean creates() {
        return planned.values().stream().anyMatch(row -> row.action() == RowAction.CREATE);
    }

    /** Whether the plan writes this column of a row that it sets back. */
    boolean writes(String column) {
        return question.columns().contains(column);
    }

    /** Every change since the target, in the order they were made. */
    List<Judged> judged() {
        return told.stream().map(change -> new Judged(change, outcome(change))).toList();
    }

    private Outcome outcome(Told change) {
        Optional<Planned> row = Optional.ofNullable(planned.get(change.key())).filter(Planned::isWritten);
        if (row.isEmpty() || !isTakenBack(change)) {
            return Outcome.KEPT;
        }
        boolean isMeant = question.target().asks() == Asks.INSTANT
                ? row.orElseThrow().action() != RowAction.REMOVE
                : isNamed(change);
        return isMeant ? Outcome.BROUGHT_BACK : Outcome.LOST;
    }

    /** As the plan leaves a row that it writes. */
    Optional<TrueRow> written(Planned row) {
        return row.target().map(then -> merged(row.live(), then));
    }

    private boolean isInScope(String key, Optional<TrueRow> now, Optional<TrueRow> then) {
        return (question.keys().isEmpty() || question.keys().contains(key))
                && question.rows().test(now, then);
    }

    private RowAction action(Optional<TrueRow> now, Optional<TrueRow> then) {
        RestorePolicy policy = question.policy();
        if (now.isEmpty()) {
            return question.isWhole() && policy.missing() == MissingRows.CREATE ? RowAction.CREATE : RowAction.KEEP;
        }
        if (then.isEmpty()) {
            return question.isWhole() && policy.added() == AddedRows.REMOVE ? RowAction.REMOVE : RowAction.KEEP;
        }
        return policy.changed() == ChangedRows.BRING_BACK ? RowAction.CHANGE : RowAction.KEEP;
    }

    private boolean differ(Optional<TrueRow> one, Optional<TrueRow> other) {
        return one.isPresent() != other.isPresent()
                || question.columns().stream()
                        .anyMatch(column -> !value(one, column).equals(value(other, column)));
    }

    private static Optional<String> value(Optional<TrueRow> row, String column) {
        return row.flatMap(there -> there.value(column));
    }

    /** Columns that the plan does not write stay as they are. */
    private TrueRow merged(Optional<TrueRow> now, TrueRow then) {
        Map<String, String> values = new TreeMap<>();
        for (String column : question.table().columns()) {
            value(writes(column) ? Optional.of(then) : now, column).ifPresent(value -> values.put(column, value));
        }
        return new TrueRow(values);
    }

    private boolean isNamed(Told change) {
        return question.target().named().contains(change.transaction());
    }

    private boolean isTakenBack(Told change) {
        if (!question.isWhole() && !touchesScope(change)) {
            return false;
        }
        if (relinked.containsKey(change.key()) && !touchesReference(change)) {
            return false;
        }
        OptionalInt first =
                ofRow(change.key()).filter(this::isNamed).mapToInt(Told::at).findFirst();
        return switch (question.target().asks()) {
            case INSTANT -> true;
            case BEFORE -> first.isEmpty() || change.at() >= first.getAsInt();
            case WITHOUT ->
                isNamed(change)
                        || (question.overwrites()
                                && !conflictsOf(change.key()).isEmpty()
                                && change.at() > first.orElseThrow());
        };
    }

    private Stream<Told> ofRow(String key) {
        return told.stream().filter(change -> change.key().equals(key));
    }

    private boolean touchesReference(Told change) {
        boolean refersElsewhere = relinked.getOrDefault(change.key(), Set.of()).stream()
                .anyMatch(column -> !value(change.before(), column).equals(value(change.after(), column)));
        return change.kind() == Kind.CAME || (change.kind() == Kind.CHANGED && refersElsewhere);
    }

    private boolean touchesScope(Told change) {
        return change.kind() == Kind.CAME || (change.kind() == Kind.CHANGED && differ(change.before(), change.after()));
    }

    private List<String> conflictsOf(String key) {
        return question.target().asks() == Asks.WITHOUT && without.containsKey(key)
                ? Optional.ofNullable(without.get(key)).map(ToldRow::conflicts).orElseThrow()
                : List.of();
    }

    /** What others have written over what the named transactions did, in rows in scope or planned: key and column. */
    Set<String> conflicts() {
        Set<String> conflicts = new TreeSet<>();
        Set<String> keys = new HashSet<>(without.keySet());
        keys.removeIf(
                key -> !planned.containsKey(key) && !isInScope(key, live(key), Optional.ofNullable(target.get(key))));
        for (String key : keys) {
            conflictsOf(key).forEach(column -> conflicts.add(key + " " + column));
        }
        return conflicts;
    }
}
