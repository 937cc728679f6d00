package io.tillback.engine;

import io.tillback.engine.ToldHistory.Kind;
import io.tillback.engine.ToldHistory.Told;
import io.tillback.engine.WalTransactions.TrueRow;
import io.tillback.model.RestorePolicy;
import io.tillback.model.RestorePolicy.AddedRows;
import io.tillback.model.RestorePolicy.ChangedRows;
import io.tillback.model.RestorePolicy.Conflicts;
import io.tillback.model.RestorePolicy.MissingRows;
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
final class GapOracle {
    static final List<String> COLUMNS = List.of("id", "a", "b", "c");

    /**
     * @param target what is asked for
     * @param columns those that the plan compares and writes, the key among them
     * @param rows whether the plan looks at a row, live and at the target
     * @param keys those of the rows that it looks at; none, if it looks at all
     */
    record Question(
            Target target,
            List<String> columns,
            BiPredicate<Optional<TrueRow>, Optional<TrueRow>> rows,
            Set<String> keys,
            RestorePolicy policy) {
        private boolean isWhole() {
            return columns.size() == COLUMNS.size();
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

    /** What is to be expected. */
    record Answer(long total, long broughtBack, long lost, Set<String> conflicts, Map<String, TrueRow> rows) {
        long kept() {
            return total - broughtBack - lost;
        }
    }

    private final Question question;
    private final List<Told> told;
    private final Map<String, TrueRow> live;
    private final Map<String, TrueRow> target = new HashMap<>();
    private final Map<String, ToldRow> without;

    GapOracle(ToldHistory history, Question question) {
        this.question = question;
        this.told = history.toldFrom(question.target().from());
        this.live = history.rowsAt(history.size());
        this.without = history.without(question.target().named(), COLUMNS);
        switch (question.target().asks()) {
            case INSTANT -> target.putAll(history.rowsAt(question.target().from()));
            case BEFORE -> {
                target.putAll(history.rowsAt(question.target().from()));
                without.forEach((key, row) -> put(
                        key,
                        row.steps().stream()
                                .filter(ToldRow.Step::isDamage)
                                .findFirst()
                                .flatMap(ToldRow.Step::before)));
            }
            case WITHOUT -> {
                target.putAll(live);
                without.forEach((key, row) -> put(key, question.overwrites() ? row.overwritten() : row.kept()));
            }
        }
    }

    private void put(String key, Optional<TrueRow> row) {
        target.remove(key);
        row.ifPresent(there -> target.put(key, there));
    }

    Answer answer() {
        Map<String, TrueRow> rows = new TreeMap<>(live);
        Map<String, Boolean> removes = new HashMap<>();
        Set<String> keys = new TreeSet<>(live.keySet());
        keys.addAll(target.keySet());
        for (String key : keys) {
            Optional<TrueRow> now = Optional.ofNullable(live.get(key));
            Optional<TrueRow> then = Optional.ofNullable(target.get(key));
            if (isInScope(key, now, then) && isWritten(now, then)) {
                removes.put(key, then.isEmpty());
                rows.remove(key);
                then.ifPresent(row -> rows.put(key, written(now, row)));
            }
        }
        long broughtBack = 0;
        long lost = 0;
        for (Told change : told) {
            if (removes.containsKey(change.key()) && isTakenBack(change)) {
                boolean isMeant = question.target().asks() == Asks.INSTANT
                        ? !removes.getOrDefault(change.key(), false)
                        : isNamed(change);
                broughtBack += isMeant ? 1 : 0;
                lost += isMeant ? 0 : 1;
            }
        }
        return new Answer(told.size(), broughtBack, lost, conflicts(), rows);
    }

    private boolean isInScope(String key, Optional<TrueRow> now, Optional<TrueRow> then) {
        return (question.keys().isEmpty() || question.keys().contains(key))
                && question.rows().test(now, then);
    }

    private boolean isWritten(Optional<TrueRow> now, Optional<TrueRow> then) {
        RestorePolicy policy = question.policy();
        if (now.isEmpty()) {
            return question.isWhole() && policy.missing() == MissingRows.CREATE;
        }
        if (then.isEmpty()) {
            return question.isWhole() && policy.added() == AddedRows.REMOVE;
        }
        return differ(now.get(), then.get()) && policy.changed() == ChangedRows.BRING_BACK;
    }

    private boolean differ(TrueRow one, TrueRow other) {
        return question.columns().stream().anyMatch(column -> !one.value(column).equals(other.value(column)));
    }

    /** Columns that the plan does not write stay as they are. */
    private TrueRow written(Optional<TrueRow> now, TrueRow then) {
        Map<String, String> values = new TreeMap<>();
        for (String column : COLUMNS) {
            Optional<TrueRow> from = question.columns().contains(column) ? Optional.of(then) : now;
            from.flatMap(row -> row.value(column)).ifPresent(value -> values.put(column, value));
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

    private boolean touchesScope(Told change) {
        return change.kind() == Kind.CAME
                || (change.kind() == Kind.CHANGED
                        && differ(change.before().orElseThrow(), change.after().orElseThrow()));
    }

    private List<String> conflictsOf(String key) {
        return question.target().asks() == Asks.WITHOUT && without.containsKey(key)
                ? Optional.ofNullable(without.get(key)).map(ToldRow::conflicts).orElseThrow()
                : List.of();
    }

    private Set<String> conflicts() {
        Set<String> conflicts = new TreeSet<>();
        Set<String> keys = new HashSet<>(without.keySet());
        keys.removeIf(key -> !question.keys().isEmpty() && !question.keys().contains(key));
        for (String key : keys) {
            conflictsOf(key).forEach(column -> conflicts.add(key + " " + column));
        }
        return conflicts;
    }
}
