package io.tillback.plan;

import static io.tillback.model.InWords.counted;
import static io.tillback.model.InWords.rows;

import io.tillback.model.ColumnName;
import io.tillback.model.ColumnScope;
import io.tillback.model.Json;
import io.tillback.model.RestoreRequest;
import io.tillback.model.RestoreTarget;
import io.tillback.model.Sha256;
import io.tillback.model.TableId;
import io.tillback.plan.DataGap.TableChanges;
import io.tillback.plan.DataGap.TableGap;
import io.tillback.plan.DataGap.Unknown;
import io.tillback.plan.PastSource.Copy;
import io.tillback.plan.PastSource.Hole;
import io.tillback.plan.PastSource.SnapshotAndJournal;
import io.tillback.plan.Planner.Window;
import io.tillback.plan.TablePlan.RowCounts;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what accepting a plan costs, in figures and in words. */
final class DataGaps {
    private static final String NO_JOURNAL =
            "No journal covers this window: changes that left no difference are not known, and nothing tells damage from"
                    + " later work in the rows that differ.";

    private DataGaps() {}

    static DataGap of(
            RestoreRequest request,
            List<TablePlan> tables,
            List<TableChanges> changes,
            List<Drift> drift,
            Window window,
            String fingerprint) {
        boolean loses = losesRemoved(request);
        List<TableGap> gaps = tables.stream().map(table -> gap(table, loses)).toList();
        List<Unknown> unknowns = window.source()
                .match(
                        journal -> unaccounted(changes, window),
                        back -> Stream.concat(unaccounted(changes, window).stream(), unknown(back, window).stream())
                                .toList(),
                        snapshot -> unknown(tables, changes, window),
                        nearest -> unknown(tables, changes, window),
                        applied -> List.of());
        List<String> headline = headline(request, tables, changes, drift, window);
        String hash = Sha256.of(fingerprint + Json.write(List.of(gaps, changes, unknowns, headline)));
        return new DataGap(window.from(), window.to(), gaps, changes, unknowns, headline, hash);
    }

    private static List<Unknown> unknown(List<TablePlan> tables, List<TableChanges> changes, Window window) {
        return Stream.concat(unaccounted(changes, window).stream(), unknown(untold(tables, changes), window).stream())
                .toList();
    }

    private static List<Unknown> unaccounted(List<TableChanges> changes, Window window) {
        return changes.stream()
                .filter(table -> !table.counts().addUp())
                .map(table -> new Unknown(table.table(), window.from(), window.to(), unaccounted(table)))
                .toList();
    }

    private static String unaccounted(TableChanges table) {
        ChangeCounts counts = table.counts();
        return String.format(
                Locale.ROOT,
                "Of %,d changes to %s, %,d are accounted for.",
                counts.total(),
                table.table(),
                counts.takenBack() + counts.kept());
    }

    private static List<TablePlan> untold(List<TablePlan> tables, List<TableChanges> changes) {
        Set<TableId> told = changes.stream().map(TableChanges::table).collect(Collectors.toSet());
        return tables.stream().filter(table -> !told.contains(table.table())).toList();
    }

    private static List<Unknown> unknown(List<TablePlan> tables, Window window) {
        return tables.stream()
                .map(table -> new Unknown(table.table(), window.from(), window.to(), NO_JOURNAL))
                .toList();
    }

    private static List<Unknown> unknown(SnapshotAndJournal back, Window window) {
        return back.copies().stream()
                .flatMap(copy -> copy.holes().stream()
                        .map(hole -> new Unknown(
                                copy.table(), hole.from(), hole.to().orElse(window.to()), ended(copy, hole))))
                .toList();
    }

    private static String ended(Copy copy, Hole hole) {
        return "Recording of " + copy.table() + " had ended: " + hole.reason() + ".";
    }

    private static List<String> lines(SnapshotAndJournal back) {
        List<String> lines = new ArrayList<>();
        back.copies().forEach(copy -> copy.holes().forEach(hole -> lines.add(unknown(copy, hole))));
        Map<String, String> tables = back.copies().stream()
                .collect(Collectors.groupingBy(
                        copy -> copy.snapshot() + ", " + copy.takenAt(),
                        TreeMap::new,
                        Collectors.mapping(copy -> copy.table().toString(), Collectors.joining(", "))));
        tables.forEach((snapshot, of) -> lines.add("The state of " + of + " is exact: that of snapshot " + snapshot
                + ", less every change that the journal holds between "
                + back.state().instant() + " and it."));
        back.cold().forEach(cold -> lines.add("Passed over for " + cold.table() + ": " + cold.inWords() + "."));
        return lines;
    }

    private static String unknown(Copy copy, Hole hole) {
        return hole.to().map(to -> "Unknown from " + hole.from() + " to " + to).orElse("Unknown since " + hole.from())
                + ": " + ended(copy, hole);
    }

    /** Rows made since the target and removed are lost; taking a restore back removes only what that restore made. */
    private static TableGap gap(TablePlan table, boolean loses) {
        RowCounts counts = table.counts();
        long back = counts.create() + counts.change();
        long kept = counts.leaveDifferent() + counts.outside();
        return loses
                ? new TableGap(table.table(), back, counts.remove(), kept)
                : new TableGap(table.table(), back + counts.remove(), 0, kept);
    }

    private static boolean losesRemoved(RestoreRequest request) {
        return !(request.target() instanceof RestoreTarget.BeforeRestore);
    }

    /** What is unknown names its tables, unless it is all of them. */
    private static String known(List<TablePlan> tables, List<TableChanges> changes, Window window) {
        List<TablePlan> untold = untold(tables, changes);
        if (untold.isEmpty()) {
            return exactness(changes, window);
        }
        String of = changes.isEmpty()
                ? ""
                : untold.stream().map(table -> table.table().toString()).collect(Collectors.joining(", ", " of ", ""));
        return "Unknown: no journal covers " + window(window) + of
                + ", so changes in it that left no difference are not known.";
    }

    private static List<String> headline(
            RestoreRequest request,
            List<TablePlan> tables,
            List<TableChanges> changes,
            List<Drift> drift,
            Window window) {
        List<String> lines = new ArrayList<>();
        lines.addAll(window.source()
                .match(
                        journal -> List.of(exactness(changes, window)),
                        back -> Stream.concat(
                                        untold(tables, changes).isEmpty()
                                                ? Stream.of(exactness(changes, window))
                                                : Stream.empty(),
                                        lines(back).stream())
                                .toList(),
                        snapshot -> List.of(known(tables, changes, window)),
                        nearest -> List.of(
                                known(tables, changes, window),
                                "The state is that of snapshot " + nearest.id() + ", " + window.from()
                                        + ", the newest that is not after what was asked for. " + nearest.because()
                                        + "."),
                        applied -> List.of("Exact: every row the restore wrote was kept with its plan.")));
        // Which state it is comes before what that means; what is left of the state of now comes after.
        boolean takesOut = request.target() instanceof RestoreTarget.WithoutTransactions;
        if (!takesOut) {
            lines.addAll(window.because());
        }
        for (TablePlan table : tables) {
            lines.add(sentence(table, request));
            changes.stream().filter(of -> of.table().equals(table.table())).forEach(of -> lines.add(sentence(of)));
        }
        if (takesOut) {
            lines.addAll(window.because());
        }
        drift.stream()
                .filter(answer -> answer.kind() == Drift.Kind.VALUES_UNFIT)
                .forEach(answer -> lines.add("In " + answer.table() + ", " + answer.answer()));
        if (losesRemoved(request) && keepsAll(tables)) {
            lines.add("No row made since is removed.");
        }
        lines.add("Nothing else is written: every other row, column and table stays as it is.");
        return lines;
    }

    private static String exactness(List<TableChanges> changes, Window window) {
        return changes.stream()
                .filter(table -> !table.counts().addUp())
                .findFirst()
                .map(table -> "Inexact: " + unaccounted(table))
                .orElse("Exact: the journal holds every change of " + window(window) + ".");
    }

    /** Every change under one of three, and their sum. */
    private static String sentence(TableChanges table) {
        ChangeCounts counts = table.counts();
        return String.format(
                Locale.ROOT,
                "Since then %s %s made to %s: %,d brought back, %,d lost, %,d kept.",
                counted(counts.total(), "change"),
                counts.total() == 1 ? "was" : "were",
                table.table(),
                counts.broughtBack(),
                counts.lost(),
                counts.kept());
    }

    private static boolean keepsAll(List<TablePlan> tables) {
        return tables.stream().allMatch(table -> table.counts().remove() == 0);
    }

    private static String sentence(TablePlan table, RestoreRequest request) {
        RowCounts counts = table.counts();
        if (counts.toWrite() == 0) {
            return "Accepting writes nothing to " + table.table() + kept(counts) + ".";
        }
        List<String> parts = new ArrayList<>();
        if (counts.create() > 0) {
            parts.add("creates " + rows(counts.create()));
        }
        if (counts.change() > 0) {
            parts.add("sets " + rows(counts.change()) + " back");
        }
        if (counts.remove() > 0) {
            boolean loses = losesRemoved(request);
            parts.add((loses ? "loses " : "removes ") + rows(counts.remove()) + (loses ? " made since" : ""));
        }
        return "Accepting " + String.join(", ", parts) + columns(table, request) + table.table() + kept(counts) + ".";
    }

    private static String kept(RowCounts counts) {
        long kept = counts.leaveDifferent() + counts.outside();
        return kept == 0 ? "" : "; " + rows(kept) + (kept == 1 ? " that differs stays" : " that differ stay");
    }

    /** Where the rows are: in a table, or in some columns of it. */
    private static String columns(TablePlan table, RestoreRequest request) {
        return request.scopes().stream()
                .filter(scope -> scope.table().equals(table.table()))
                .findFirst()
                .map(scope -> scope.columns().match(() -> " in ", DataGaps::columns))
                .orElse(" in ");
    }

    private static String columns(ColumnScope.Columns some) {
        String names = some.names().stream().map(ColumnName::value).collect(Collectors.joining(", "));
        return (some.names().size() == 1 ? " in column " : " in columns ") + names + " of ";
    }

    private static String window(Window window) {
        Duration length = Duration.between(window.from(), window.to());
        return window.from().truncatedTo(ChronoUnit.SECONDS) + " to "
                + window.to().truncatedTo(ChronoUnit.SECONDS) + " ("
                + (length.isNegative() ? "the database's clock was set back in between" : words(length)) + ")";
    }

    private static String words(Duration length) {
        return length.toMinutes() < 2 ? Math.max(0, length.toSeconds()) + " s" : length.toMinutes() + " min";
    }
}
