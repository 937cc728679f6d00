package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Coverage;
import io.tillback.journal.Journal;
import io.tillback.model.Column;
import io.tillback.model.ColumnName;
import io.tillback.model.PastState;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.model.WayBack;
import io.tillback.plan.PastSource.Cold;
import io.tillback.plan.PastSource.Copy;
import io.tillback.plan.PastSource.Hole;
import io.tillback.plan.PastSource.SnapshotAndJournal;
import io.tillback.snapshot.Manifest;
import io.tillback.snapshot.SnapshotSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From which later snapshots the journal leads back to a state: for each table the next one that was taken before the
 * recording of the table ended, and that can be read without being thawed first. Each table is looked for once.
 */
final class WaysBack {
    private final Journal journal;
    private final Archive archive;
    private final Planner planner;
    private final PastState state;
    private final List<Coverage> coverage;
    private final List<SnapshotSummary> later;
    private final Map<SnapshotId, Manifest> manifests = new HashMap<>();
    private final Map<TableId, Optional<Found>> found = new HashMap<>();
    private final List<Cold> cold = new ArrayList<>();

    /** @param table as it is in the snapshot */
    private record Found(Manifest manifest, Manifest.Table table, Coverage interval) {}

    WaysBack(Journal journal, Archive archive, Planner planner, PastState state) {
        this.journal = journal;
        this.archive = archive;
        this.planner = planner;
        this.state = state;
        this.coverage = journal.findCoverage();
        this.later = archive.listFinished().stream()
                .filter(snapshot -> snapshot.takenAt()
                        .filter(taken -> !taken.isBefore(state.instant()))
                        .isPresent())
                .sorted(Comparator.comparing(WaysBack::takenAt))
                .toList();
    }

    private static Instant takenAt(SnapshotSummary snapshot) {
        return snapshot.takenAt().orElseThrow();
    }

    PastState state() {
        return state;
    }

    /** @param table as it was called then */
    Optional<Manifest.Table> findTable(TableId table) {
        return find(table).map(Found::table);
    }

    Optional<Manifest.Base> findBase(TableId table) {
        return find(table).flatMap(copy -> copy.manifest().base());
    }

    Optional<WayBack> findWay(TableId table) {
        return find(table)
                .map(copy -> new WayBack(
                        copy.interval().companion(), state, copy.manifest().moment()));
    }

    private Optional<Found> find(TableId table) {
        return found.computeIfAbsent(table, wanted -> intervals(wanted)
                .filter(interval -> interval.contains(state.moment()))
                .flatMap(this::copies)
                .filter(this::isReadableAtOnce)
                .findFirst());
    }

    private boolean isReadableAtOnce(Found copy) {
        Manifest manifest = copy.manifest();
        boolean readable = planner.isReadableAtOnce(copy.table(), manifest.base());
        if (!readable) {
            cold.add(new Cold(
                    copy.table().shape().id(), manifest.id(), manifest.moment().takenAt()));
        }
        return readable;
    }

    boolean leadToAll(Collection<TableId> tables) {
        return tables.stream().filter(table -> find(table).isEmpty()).findAny().isEmpty();
    }

    /** Snapshots that would do if they were thawed, of tables for which no other does. */
    List<Cold> onlyCold() {
        return cold.stream().filter(passed -> find(passed.table()).isEmpty()).toList();
    }

    private Stream<Coverage> intervals(TableId table) {
        return coverage.stream()
                .filter(interval -> interval.companion().table().id().equals(table));
    }

    private Stream<Found> copies(Coverage interval) {
        TableShape recorded = interval.companion().table();
        return later.stream()
                .takeWhile(snapshot -> interval.end()
                        .filter(end -> end.last().takenAt().isBefore(takenAt(snapshot)))
                        .isEmpty())
                .map(snapshot -> manifests.computeIfAbsent(snapshot.id(), archive::hold))
                .filter(manifest -> journal.leadsBack(interval, manifest.moment(), state))
                .flatMap(manifest -> manifest
                        .findTable(recorded.id())
                        .filter(table -> isBuiltAs(recorded, table.shape()))
                        .map(table -> new Found(manifest, table, interval))
                        .stream());
    }

    private static boolean isBuiltAs(TableShape recorded, TableShape copied) {
        return names(recorded).equals(names(copied)) && recorded.key().equals(copied.key());
    }

    private static List<ColumnName> names(TableShape table) {
        return table.storedColumns().stream().map(Column::name).toList();
    }

    /**
     * Refuses a plan that was made while retention dropped records, or while it turned out that some are missing.
     *
     * @throws RestoreException MOMENT_NOT_COVERED
     */
    void requireStillThere() {
        List<Coverage> now = journal.findCoverage();
        found.values().stream().flatMap(Optional::stream).forEach(copy -> requireStillThere(copy, now));
    }

    private void requireStillThere(Found copy, List<Coverage> now) {
        int number = copy.interval().companion().number();
        boolean there = now.stream()
                .filter(interval -> interval.companion().number() == number)
                .filter(interval -> interval.contains(state.moment()))
                .anyMatch(
                        interval -> journal.leadsBack(interval, copy.manifest().moment(), state));
        if (!there) {
            throw new RestoreException(
                    ErrorCode.MOMENT_NOT_COVERED,
                    "Cannot go back to what " + copy.table().shape().id() + " was " + state
                            + ": its records were dropped, or turned out not to be complete, while the plan was made",
                    "Plan again.");
        }
    }

    /** What a plan of these tables is made from. */
    SnapshotAndJournal source(Tasks tasks) {
        return new SnapshotAndJournal(
                state, tasks.all().stream().map(this::copy).toList(), cold);
    }

    private Copy copy(Task task) {
        Found from = find(task.past().shape().id()).orElseThrow();
        TableId now = task.live().id();
        return new Copy(now, from.manifest().id(), from.manifest().moment().takenAt(), holes(now, from.interval()));
    }

    /** From the end of an interval on, by those that came after. */
    private List<Hole> holes(TableId table, Coverage interval) {
        List<Hole> holes = new ArrayList<>();
        Optional<Coverage.End> end = interval.end();
        for (Coverage next : intervals(table).toList()) {
            if (end.isPresent()
                    && !next.since().takenAt().isBefore(end.get().last().takenAt())) {
                holes.add(hole(end.get(), Optional.of(next.since().takenAt())));
                end = next.end();
            }
        }
        end.ifPresent(last -> holes.add(hole(last, Optional.empty())));
        return holes;
    }

    private static Hole hole(Coverage.End end, Optional<Instant> until) {
        return new Hole(end.last().takenAt(), until, end.reason());
    }
}
