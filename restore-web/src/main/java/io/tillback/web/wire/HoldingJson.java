package io.tillback.web.wire;

import io.tillback.journal.Removal;
import io.tillback.journal.Who;
import io.tillback.plan.Holding;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The newest state that still holds some rows. */
@Schema(
        name = "Holding",
        requiredProperties = {"target", "at", "because", "removals"})
public record HoldingJson(
        @Schema(description = "As a plan takes it: before a transaction, or a snapshot.")
        RestoreTargetJson target,

        @Schema(description = "The snapshot's moment, or the newest moment before the transaction.")
        Instant at,

        @Schema(description = "Which it is and why, for people: full sentences.")
        List<String> because,

        @Schema(description = "The transactions that removed the rows, as far as they are recorded.")
        List<RemovalJson> removals) {
    public static HoldingJson of(Holding holding) {
        return new HoldingJson(
                RestoreTargetJson.of(holding.target()),
                holding.at(),
                holding.because(),
                holding.removals().stream().map(RemovalJson::of).toList());
    }

    /** A transaction that removed a row for the last time. */
    @Schema(
            name = "Removal",
            requiredProperties = {"transaction", "kind", "at"})
    public record RemovalJson(
            @Schema(example = "734122") String transaction,

            @Schema(enumeration = {"entered", "changed", "deleted", "truncated", "moved"})
            String kind,

            @Schema(description = "When its statement began.")
            Instant at,

            @Schema(description = "Absent if it was not recorded.") @Nullable
            WhoJson who) {
        static RemovalJson of(Removal removal) {
            return new RemovalJson(
                    Long.toUnsignedString(removal.transaction()),
                    Words.of(removal.kind()),
                    removal.at(),
                    removal.who().map(WhoJson::of).orElse(null));
        }
    }

    /** Who made a transaction's changes. */
    @Schema(
            name = "Who",
            requiredProperties = {"sessionUser", "application"})
    public record WhoJson(
            @Schema(description = "The database's role.") String sessionUser,
            @Schema String application,

            @Schema(description = "The address it came from; absent where it came through a socket.") @Nullable
            String client,

            @Schema(description = "Whom the store had signed in.") @Nullable
            String actor,

            @Schema(description = "The store's request.") @Nullable
            String request,

            @Schema(description = "The store's release.") @Nullable
            String release) {
        static WhoJson of(Who who) {
            return new WhoJson(
                    who.sessionUser(),
                    who.application(),
                    who.client().orElse(null),
                    who.actor().orElse(null),
                    who.request().orElse(null),
                    who.release().orElse(null));
        }
    }
}
