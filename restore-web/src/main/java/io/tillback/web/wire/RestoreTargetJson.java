package io.tillback.web.wire;

import io.tillback.model.RestoreId;
import io.tillback.model.RestoreTarget;
import io.tillback.model.SnapshotId;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The state asked for: exactly one of the seven. */
@Schema(name = "RestoreTarget", description = "The state asked for: exactly one of the properties.")
public record RestoreTargetJson(
        @Schema(description = "The state this snapshot holds.", example = "20260301T090000Z-k3f9q2md") @Nullable
        String snapshot,

        @Schema(description = "The state just before this restore: takes it back.", example = "r7k2m9xq") @Nullable
        String beforeRestore,

        @Schema(
                description =
                        "The state at this instant, from the change journal: that of the newest moment before it, and with"
                                + " track_commit_timestamp what was committed in between. Where the journal does not cover it, the"
                                + " newest snapshot before it.",
                example = "2026-03-01T12:00:00Z")
        @Nullable
        String instant,

        @Schema(
                description =
                        "The state just before this transaction, from the change journal: rows that it changed as it"
                                + " found them, all others at the newest moment before it.",
                example = "734122")
        @Nullable
        String beforeTransaction,

        @Schema(
                description =
                        "True: the state at the newest moment that still holds all rows which 'tables' name by 'keys', from"
                                + " journal or snapshots. The plan's data gap says which it is, and who removed the rows.",
                example = "true")
        @Nullable
        Boolean newestHolding,

        @Schema(
                description =
                        "The state of now, had these transactions not changed anything, from the change journal: what one of"
                                + " them wrote, and what still stands, becomes what it was before; what others wrote since"
                                + " stays.",
                example = "[\"734122\"]")
        @Nullable
        List<String> withoutTransactions,

        @Schema(
                description =
                        "The state at the moment that was kept when this release was announced, from the change journal.",
                example = "build-105")
        @Nullable
        String beforeRelease) {
    private static final String ONE =
            "Give exactly one of snapshot, beforeRestore, instant, beforeTransaction, newestHolding,"
                    + " withoutTransactions, beforeRelease.";

    static RestoreTargetJson of(RestoreTarget target) {
        return target.match(
                at -> new RestoreTargetJson(at.snapshot().value(), null, null, null, null, null, null),
                before -> new RestoreTargetJson(null, before.restore().value(), null, null, null, null, null),
                at -> new RestoreTargetJson(null, null, at.instant().toString(), null, null, null, null),
                before -> new RestoreTargetJson(
                        null, null, null, Long.toUnsignedString(before.transaction()), null, null, null),
                newest -> new RestoreTargetJson(null, null, null, null, true, null, null),
                without -> new RestoreTargetJson(
                        null,
                        null,
                        null,
                        null,
                        null,
                        without.transactions().stream()
                                .map(Long::toUnsignedString)
                                .toList(),
                        null),
                before -> new RestoreTargetJson(null, null, null, null, null, null, before.release()));
    }

    RestoreTarget toModel(JsonPath at) {
        if (Stream.of(
                                snapshot,
                                beforeRestore,
                                instant,
                                beforeTransaction,
                                newestHolding,
                                withoutTransactions,
                                beforeRelease)
                        .filter(Objects::nonNull)
                        .count()
                > 1) {
            throw at.refuse("names two states", ONE);
        }
        if (snapshot != null) {
            return new RestoreTarget.AtSnapshot(at.property("snapshot").name(snapshot, SnapshotId::new, "snapshots"));
        }
        if (beforeRestore != null) {
            return new RestoreTarget.BeforeRestore(
                    at.property("beforeRestore").name(beforeRestore, RestoreId::new, "restores"));
        }
        if (instant != null) {
            return new RestoreTarget.AtInstant(at.property("instant").instant(instant));
        }
        if (beforeTransaction != null) {
            return new RestoreTarget.BeforeTransaction(
                    at.property("beforeTransaction").unsigned(beforeTransaction));
        }
        if (newestHolding != null) {
            return newestHolding(newestHolding, at);
        }
        if (withoutTransactions != null) {
            return withoutTransactions(withoutTransactions, at.property("withoutTransactions"));
        }
        if (beforeRelease != null) {
            return new RestoreTarget.BeforeRelease(beforeRelease);
        }
        throw at.refuse("names no state", ONE);
    }

    private static RestoreTarget withoutTransactions(List<String> transactions, JsonPath at) {
        return new RestoreTarget.WithoutTransactions(IntStream.range(0, transactions.size())
                .mapToObj(i -> at.element(i).unsigned(transactions.get(i)))
                .toList());
    }

    private static RestoreTarget newestHolding(Boolean wanted, JsonPath at) {
        if (!wanted) {
            throw at.property("newestHolding").refuse("is false", "Leave it out, or make it true.");
        }
        return new RestoreTarget.NewestHolding();
    }
}
