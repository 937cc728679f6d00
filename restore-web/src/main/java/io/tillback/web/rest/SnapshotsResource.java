package io.tillback.web.rest;

import io.tillback.ejb.Purges;
import io.tillback.ejb.Role;
import io.tillback.ejb.Snapshots;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.SnapshotId;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.KeySearchJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.SnapshotJson;
import io.tillback.web.wire.SnapshotRequestJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Snapshots: listed, taken, verified, searched. */
@Path("snapshots")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Snapshots")
@SuppressWarnings("NullAway.Init")
public class SnapshotsResource {
    private final Clock clock = Clock.systemUTC();

    @EJB
    private Snapshots snapshots;

    @EJB
    private Purges purges;

    @Context
    private UriInfo uri;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "listSnapshots", summary = "All snapshots, newest first")
    @APIResponseSchema(SnapshotJson.ListJson.class)
    public SnapshotJson.ListJson list() {
        return SnapshotJson.ListJson.of(snapshots.list(), Answers.links(uri));
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "loadSnapshot", summary = "One snapshot")
    @APIResponseSchema(SnapshotJson.class)
    public SnapshotJson load(@PathParam("id") String id) {
        return SnapshotJson.of(snapshots.load(new SnapshotId(id)), Answers.links(uri));
    }

    @GET
    @Path("{id}/tables")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "loadSnapshotTables", summary = "What a finished snapshot holds, table by table")
    @APIResponseSchema(SnapshotJson.TablesJson.class)
    public SnapshotJson.TablesJson loadTables(@PathParam("id") String id) {
        return SnapshotJson.TablesJson.of(snapshots.loadTables(new SnapshotId(id)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    @Operation(operationId = "takeSnapshot", summary = "Take a snapshot now")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response take(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            @RequestBody(required = true) SnapshotRequestJson request) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        return Answers.accepted(snapshots.take(request.toModel(), key), key, uri, clock);
    }

    @POST
    @Path("{id}/verifications")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    @Operation(
            operationId = "verifySnapshot",
            summary = "Read a snapshot back",
            description = "Compares every digest and every row count. Takes no body.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response verify(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @PathParam("id") String id) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        return Answers.accepted(snapshots.verify(new SnapshotId(id), key), key, uri, clock);
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "purgeSnapshot",
            summary = "Purge one snapshot by hand",
            description = "Refused for the store's newest verified one, and while a job reads it.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response purge(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @PathParam("id") String id) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        return Answers.accepted(purges.purgeByHand(new SnapshotId(id), key), key, uri, clock);
    }

    @POST
    @Path("searches")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "findKey",
            summary = "Which finished snapshots hold a row",
            description = "Answered at once, from indexes; changes nothing, so no Idempotency-Key is needed.")
    @APIResponseSchema(SnapshotJson.SightingsJson.class)
    public SnapshotJson.SightingsJson findKey(@RequestBody(required = true) KeySearchJson search) {
        return SnapshotJson.SightingsJson.of(snapshots.findKey(search.tableId(), search.rowKey()), Answers.links(uri));
    }
}
