package io.tillback.web.wire;

import io.tillback.apply.Acceptance;
import io.tillback.model.Part;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Takes a plan's data gap: names the plan that was looked at and the gap that was read. */
@Schema(
        name = "Acceptance",
        requiredProperties = {"fingerprint"})
public record AcceptanceJson(
        @Schema(description = "The plan's 'fingerprint', as it was read.")
        String fingerprint,

        @Schema(
                description =
                        "The 'hash' of the plan's gap, as it was read. May be absent where a rule accepts the gap: see "
                                + "'acceptedByRule' of the plan's approvals.")
        @Nullable
        String gapHash,

        @Schema(description = "Why; for those who look later.") @Nullable
        String comment,

        @Schema(description = "How much of the plan; absent: the whole of it.") @Nullable
        PartJson part,

        @Schema(
                description = "What the sellers concerned are told beside the figures of their own rows: what they can "
                        + "still do. At most 2,000 characters; absent: a sentence that fits everybody.")
        @Nullable
        String toSellers)
        implements JsonBody {
    /**
     * @param rest what is left of the plan; asked if the client asks for that
     * @throws io.tillback.fault.RestoreException REQUEST_INVALID, naming the JSON field
     */
    public Acceptance toModel(Supplier<Part.Rest> rest) {
        return new Acceptance(
                fingerprint,
                Optional.ofNullable(gapHash),
                comment == null ? "" : comment,
                part == null ? new Part.Whole() : part.toModel(JsonPath.BODY.property("part"), rest),
                toSellers == null ? "" : toSellers.strip());
    }
}
