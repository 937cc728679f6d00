package io.tillback.plan;

import io.tillback.journal.Removal;
import io.tillback.model.RestoreTarget;
import java.time.Instant;
import java.util.List;

/**
 * The newest state that still holds some rows.
 *
 * @param target {@code BeforeTransaction} or {@code AtSnapshot}
 * @param at when it was, UTC: the snapshot's moment, or the newest moment before the transaction
 * @param because which it is and why, for people: full sentences
 * @param removals the transactions that removed the rows, as far as they are recorded, each once; the one that moments see
 *     first comes first if the target is before it
 */
public record Holding(RestoreTarget target, Instant at, List<String> because, List<Removal> removals) {
    public Holding {
        because = List.copyOf(because);
        removals = List.copyOf(removals);
    }
}
