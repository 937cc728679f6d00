package io.tillback.journal;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.JournalTables.Recordable;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.Recording;
import io.tillback.model.StoreSchema;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Keeps recording in step with the store's tables, and says what is covered. */
public final class Journal {
    private final JournalTables tables;

    public Journal(JournalTables tables) {
        this.tables = tables;
    }

    /**
     * Begins to record tables that are new, and begins anew with those that are built otherwise than they were.
     *
     * @param live the protected tables
     * @return what cannot be recorded, each with the reason
     */
    public List<Unprotected> follow(StoreSchema live) {
        Map<TableId, Coverage> open = open();
        Map<TableId, Recordable> recordable = tables.findRecordable();
        List<Unprotected> refused = new ArrayList<>();
        open.values().stream()
                .map(Coverage::companion)
                .filter(companion -> !isAsItWas(companion, live, recordable))
                .forEach(companion -> unlessHeld(
                        nameOf(companion.table()),
                        () -> tables.end(companion, "the table is built otherwise by now, or no longer protected"),
                        refused));
        tables.findLeftOver()
                .forEach(number -> unlessHeld("Companion " + number, () -> tables.removeLeftOver(number), refused));
        Set<TableId> still = open().keySet();
        live.tables().stream()
                .filter(table -> !still.contains(table.id()))
                .forEach(table -> begin(table, Optional.ofNullable(recordable.get(table.id())), refused));
        return refused;
    }

    private void begin(TableShape table, Optional<Recordable> how, List<Unprotected> refused) {
        Optional<Recording> recording = table.key().isEmpty() ? Optional.empty() : how.flatMap(Recordable::recording);
        if (recording.isPresent()) {
            unlessHeld(nameOf(table), () -> tables.begin(table, recording.get()), refused);
            return;
        }
        String reason = table.key().isEmpty()
                ? "it has no primary key and no unique index without nulls: nothing tells which row a record is of"
                : how.map(Recordable::reason).orElse("it is gone");
        refused.add(new Unprotected(nameOf(table), reason));
    }

    private static String nameOf(TableShape table) {
        return "Journal of " + table.id();
    }

    /** The store is not made to wait: another round comes. */
    private static void unlessHeld(String what, Runnable step, List<Unprotected> refused) {
        try {
            step.run();
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.LOCK_NOT_AVAILABLE) {
                throw e;
            }
            refused.add(new Unprotected(what, "the store holds the table; trying again"));
        }
    }

    private static boolean isAsItWas(Companion companion, StoreSchema live, Map<TableId, Recordable> recordable) {
        TableShape then = companion.table();
        Optional<Recordable> how = Optional.ofNullable(recordable.get(then.id()));
        return how.flatMap(Recordable::recording)
                        .filter(companion.recording()::equals)
                        .isPresent()
                && live.findTable(then.id())
                        .filter(now -> now.columns().equals(then.columns())
                                && now.key().equals(then.key())
                                && now.kind() == then.kind())
                        .isPresent();
    }

    private Map<TableId, Coverage> open() {
        return tables.findCoverage().stream()
                .filter(coverage -> coverage.end().isEmpty())
                .collect(Collectors.toMap(
                        coverage -> coverage.companion().table().id(), Function.identity()));
    }

    /** Ends the recording of every table. */
    public void stop(String reason) {
        open().values().forEach(coverage -> tables.end(coverage.companion(), reason));
    }

    public Moment beat() {
        return tables.beat();
    }

    /**
     * The newest moment that is not after an instant.
     *
     * @throws RestoreException MOMENT_NOT_COVERED if none was kept so early
     */
    public Moment findMoment(Instant instant) {
        return tables.findMoment(instant)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.MOMENT_NOT_COVERED,
                        "Cannot go back to " + instant + ": no moment was kept so early",
                        "Choose a later instant, or restore from a snapshot."));
    }

    /** The companions of the tables all of whose changes since a moment are recorded. */
    public Map<TableId, Companion> findCovered(Moment moment) {
        return tables.findCoverage().stream()
                .filter(coverage -> coverage.reachesFrom(moment))
                .map(Coverage::companion)
                .collect(Collectors.toMap(companion -> companion.table().id(), Function.identity()));
    }

    /**
     * Refuses tables that the journal cannot rebuild.
     *
     * @throws RestoreException MOMENT_NOT_COVERED with the reason, for the first of them
     */
    public void requireCovered(Collection<TableId> wanted, Moment moment) {
        Map<TableId, List<Coverage>> all = tables.findCoverage().stream()
                .collect(Collectors.groupingBy(
                        coverage -> coverage.companion().table().id()));
        wanted.forEach(table -> requireCovered(table, all.getOrDefault(table, List.of()), moment));
    }

    private static void requireCovered(TableId table, List<Coverage> all, Moment moment) {
        if (all.stream().noneMatch(coverage -> coverage.reachesFrom(moment))) {
            throw new RestoreException(
                    ErrorCode.MOMENT_NOT_COVERED,
                    "Cannot rebuild " + table + " as it was at " + moment.takenAt() + " from the journal: " + why(all),
                    "Choose an instant that is covered, or restore from a snapshot.");
        }
    }

    private static String why(List<Coverage> all) {
        if (all.isEmpty()) {
            return "its changes are not recorded";
        }
        Coverage last = all.get(all.size() - 1);
        return last.end()
                .map(end -> "recording ended after " + end.last().takenAt() + ": " + end.reason())
                .orElseGet(() -> "it is recorded since " + last.since().takenAt() + " only"
                        + (all.size() == 1 ? "" : broken(all.get(all.size() - 2))));
    }

    private static String broken(Coverage before) {
        return before.end()
                .map(end -> "; before that until " + end.last().takenAt() + ", when it ended: " + end.reason())
                .orElse("");
    }
}
