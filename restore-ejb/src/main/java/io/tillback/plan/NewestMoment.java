package io.tillback.plan;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.journal.Coverage;
import io.tillback.journal.Journal;
import io.tillback.journal.Removal;
import io.tillback.journal.RowLives;
import io.tillback.journal.RowLives.Fate;
import io.tillback.journal.RowLives.Whereabouts;
import io.tillback.model.Companion;
import io.tillback.model.PastState;
import io.tillback.model.RestoreTarget;
import io.tillback.model.RestoreTarget.BeforeTransaction;
import io.tillback.model.RowKey;
import io.tillback.model.TableId;
import io.tillback.model.TableShape;
import io.tillback.snapshot.KeyFinder;
import io.tillback.snapshot.Sighting;
import io.tillback.timeline.LiveSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the newest state that still holds some rows: in the journal, where it tells who removed them; otherwise the newest
 * snapshot whose index names them. Reads no data object.
 */
public final class NewestMoment {
    /** Each is a value in a question to the database, and asked of each snapshot's index. */
    public static final int MOST_ROWS = 10_000;

    private final Journal journal;
    private final RowLives lives;
    private final KeyFinder snapshots;
    private final Archive archive;
    private final LiveSchema schema;

    public NewestMoment(Journal journal, RowLives lives, KeyFinder snapshots, Archive archive, LiveSchema schema) {
        this.journal = journal;
        this.lives = lives;
        this.snapshots = snapshots;
        this.archive = archive;
        this.schema = schema;
    }

    /** What is known of the rows asked for. */
    private record Known(Map<TableId, Companion> companions, Map<TableId, List<Fate>> fates) {
        Map<TableId, List<RowKey>> keys() {
            Map<TableId, List<RowKey>> keys = new LinkedHashMap<>();
            fates.forEach((table, some) ->
                    keys.put(table, some.stream().map(Fate::key).toList()));
            return keys;
        }

        /** Those that it did remove were there before it: that is how it was found. */
        Map<TableId, List<RowKey>> keysNotRemovedBy(Removal first) {
            Map<TableId, List<RowKey>> keys = new LinkedHashMap<>();
            fates.forEach((table, some) -> {
                List<RowKey> others = some.stream()
                        .filter(fate -> fate.removal()
                                .filter(removal -> removal.transaction() == first.transaction())
                                .isEmpty())
                        .map(Fate::key)
                        .toList();
                if (!others.isEmpty()) {
                    keys.put(table, others);
                }
            });
            return keys;
        }

        List<RemovedRow> gone() {
            List<RemovedRow> gone = new ArrayList<>();
            fates.forEach((table, some) -> some.stream()
                    .filter(fate -> fate.now() == Whereabouts.GONE)
                    .forEach(fate -> gone.add(new RemovedRow(table, fate.key(), fate.removal()))));
            return gone;
        }
    }

    /** The journal's answer, or why it has none. */
    private record Attempt(Optional<Holding> found, ErrorCode code, String reason) {
        static Attempt failed(ErrorCode code, String reason) {
            return new Attempt(Optional.empty(), code, reason);
        }
    }

    /**
     * Looks for the newest state that holds all rows.
     *
     * @param rows by table, at most {@link #MOST_ROWS}
     * @throws RestoreException ROWS_PRESENT if none of them is gone; ROWS_NOT_FOUND if nothing still holds all of them,
     *     ROWS_NEVER_TOGETHER if that is since they were not there at one time; TABLE_UNKNOWN, TABLE_HAS_NO_KEY, KEY_INVALID
     */
    public Holding find(Map<TableId, ? extends Collection<RowKey>> rows) {
        requireFew(rows);
        Known known = ask(rows);
        List<RemovedRow> gone = known.gone();
        if (gone.isEmpty()) {
            throw new RestoreException(
                    ErrorCode.ROWS_PRESENT,
                    "Cannot look for the newest moment that still holds these rows: all of them are there now",
                    "Ask for rows that are gone; or choose an instant, or before which transaction, as the row's life tells"
                            + " them.");
        }
        Attempt attempt = askJournal(known, gone);
        return attempt.found()
                .or(() -> askSnapshots(known, gone, attempt))
                .orElseThrow(() -> nowhere(known, gone, attempt));
    }

    private static RestoreException nowhere(Known known, List<RemovedRow> gone, Attempt attempt) {
        boolean one = known.keys().values().stream().mapToInt(List::size).sum() == 1;
        return new RestoreException(
                attempt.code(),
                "Cannot find a moment that still holds " + RemovedRow.inWords(gone) + ": " + attempt.reason()
                        + "; and no finished snapshot holds " + (one ? "it" : "all of them"),
                "Compare the keys with the store's; or make a plan for each transaction that removed some of the rows, or"
                        + " for fewer rows.");
    }

    /**
     * Where a row is.
     *
     * @param held the newest state that still holds it, if it is gone
     */
    record LastSeen(Fate fate, Optional<Holding> held) {}

    /** @throws RestoreException TABLE_UNKNOWN, TABLE_HAS_NO_KEY, KEY_INVALID */
    LastSeen findLastSeen(TableId table, RowKey key) {
        Known known = ask(Map.of(table, List.of(key)));
        Fate fate = known.fates().values().iterator().next().get(0);
        List<RemovedRow> gone = known.gone();
        if (gone.isEmpty()) {
            return new LastSeen(fate, Optional.empty());
        }
        Attempt attempt = askJournal(known, gone);
        return new LastSeen(fate, attempt.found().or(() -> askSnapshots(known, gone, attempt)));
    }

    private static void requireFew(Map<TableId, ? extends Collection<RowKey>> rows) {
        int asked = rows.values().stream().mapToInt(Collection::size).sum();
        if (asked < 1 || asked > MOST_ROWS) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot look for the newest moment that still holds " + asked + " rows: 1 to " + MOST_ROWS
                            + " can be named by key",
                    "Name some of the rows by key; a plan can restore others by a condition beside them.");
        }
    }

    private Known ask(Map<TableId, ? extends Collection<RowKey>> rows) {
        Map<TableId, Companion> companions = journal.findCoverage().stream()
                .filter(coverage -> coverage.end().isEmpty())
                .map(Coverage::companion)
                .collect(Collectors.toMap(companion -> companion.table().id(), Function.identity()));
        Map<TableId, List<Fate>> fates = new LinkedHashMap<>();
        rows.forEach((table, keys) -> fates.put(
                table,
                Optional.ofNullable(companions.get(table))
                        .map(companion -> lives.findFates(companion, keys))
                        .orElseGet(() -> lives.findFates(requireTable(table), keys))));
        return new Known(companions, fates);
    }

    private TableShape requireTable(TableId table) {
        TableShape found = schema.load()
                .findTable(table)
                .orElseThrow(() -> new RestoreException(
                        ErrorCode.TABLE_UNKNOWN,
                        "Cannot look for rows of " + table + ": the store has no such protected table",
                        "Name one of the protected tables; case and spaces count."));
        if (found.key().isEmpty()) {
            throw new RestoreException(
                    ErrorCode.TABLE_HAS_NO_KEY,
                    "Cannot look for rows of " + table + ": it has no primary key and no unique index without nulls",
                    "Choose an instant or a snapshot.");
        }
        return found;
    }

    private Attempt askJournal(Known known, List<RemovedRow> gone) {
        for (TableId table : known.fates().keySet()) {
            if (!known.companions().containsKey(table)) {
                return Attempt.failed(ErrorCode.ROWS_NOT_FOUND, "Changes of " + table + " are not recorded");
            }
        }
        Optional<RemovedRow> unrecorded =
                gone.stream().filter(row -> row.removal().isEmpty()).findFirst();
        if (unrecorded.isPresent()) {
            return Attempt.failed(
                    ErrorCode.ROWS_NOT_FOUND,
                    "The journal does not know " + unrecorded.get()
                            + ": it was removed before its changes were recorded, or was never there");
        }
        List<Removal> removals = RemovedRow.removals(gone);
        try {
            return lives.findEarliest(removals)
                    .map(first -> before(first, known, gone))
                    .orElseGet(() -> Attempt.failed(
                            ErrorCode.ROWS_NOT_FOUND, "Every moment kept is later than the removal of " + gone.get(0)));
        } catch (RestoreException e) {
            if (e.code() != ErrorCode.MOMENT_NOT_COVERED) {
                throw e;
            }
            return Attempt.failed(ErrorCode.ROWS_NOT_FOUND, e.fact());
        }
    }

    private Attempt before(Removal first, Known known, List<RemovedRow> gone) {
        BeforeTransaction target = new BeforeTransaction(first.transaction());
        PastState state = journal.findState(target);
        journal.requireCovered(known.fates().keySet(), state.moment());
        for (Map.Entry<TableId, List<RowKey>> of : known.keysNotRemovedBy(first).entrySet()) {
            Companion companion =
                    Optional.ofNullable(known.companions().get(of.getKey())).orElseThrow();
            List<RowKey> missing = lives.findMissing(companion, state, of.getValue());
            if (!missing.isEmpty()) {
                return Attempt.failed(
                        ErrorCode.ROWS_NEVER_TOGETHER,
                        "Row " + missing.get(0) + " of " + of.getKey() + " was not there before "
                                + first.inWords() + ", which removed "
                                + RemovedRow.inWords(RemovedRow.by(first, gone)) + " for the last time. "
                                + RemovedRow.each(gone));
            }
        }
        return new Attempt(
                Optional.of(new Holding(
                        target,
                        state.instant(),
                        RemovedRow.because(first, gone),
                        RemovedRow.removalsFrom(first, gone))),
                ErrorCode.ROWS_NOT_FOUND,
                "");
    }

    private Optional<Holding> askSnapshots(Known known, List<RemovedRow> gone, Attempt attempt) {
        KeyFinder.Newest newest = snapshots.findNewest(archive.listFinished(), known.keys());
        return newest.found().map(found -> holding(found, newest.unread(), gone, attempt));
    }

    private static Holding holding(
            Sighting found, List<KeyFinder.Unread> unread, List<RemovedRow> gone, Attempt attempt) {
        List<String> because = new ArrayList<>();
        because.add("The state is that of snapshot " + found.snapshot() + ", " + found.takenAt() + ", the newest that "
                + (found.answer() == Sighting.Answer.HOLDS ? "holds " : "probably holds ") + RemovedRow.inWords(gone)
                + ": its index says so. " + attempt.reason() + ".");
        unread.forEach(newer -> because.add(
                "Snapshot " + newer.snapshot() + " is newer and could not be asked: " + newer.reason() + "."));
        return new Holding(
                new RestoreTarget.AtSnapshot(found.snapshot()), found.takenAt(), because, RemovedRow.removals(gone));
    }
}
