package io.tillback.model;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which recorded changes are looked for. All that is said must hold; what is left empty does not matter.
 *
 * @param transactions the database's own numbers, of 64 bits without a sign; one of them
 */
public record ChangeCriteria(Optional<TableId> table, Rows rows, By by, List<Long> transactions, Window window) {
    /** What a record says was done. A row that takes another key is updated; under the new key it is inserted. */
    public enum Operation {
        INSERT,
        UPDATE,
        DELETE,
        TRUNCATE
    }

    /**
     * What became of a row.
     *
     * @param columns at least one of these holds another value after the change, of a row that was there before and is after
     * @param before holds for the row as the change found it; never of one that was not there
     * @param after holds for the row as the change left it; never of one that was not there, or of which that is not known
     * @param operations one of these
     */
    public record Rows(
            Optional<RowKey> key,
            List<ColumnName> columns,
            Optional<Condition> before,
            Optional<Condition> after,
            Set<Operation> operations) {
        public static final Rows ANY =
                new Rows(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Set.of());

        public Rows {
            columns = List.copyOf(columns);
            operations = Set.copyOf(operations);
        }

        /** Whether it takes more than single records to tell. */
        public boolean areCompared() {
            return !columns.isEmpty() || before.isPresent() || after.isPresent();
        }

        /** Whether they are about some rows of a table, or some changes of them. */
        public boolean areNarrowed() {
            return areCompared() || key.isPresent();
        }

        /** All columns that are named. */
        public Set<ColumnName> named() {
            Set<ColumnName> named = new LinkedHashSet<>(columns);
            before.ifPresent(condition -> named.addAll(named(condition)));
            after.ifPresent(condition -> named.addAll(named(condition)));
            return named;
        }

        private static Set<ColumnName> named(Condition condition) {
            return condition.match(
                    compare -> Set.of(compare.column()),
                    isNull -> Set.of(isNull.column()),
                    in -> Set.of(in.column()),
                    and -> named(and.all()),
                    or -> named(or.any()),
                    not -> named(not.not()));
        }

        private static Set<ColumnName> named(List<Condition> conditions) {
            return conditions.stream()
                    .flatMap(condition -> named(condition).stream())
                    .collect(Collectors.toSet());
        }
    }

    /** Who told of a change, each exactly as told. */
    public record By(
            Optional<String> actor, Optional<String> request, Optional<String> release, Optional<String> sessionUser) {
        public static final By ANYBODY = new By(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public boolean isAnybody() {
            return equals(ANYBODY);
        }
    }

    /**
     * What was committed in it, to the beat. UTC.
     *
     * @param from the newest moment that is not after it is where the window begins
     * @param to the oldest moment after it is where the window ends
     * @param sinceRelease announced by this name: the window begins at its moment
     */
    public record Window(Optional<Instant> from, Optional<Instant> to, Optional<String> sinceRelease) {
        public static final Window ALL = new Window(Optional.empty(), Optional.empty(), Optional.empty());

        public Window {
            Check.require(from.isEmpty() || sinceRelease.isEmpty(), "a window begins at an instant and at a release");
            Check.require(
                    from.isEmpty() || to.isEmpty() || from.get().isBefore(to.get()), "a window ends before it begins");
        }
    }

    public static final ChangeCriteria ALL =
            new ChangeCriteria(Optional.empty(), Rows.ANY, By.ANYBODY, List.of(), Window.ALL);

    public ChangeCriteria {
        transactions = List.copyOf(transactions);
        Check.require(table.isPresent() || !rows.areNarrowed(), "a key, columns or a condition without a table");
    }

    public ChangeCriteria within(List<Long> some) {
        return new ChangeCriteria(table, rows, by, some, window);
    }
}
