package io.tillback.engine;

import io.tillback.engine.WalTransactions.TrueRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One row's history, transaction by transaction, and what it would be without some of them: by who changed each column last.
 *
 * @param steps in order; those of one transaction are one
 */
record ToldRow(List<Step> steps, List<String> columns) {
    /** @param isDamage whether the transaction is one of those in question */
    record Step(boolean isDamage, Optional<TrueRow> before, Optional<TrueRow> after) {
        private boolean changesPresence() {
            return before.isPresent() != after.isPresent();
        }

        private boolean changes(String column) {
            return changesPresence()
                    || !before.flatMap(row -> row.value(column)).equals(after.flatMap(row -> row.value(column)));
        }

        private boolean changesAnything() {
            return !before.equals(after);
        }
    }

    Optional<TrueRow> live() {
        return steps.get(steps.size() - 1).after();
    }

    /** As others leave it; what they wrote over the damage stays. */
    Optional<TrueRow> kept() {
        if (isEdited()) {
            return live();
        }
        return wouldBeThere() ? Optional.of(row(List.of())) : Optional.empty();
    }

    /** What they wrote over the damage goes too. */
    Optional<TrueRow> overwritten() {
        return wouldBeThere() ? Optional.of(row(overwrittenColumns())) : Optional.empty();
    }

    /** Columns of a row that is there that did damage changed, and somebody else after that. */
    List<String> conflicts() {
        if (live().isEmpty()) {
            return List.of();
        }
        return isEdited() ? columns : overwrittenColumns();
    }

    private List<Step> newestFirst() {
        List<Step> reversed = new ArrayList<>(steps);
        Collections.reverse(reversed);
        return reversed;
    }

    private boolean wouldBeThere() {
        boolean there = live().isPresent();
        for (Step step : newestFirst()) {
            if (step.changesPresence()) {
                if (!step.isDamage()) {
                    return there;
                }
                there = step.before().isPresent();
            }
        }
        return there;
    }

    private boolean isEdited() {
        return live().isPresent()
                && !wouldBeThere()
                && newestFirst().stream()
                        .filter(step -> !step.isDamage() && step.changesAnything())
                        .findFirst()
                        .filter(step -> !step.changesPresence())
                        .isPresent();
    }

    private List<String> overwrittenColumns() {
        return columns.stream().filter(this::isOverwritten).toList();
    }

    private boolean isOverwritten(String column) {
        List<Step> changing =
                newestFirst().stream().filter(step -> step.changes(column)).toList();
        return !changing.isEmpty()
                && !changing.get(0).isDamage()
                && changing.stream().anyMatch(Step::isDamage);
    }

    private TrueRow row(List<String> overwritten) {
        Map<String, String> values = new TreeMap<>();
        for (String column : columns) {
            Optional<TrueRow> before = overwritten.contains(column) ? beforeDamage(column) : Optional.empty();
            before.or(() -> last(column))
                    .flatMap(row -> row.value(column))
                    .ifPresent(value -> values.put(column, value));
        }
        return new TrueRow(values);
    }

    /** None, where it came by damage: what others have put there since is theirs. */
    private Optional<TrueRow> beforeDamage(String column) {
        return steps.stream()
                .filter(step -> step.isDamage() && step.changes(column))
                .findFirst()
                .flatMap(Step::before);
    }

    private Optional<TrueRow> last(String column) {
        Optional<TrueRow> state = live();
        for (Step step : newestFirst()) {
            if (step.changes(column)) {
                if (!step.isDamage()) {
                    return step.after();
                }
                state = step.before();
            }
        }
        return state;
    }
}
