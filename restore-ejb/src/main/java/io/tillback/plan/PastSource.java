package io.tillback.plan;

import io.tillback.model.PastState;
import io.tillback.model.SnapshotId;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What tells a plan of the past. */
public sealed interface PastSource {
    /** The change journal, of every change since. */
    record Journal(PastState state) implements PastSource {}

    /**
     * Snapshots taken later, and the journal from them back, of tables whose recording has ended since.
     *
     * @param cold nearer ones that were passed over
     */
    record SnapshotAndJournal(PastState state, List<Copy> copies, List<Cold> cold) implements PastSource {
        public SnapshotAndJournal {
            copies = List.copyOf(copies);
            cold = List.copyOf(cold);
        }
    }

    /**
     * A snapshot that would do for a table, and must be thawed before it can be read.
     *
     * @param table as it was called then
     */
    record Cold(TableId table, SnapshotId snapshot, Instant takenAt) {
        /** Completes "It would lead back from …" and the like. */
        String inWords() {
            return "snapshot " + snapshot + ", " + takenAt
                    + ", which lies in a storage class that must be thawed first";
        }
    }

    /**
     * What one table's past is made from.
     *
     * @param table as it is called now
     * @param snapshot taken while every change of the table was recorded, at this instant
     * @param holes since then
     */
    record Copy(TableId table, SnapshotId snapshot, Instant takenAt, List<Hole> holes) {
        public Copy {
            holes = List.copyOf(holes);
        }
    }

    /**
     * A time in which changes were not recorded.
     *
     * @param to empty if they still are not
     * @param reason why recording ended, without a full stop
     */
    record Hole(Instant from, Optional<Instant> to, String reason) {}

    /** A snapshot that was asked for. */
    record Snapshot(SnapshotId id) implements PastSource {}

    /**
     * The newest snapshot that is not later than the instant that was asked for.
     *
     * @param because why not the journal: a full sentence without its full stop
     */
    record NearestSnapshot(SnapshotId id, String because) implements PastSource {}

    /** The plan that is taken back. */
    record AppliedPlan() implements PastSource {}

    default <T> T match(
            Function<Journal, T> journal,
            Function<SnapshotAndJournal, T> back,
            Function<Snapshot, T> snapshot,
            Function<NearestSnapshot, T> nearest,
            Function<AppliedPlan, T> applied) {
        if (this instanceof Journal source) {
            return journal.apply(source);
        }
        if (this instanceof SnapshotAndJournal source) {
            return back.apply(source);
        }
        if (this instanceof Snapshot source) {
            return snapshot.apply(source);
        }
        if (this instanceof NearestSnapshot source) {
            return nearest.apply(source);
        }
        return applied.apply((AppliedPlan) this);
    }
}
