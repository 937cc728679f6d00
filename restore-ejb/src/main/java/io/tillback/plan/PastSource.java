package io.tillback.plan;

import io.tillback.model.PastState;
import io.tillback.model.SnapshotId;
import java.util.function.Function;

/** What tells a plan of the past. */
public sealed interface PastSource {
    /** The change journal, of every change since. */
    record Journal(PastState state) implements PastSource {}

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
            Function<Snapshot, T> snapshot,
            Function<NearestSnapshot, T> nearest,
            Function<AppliedPlan, T> applied) {
        if (this instanceof Journal source) {
            return journal.apply(source);
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
