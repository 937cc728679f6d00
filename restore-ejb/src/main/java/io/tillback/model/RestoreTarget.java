package io.tillback.model;

import java.util.function.Function;

/** The state asked for. */
public sealed interface RestoreTarget {
    /** The state a snapshot holds. */
    record AtSnapshot(SnapshotId snapshot) implements RestoreTarget {}

    /** The state just before a restore was applied: takes that restore back. */
    record BeforeRestore(RestoreId restore) implements RestoreTarget {}

    default <T> T match(Function<AtSnapshot, T> atSnapshot, Function<BeforeRestore, T> beforeRestore) {
        if (this instanceof AtSnapshot target) {
            return atSnapshot.apply(target);
        }
        return beforeRestore.apply((BeforeRestore) this);
    }
}
