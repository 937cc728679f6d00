package io.tillback.web.rest;

import io.tillback.ejb.Restores;
import io.tillback.ejb.Role;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.RestoreId;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.RestoreJson;
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

/** Restores: what was applied, and taking it back. */
@Path("restores")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Restores")
@SuppressWarnings("NullAway.Init")
public class RestoresResource {
    private final Clock clock = Clock.systemUTC();

    @EJB
    private Restores restores;

    @Context
    private UriInfo uri;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(operationId = "listRestores", summary = "Restores, newest first, at most 200")
    @APIResponseSchema(RestoreJson.ListJson.class)
    public RestoreJson.ListJson list() {
        return RestoreJson.ListJson.of(restores.list(), Answers.links(uri));
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(operationId = "loadRestore", summary = "One restore, with its proof")
    @APIResponseSchema(RestoreJson.class)
    public RestoreJson load(@PathParam("id") String id) {
        return RestoreJson.of(restores.load(new RestoreId(id)), Answers.links(uri));
    }

    @POST
    @Path("{id}/take-back")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "takeBack",
            summary = "Make the plan that takes a restore back",
            description = "Writes nothing to the store's tables: the plan is looked at and applied like any other. "
                    + "Takes no body.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job, whose result is the plan",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response takeBack(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @PathParam("id") String id) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        return Answers.accepted(restores.takeBack(new RestoreId(id), key), key, uri, clock);
    }
}
