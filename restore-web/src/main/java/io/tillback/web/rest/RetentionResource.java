package io.tillback.web.rest;

import io.tillback.ejb.Purges;
import io.tillback.ejb.Role;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.PurgeRequestJson;
import io.tillback.web.wire.RetentionJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Retention: what is kept and why, what would be purged, what was. */
@Path("retention")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Retention")
@SuppressWarnings("NullAway.Init")
public class RetentionResource {
    private final Clock clock = Clock.systemUTC();

    @EJB
    private Purges purges;

    @Context
    private UriInfo uri;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(
            operationId = "previewRetention",
            summary = "Every finished snapshot, what becomes of it, and why",
            description = "Writes nothing.")
    @APIResponseSchema(RetentionJson.class)
    public RetentionJson preview() {
        return RetentionJson.of(purges.preview(), Answers.links(uri));
    }

    @GET
    @Path("purges")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "listPurges", summary = "What was purged, by whom and why; newest first, at most 200")
    @APIResponseSchema(RetentionJson.PurgesJson.class)
    public RetentionJson.PurgesJson list() {
        return RetentionJson.PurgesJson.of(purges.list());
    }

    @POST
    @Path("purges")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    @Operation(
            operationId = "purge",
            summary = "Purge what has expired",
            description = "With the preview's fingerprint exactly what it showed, or nothing.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response purge(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            @RequestBody(required = true) PurgeRequestJson request) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        Job job = request.previewed()
                .map(fingerprint -> purges.purgeAsPreviewed(fingerprint, key))
                .orElseGet(() -> purges.purge(key));
        return Answers.accepted(job, key, uri, clock);
    }
}
