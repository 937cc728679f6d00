package io.tillback.plan;

import io.tillback.model.ChangeCriteria;
import io.tillback.model.ChangeCriteria.By;
import io.tillback.model.ChangeCriteria.Window;
import io.tillback.model.ChangesBy;
import io.tillback.model.TableId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Changes since a plan's target that have something in common.
 *
 * @param name of the seller, actor, release or transaction, or the minute (UTC, as 2026-03-01T09:00Z); empty for those
 *     that have none
 */
public record ChangeGroup(Optional<String> name, long broughtBack, long lost, long kept) {
    /** As many are listed at once; a plan may have more. */
    public static final int MOST_LISTED = 10_000;

    /**
     * Finds its changes again, with the rows before and after.
     *
     * @param plan that the changes are counted for
     * @return empty for a seller, whom the journal does not know, and for what nobody told
     */
    public Optional<ChangeCriteria> toCriteria(ChangesBy by, Plan plan) {
        Optional<TableId> table =
                plan.tables().size() == 1 ? Optional.of(plan.tables().get(0).table()) : Optional.empty();
        Window since = window(plan.targetAt(), plan.seenAt());
        return name.filter(named -> by != ChangesBy.SELLER).map(named -> switch (by) {
            case ACTOR -> criteria(table, by(Optional.of(named), Optional.empty()), List.of(), since);
            case RELEASE -> criteria(table, by(Optional.empty(), Optional.of(named)), List.of(), since);
            case MINUTE -> {
                Instant minute = Instant.parse(named.replace("Z", ":00Z"));
                yield criteria(table, By.ANYBODY, List.of(), window(minute, minute.plusSeconds(60)));
            }
            case TRANSACTION, SELLER -> criteria(table, By.ANYBODY, List.of(Long.parseUnsignedLong(named)), Window.ALL);
        });
    }

    private static ChangeCriteria criteria(Optional<TableId> table, By by, List<Long> transactions, Window window) {
        return new ChangeCriteria(table, ChangeCriteria.Rows.ANY, by, transactions, window);
    }

    private static By by(Optional<String> actor, Optional<String> release) {
        return new By(actor, Optional.empty(), release, Optional.empty());
    }

    /** A clock may have been set back in between. */
    private static Window window(Instant from, Instant to) {
        return new Window(Optional.of(from), Optional.of(to).filter(from::isBefore), Optional.empty());
    }
}
