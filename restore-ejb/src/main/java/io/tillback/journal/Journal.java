package io.tillback.journal;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.JournalTables.Ending;
import io.tillback.journal.JournalTables.Recordable;
import io.tillback.model.Companion;
import io.tillback.model.Moment;
import io.tillback.model.OnFailure;
import io.tillback.model.PastState;
import io.tillback.model.RestoreTarget;
import io.tillback.model.StoreSchema;
import io.tillback.model.StoreSchema.Unprotected;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import java.time.Duration;
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
    /** A beat that comes so much later than it should is late; one that comes later still has stopped meanwhile. */
    private static final Duration LATE = Duration.ofSeconds(15);

    private final JournalTables tables;
    private final Function<TableId, OnFailure> onFailure;
    private final Duration beat;

    /**
     * @param onFailure what happens to the store's write to a table when it cannot be recorded
     * @param beat from one moment to the next
     */
    public Journal(JournalTables tables, Function<TableId, OnFailure> onFailure, Duration beat) {
        this.tables = tables;
        this.onFailure = onFailure;
        this.beat = beat;
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
                .forEach(companion -> Held.unlessHeld(
                        nameOf(companion.table()), () -> endMisfit(companion, live, recordable), refused));
        tables.findLeftOver()
                .forEach(
                        number -> Held.unlessHeld("Companion " + number, () -> tables.removeLeftOver(number), refused));
        Set<TableId> still = open().keySet();
        live.tables().stream()
                .filter(table -> !still.contains(table.id()))
                .forEach(table -> begin(table, Optional.ofNullable(recordable.get(table.id())), refused));
        return refused;
    }

    private void begin(TableShape table, Optional<Recordable> how, List<Unprotected> refused) {
        Optional<Recordable> possible =
                how.filter(some -> !table.key().isEmpty() && some.recording().isPresent());
        if (possible.isPresent()) {
            Held.unlessHeld(
                    nameOf(table), () -> tables.begin(table, possible.get(), onFailure.apply(table.id())), refused);
            return;
        }
        refused.add(new Unprotected(nameOf(table), whyNot(table, how)));
    }

    private static String whyNot(TableShape table, Optional<Recordable> how) {
        return table.key().isEmpty()
                ? "it has no primary key and no unique index without nulls: nothing tells which row a record is of"
                : how.map(Recordable::reason).orElse("it is gone");
    }

    /** Protected tables whose changes are not recorded now, each with the reason. */
    public List<Unprotected> findUnrecorded(StoreSchema live) {
        Set<TableId> recorded = open().keySet();
        Map<TableId, Recordable> recordable = tables.findRecordable();
        return live.tables().stream()
                .filter(table -> !recorded.contains(table.id()))
                .map(table -> {
                    String why = whyNot(table, Optional.ofNullable(recordable.get(table.id())));
                    return new Unprotected(table.id().toString(), why.isEmpty() ? "recording has not begun" : why);
                })
                .toList();
    }

    private static String nameOf(TableShape table) {
        return "Journal of " + table.id();
    }

    private boolean isAsItWas(Companion companion, StoreSchema live, Map<TableId, Recordable> recordable) {
        TableShape then = companion.table();
        Optional<Recordable> how = Optional.ofNullable(recordable.get(then.id()));
        return companion.onFailure() == onFailure.apply(then.id())
                && how.filter(now -> now.nesting().compareTo(companion.nesting()) <= 0)
                        .isPresent()
                && how.flatMap(Recordable::recording)
                        .filter(companion.recording()::equals)
                        .isPresent()
                && live.findTable(then.id()).filter(then::isBuiltLike).isPresent();
    }

    /** Who configures a table otherwise knows it. Who drops one by mistake, or takes rights away, wants to be told. */
    private void endMisfit(Companion companion, StoreSchema live, Map<TableId, Recordable> recordable) {
        TableId table = companion.table().id();
        boolean leftOut = live.findTable(table).isEmpty()
                && Optional.ofNullable(recordable.get(table))
                        .flatMap(Recordable::recording)
                        .isPresent();
        if (leftOut || companion.onFailure() != onFailure.apply(table)) {
            tables.end(companion, "the configuration says otherwise of the table by now", Ending.MEANT);
            return;
        }
        tables.end(companion, "the table is built otherwise by now, or gone", Ending.NOT_MEANT);
    }

    private Map<TableId, Coverage> open() {
        return tables.findCoverage().stream()
                .filter(coverage -> coverage.end().isEmpty())
                .collect(Collectors.toMap(
                        coverage -> coverage.companion().table().id(), Function.identity()));
    }

    /** Ends the recording of every table. */
    public void stop(String reason) {
        open().values().forEach(coverage -> tables.end(coverage.companion(), reason, Ending.MEANT));
    }

    /** Ends the coverage of tables after a moment since which something is known to be missing. */
    public void breakOff(Collection<Companion> companions, Moment last, String reason) {
        tables.breakOff(companions.stream().map(Companion::number).toList(), last, reason);
    }

    public Moment beat() {
        return tables.beat();
    }

    /** As {@link #beat}; a database that does not have the moment any more was set back to an older copy. */
    public Moment beatAfter(Moment kept) {
        return tables.beatAfter(kept);
    }

    public String incarnation() {
        return tables.incarnation();
    }

    /**
     * To be asked before anything is recorded: a database that ends before a moment was set back to an older copy, and
     * nothing that it covers goes on.
     *
     * @param seen a moment after which this database kept another one
     */
    public void breakOffIfSetBack(Moment seen) {
        Optional<Moment> last = tables.findMoment(seen.takenAt());
        if (last.isPresent() && tables.findNextMoment(seen.takenAt()).isEmpty()) {
            breakOff(
                    open().values().stream().map(Coverage::companion).toList(),
                    last.get(),
                    "the database was set back to an older copy, from before " + seen.takenAt());
        }
    }

    /**
     * The state at an instant, where the database knows when transactions were committed; otherwise the one at the newest
     * moment that is not after it.
     *
     * @throws RestoreException MOMENT_NOT_COVERED if no moment was kept so early, or the beat had stopped then
     */
    public PastState findState(RestoreTarget.AtInstant target) {
        Moment moment = findMoment(target.instant());
        return tables.knowsCommitTimes() ? PastState.at(moment, target.instant()) : PastState.at(moment);
    }

    private Moment findMoment(Instant instant) {
        Moment moment = tables.findMoment(instant)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.MOMENT_NOT_COVERED,
                        "Cannot go back to " + instant + ": no moment was kept so early",
                        "Choose a later instant, or restore from a snapshot."));
        if (instant.isAfter(moment.takenAt().plus(beat).plus(LATE))) {
            throw new RestoreException(
                    ErrorCode.MOMENT_NOT_COVERED,
                    "Cannot go back to " + instant + ": the beat had stopped, and after " + moment.takenAt()
                            + " the next moment kept is "
                            + tables.findNextMoment(instant)
                                    .map(next -> next.takenAt().toString())
                                    .orElse("yet to come"),
                    "Choose one of these two, or restore from a snapshot.");
        }
        return moment;
    }

    /**
     * The newest moment that does not see a transaction.
     *
     * @throws RestoreException MOMENT_NOT_COVERED if the transaction has not begun yet, or every moment kept sees it
     */
    public PastState findState(RestoreTarget.BeforeTransaction target) {
        String transaction = Long.toUnsignedString(target.transaction());
        return tables.findMomentBefore(target.transaction())
                .map(moment -> PastState.before(target.transaction(), moment))
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.MOMENT_NOT_COVERED,
                        "Cannot go back to before transaction " + transaction
                                + ": it has not begun yet, or every moment still kept is later",
                        "Look for the transaction in the life of a row that it changed, or choose an instant."));
    }

    /**
     * The state of now, less what some transactions have changed.
     *
     * @throws RestoreException MOMENT_NOT_COVERED if one of them has not begun yet, or no moment from before them is kept
     */
    public PastState findState(RestoreTarget.WithoutTransactions target) {
        return tables.findMomentBefore(target.transactions())
                .map(moment -> PastState.without(target.transactions(), moment))
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.MOMENT_NOT_COVERED,
                        "Cannot take out transactions "
                                + target.transactions().stream()
                                        .map(Long::toUnsignedString)
                                        .collect(Collectors.joining(", "))
                                + ": one of them has not begun yet, or every moment still kept is later",
                        "Look for the transactions in the lives of rows that they changed."));
    }

    /** From which moment on everything since an instant can be told; empty if the journal does not reach back so far. */
    public Optional<Moment> findKept(Instant instant) {
        return tables.findMoment(instant);
    }

    /**
     * As {@link #findKept(Instant)}, or, if that is earlier, the newest moment that sees none of some transactions.
     *
     * @param held transactions whose records are to be kept
     */
    public Optional<Moment> findKept(Instant instant, Collection<Long> held) {
        Optional<Moment> usual = findKept(instant);
        if (held.isEmpty()) {
            return usual;
        }
        return tables.findMomentBefore(held)
                .filter(before -> usual.isPresent()
                        && before.takenAt().isBefore(usual.get().takenAt()))
                .or(() -> usual);
    }

    /** What is kept, and the room it takes. */
    public JournalStock measure() {
        return tables.measure();
    }

    public List<Coverage> findCoverage() {
        return tables.findCoverage();
    }

    /**
     * Whether all that happened between a state and a later moment is recorded in an interval. Asks what the moments see: a
     * clock may have been set back.
     */
    public boolean leadsBack(Coverage interval, Moment later, PastState state) {
        return tables.sees(state.moment(), interval.since())
                && tables.sees(interval.companion(), later, state)
                && interval.end().map(end -> tables.sees(end.last(), later)).orElse(true);
    }

    /** Those of some moments that see nothing that a later one does not, whatever the clock said. */
    public Set<Moment> findSeen(Moment later, Collection<Moment> earlier) {
        return tables.findSeen(later, earlier);
    }

    /** The companions of the tables all of whose changes since a moment are recorded. */
    public Map<TableId, Companion> findCovered(Moment moment) {
        return findReaching(moment).stream()
                .map(Coverage::companion)
                .collect(Collectors.toMap(companion -> companion.table().id(), Function.identity()));
    }

    /** An interval that began after a moment may have begun before it by a clock that was set back in between. */
    private List<Coverage> findReaching(Moment moment) {
        List<Coverage> byTheClock = tables.findCoverage().stream()
                .filter(coverage -> coverage.reachesFrom(moment))
                .toList();
        Set<Moment> seen =
                tables.findSeen(moment, byTheClock.stream().map(Coverage::since).toList());
        return byTheClock.stream()
                .filter(coverage -> seen.contains(coverage.since()))
                .toList();
    }

    /**
     * Refuses tables that the journal cannot rebuild.
     *
     * @throws RestoreException MOMENT_NOT_COVERED with the reason, for the first of them
     */
    public void requireCovered(Collection<TableId> wanted, Moment moment) {
        Set<TableId> covered = findCovered(moment).keySet();
        wanted.stream().filter(table -> !covered.contains(table)).findFirst().ifPresent(table -> {
            throw new RestoreException(
                    ErrorCode.MOMENT_NOT_COVERED,
                    "Cannot rebuild " + table + " as it was at " + moment.takenAt() + " from the journal: "
                            + whyNotCovered().apply(table),
                    "Choose an instant that is covered, or restore from a snapshot.");
        });
    }

    /** Tells why not all changes of a table are known, of one that {@link #findCovered} leaves out. */
    public Function<TableId, String> whyNotCovered() {
        Map<TableId, List<Coverage>> all = findCoverageOfEach();
        return table -> why(all.getOrDefault(table, List.of()));
    }

    private Map<TableId, List<Coverage>> findCoverageOfEach() {
        return tables.findCoverage().stream()
                .collect(Collectors.groupingBy(
                        coverage -> coverage.companion().table().id()));
    }

    /** Why the journal cannot tell all of a table's changes since some moment, where it cannot. */
    public static String whyNotCovered(TableId table, Collection<Coverage> intervals) {
        return why(intervals.stream()
                .filter(coverage -> coverage.companion().table().id().equals(table))
                .toList());
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
