package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.ColumnSource;
import io.tillback.model.Condition;
import io.tillback.model.RestoreScope;
import io.tillback.model.RowScope.Matching;
import io.tillback.model.RowScope.Side;
import io.tillback.model.TableShape;
import io.tillback.plan.Drift.Kind;
import io.tillback.timeline.PastColumn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a table was built then, seen from today: where the past of each column is found, and which columns have none.
 *
 * @param live the table as it is built now, with the columns that identify its rows in this plan as its key
 * @param past the columns the plan compares and writes, in the table's order, key included
 * @param asked columns that only a condition on rows of then names, which it finds where the plan would
 * @param answers what differs, and what the plan makes of it
 */
record SchemaDrift(TableShape live, List<PastColumn> past, List<PastColumn> asked, List<Drift> answers) {
    SchemaDrift {
        past = List.copyOf(past);
        asked = List.copyOf(asked);
        answers = List.copyOf(answers);
    }

    List<ColumnName> columns() {
        return past.stream().map(column -> column.live().name()).toList();
    }

    /** What has to be known of rows of then: what the plan compares and what it asks of them. */
    List<PastColumn> staged() {
        return Stream.concat(past.stream(), asked.stream()).toList();
    }

    /** Whether rows whose keys were different then have different keys today. */
    boolean keepsKeysApart() {
        return past.stream()
                .filter(column -> live.key().contains(column.live().name()))
                .allMatch(PastColumn::keepsValuesApart);
    }

    /** Columns that rows to be created would have to have, and for which the past has no value. */
    List<ColumnName> unfillable() {
        return live.storedColumns().stream()
                .filter(column -> column.omitted() == Column.Omitted.REFUSED)
                .map(Column::name)
                .filter(name -> !columns().contains(name))
                .toList();
    }

    /**
     * Compares how a table is built now with how it was built then.
     *
     * @throws RestoreException COLUMN_UNKNOWN, COLUMN_NOT_RESTORABLE for columns that the scope names; SCHEMA_CHANGED if a
     *     column that was asked for, or that identifies rows, has no past
     */
    static SchemaDrift between(TableShape now, TableShape then, RestoreScope scope) {
        return new Comparison(keyed(now, scope), then, scope).compare();
    }

    private static TableShape keyed(TableShape table, RestoreScope scope) {
        List<ColumnName> matchBy = scope.past().matchBy();
        for (ColumnName name : matchBy) {
            requireStored(table, name, "match rows by column");
        }
        return matchBy.isEmpty() ? table : table.withKey(matchBy);
    }

    private static Column requireStored(TableShape table, ColumnName name, String attempt) {
        Column column = table.findColumn(name)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.COLUMN_UNKNOWN,
                        "Cannot " + attempt + " " + name + ": " + table.id() + " has no such column",
                        "Name one of its columns; case and spaces count."));
        if (!column.isStored()) {
            throw new RestoreException(
                    ErrorCode.COLUMN_NOT_RESTORABLE,
                    "Cannot " + attempt + " " + name + " of " + table.id() + ": it is computed by the database",
                    "Restore the columns it is computed from.");
        }
        return column;
    }

    /** For taking a restore back: the plan's own rows are the past, so nothing may have changed. */
    static void requireUnchanged(TablePlan before, TableShape live) {
        for (ColumnName name : before.columns()) {
            Column now =
                    live.findColumn(name).orElseThrow(() -> changed(live, "column " + name + " was dropped since"));
            Column then = before.shape().findColumn(name).orElseThrow();
            if (!now.type().equals(then.type())) {
                throw changed(live, "column " + name + " was " + then.type() + " then and is " + now.type() + " now");
            }
            if (before.key().contains(name)) {
                requireComparable(live, now, then.values().collation());
            }
        }
    }

    /** The plan's keys have the collation of then, if any; the database does not compare them with those of another. */
    private static void requireComparable(TableShape live, Column now, Optional<String> then) {
        Optional<String> today = now.values().collation();
        if (then.isPresent() && today.isPresent() && !then.equals(today)) {
            throw changed(
                    live,
                    "key column " + now.name() + " had the collation " + then.get() + " then and has " + today.get()
                            + " now");
        }
    }

    private static RestoreException changed(TableShape table, String fact) {
        return new RestoreException(
                ErrorCode.SCHEMA_CHANGED,
                "Cannot take the restore of " + table.id() + " back: " + fact,
                "Plan a restore from a snapshot instead, and say where the columns were then.");
    }

    private static final class Comparison {
        private final TableShape live;
        private final TableShape then;
        private final RestoreScope scope;
        private final List<PastColumn> past = new ArrayList<>();
        private final List<PastColumn> asked = new ArrayList<>();
        private final List<Drift> answers = new ArrayList<>();

        private Comparison(TableShape live, TableShape then, RestoreScope scope) {
            this.live = live;
            this.then = then;
            this.scope = scope;
        }

        private SchemaDrift compare() {
            checkNames();
            if (!then.id().equals(live.id())) {
                answer(Kind.TABLE_RENAMED, "It was called " + then.id() + " then: its rows are taken from there.");
            }
            if (then.kind() != live.kind()) {
                answer(
                        Kind.TABLE_PARTITIONED,
                        live.kind() == TableShape.Kind.PARTITIONED
                                ? "It was one table then and is partitioned now: each row goes where it belongs today."
                                : "It was partitioned then and is one table now: the rows of all partitions come back"
                                        + " into it.");
            }
            for (Column column : live.storedColumns()) {
                if (isWanted(column.name())) {
                    findPast(column).ifPresentOrElse(this::take, () -> leaveOut(column));
                }
            }
            nameDropped();
            if (!then.key().equals(live.key()) && !live.key().isEmpty()) {
                answer(
                        Kind.KEY_CHANGED,
                        "Rows were identified by " + names(then.key()) + " then: they are matched by "
                                + names(live.key()) + " now.");
            }
            conditionOnThen().ifPresent(this::ask);
            return new SchemaDrift(live, past, asked, answers);
        }

        private Optional<Condition> conditionOnThen() {
            return scope.rows().match(Optional::empty, keys -> Optional.empty(), matching -> Optional.of(matching)
                    .filter(rows -> rows.side() != Side.LIVE)
                    .map(Matching::condition));
        }

        private void ask(Condition condition) {
            Set<ColumnName> known =
                    past.stream().map(column -> column.live().name()).collect(Collectors.toSet());
            live.storedColumns().stream()
                    .filter(column -> condition.columns().contains(column.name()) && !known.contains(column.name()))
                    .map(column -> findPast(column).orElseThrow(() -> unknownThen(column.name())))
                    .forEach(asked::add);
        }

        private RestoreException unknownThen(ColumnName name) {
            return new RestoreException(
                    ErrorCode.SCHEMA_CHANGED,
                    "Cannot ask rows of then for " + name + ": " + then.id() + " had no such column",
                    "Ask the rows of now alone (side LIVE), or say which column of then it takes its values from"
                            + " (columnMap).");
        }

        private void checkNames() {
            scope.columns().match(() -> true, some -> {
                some.names().forEach(this::requireRestorable);
                return true;
            });
            for (ColumnSource source : scope.past().columns()) {
                requireStored(live, source.column(), "map a value to column");
            }
        }

        private void requireRestorable(ColumnName name) {
            requireStored(live, name, "restore column");
            if (live.key().contains(name)) {
                throw new RestoreException(
                        ErrorCode.COLUMN_NOT_RESTORABLE,
                        "Cannot restore column " + name + " of " + live.id() + ": it is part of the key",
                        "Restore whole rows instead.");
            }
        }

        private boolean isWanted(ColumnName name) {
            return live.key().contains(name)
                    || scope.columns().match(() -> true, some -> some.names().contains(name));
        }

        private Optional<PastColumn> findPast(Column column) {
            Optional<ColumnSource> source = scope.past().findSource(column.name());
            if (source.isEmpty()) {
                return then.findColumn(column.name()).filter(Column::isStored).map(was -> PastColumn.from(column, was));
            }
            return Optional.of(source.get()
                    .value()
                    .map(value -> PastColumn.valued(column, value))
                    .orElseGet(() ->
                            PastColumn.from(column, mapped(source.get().from().orElseThrow()))));
        }

        private Column mapped(ColumnName name) {
            return then.findColumn(name)
                    .filter(Column::isStored)
                    .orElseThrow(() -> new RestoreException(
                            ErrorCode.COLUMN_UNKNOWN,
                            "Cannot take values from column " + name + " of " + then.id()
                                    + ": the snapshot holds no such column",
                            "Name one of " + names(columnsOf(then)) + "."));
        }

        private void take(PastColumn column) {
            past.add(column);
            column.value()
                    .ifPresent(value -> answer(
                            Kind.COLUMN_MAPPED,
                            "Column " + column.live().name() + " gets the value '" + value + "' in every row."));
            column.then().ifPresent(was -> describe(column.live(), was));
        }

        private void describe(Column now, Column was) {
            if (!now.name().equals(was.name())) {
                answer(
                        Kind.COLUMN_MAPPED,
                        "Column " + now.name() + " takes its values from column " + was.name() + ".");
            }
            if (!now.type().equals(was.type())) {
                answer(
                        Kind.COLUMN_RETYPED,
                        "Column " + now.name() + " was " + was.type() + " then and is " + now.type()
                                + " now: each value is converted; a row with a value that does not fit stays as it is.");
            }
        }

        private void leaveOut(Column column) {
            ColumnName name = column.name();
            String fact = then.findColumn(name).isPresent()
                    ? "column " + name + " was computed by the database then, so the snapshot does not hold it"
                    : "column " + name + " was added since";
            boolean named = scope.columns().match(() -> false, some -> true);
            if (named || live.key().contains(name)) {
                throw new RestoreException(
                        ErrorCode.SCHEMA_CHANGED,
                        "Cannot " + (live.key().contains(name) ? "match rows of " : "restore columns of ") + live.id()
                                + ": " + fact,
                        live.key().contains(name)
                                ? "Name columns that identify a row on both sides (matchBy), or say where " + name
                                        + " takes its value from (columnMap)."
                                : "Leave it out, or say which column of then it takes its values from (columnMap).");
            }
            answer(
                    Kind.COLUMN_ADDED,
                    Character.toUpperCase(fact.charAt(0)) + fact.substring(1)
                            + ": existing rows keep its value, created rows get "
                            + (column.omitted() == Column.Omitted.FILLED ? "its default." : "none, which it refuses."));
        }

        private void nameDropped() {
            Set<ColumnName> used = new HashSet<>();
            past.forEach(column -> column.then().ifPresent(was -> used.add(was.name())));
            boolean whole = scope.columns().match(() -> true, some -> false);
            for (Column column : then.storedColumns()) {
                boolean gone = live.findColumn(column.name()).isEmpty();
                if (whole && gone && !used.contains(column.name())) {
                    answer(
                            Kind.COLUMN_DROPPED,
                            "Column " + column.name() + " was dropped since: its values do not come back, unless it is"
                                    + " added again or another column takes them (columnMap).");
                }
            }
        }

        private void answer(Kind kind, String sentence) {
            answers.add(new Drift(live.id(), kind, sentence));
        }

        private static List<ColumnName> columnsOf(TableShape table) {
            return table.storedColumns().stream().map(Column::name).toList();
        }

        private static String names(List<ColumnName> columns) {
            return columns.isEmpty()
                    ? "nothing"
                    : columns.stream().map(ColumnName::value).collect(Collectors.joining(", "));
        }
    }
}
