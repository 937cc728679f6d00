package io.tillback.web.rest;

import io.tillback.ejb.Role;
import io.tillback.ejb.Tiers;
import io.tillback.model.IdempotencyKey;
import io.tillback.retention.SlotAnswer;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.TierJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Tiers: their rules, and their slots for an outside scheduler. */
@Path("tiers")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Tiers")
@SuppressWarnings("NullAway.Init")
public class TiersResource {
    private final Clock clock = Clock.systemUTC();

    @EJB
    private Tiers tiers;

    @Context
    private UriInfo uri;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "listTiers", summary = "All tiers: rule, last slot, next slot")
    @APIResponseSchema(TierJson.ListJson.class)
    public TierJson.ListJson list() {
        return TierJson.ListJson.of(tiers.list(), Answers.links(uri));
    }

    @POST
    @Path("{tier}/slots")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    @Operation(
            operationId = "takeSlot",
            summary = "Take the slot that is due now, unless it is taken",
            description =
                    "However often it is called, by however many schedulers, a slot is taken once. One that failed "
                            + "is tried again once its wait is over. Takes no body.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    @APIResponse(
            responseCode = "200",
            description = "It is taken already; the job that has it",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response takeSlot(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @PathParam("tier") String tier) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        SlotAnswer answer = tiers.takeSlot(Parameters.tier(tier), key);
        return switch (answer.begun()) {
            case NOW -> Answers.accepted(answer.job(), key, uri, clock);
            case BEFORE ->
                Response.ok(JobJson.of(answer.job(), clock.instant(), Answers.links(uri)))
                        .build();
        };
    }
}
