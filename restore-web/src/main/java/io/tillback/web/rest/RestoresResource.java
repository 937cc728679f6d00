package io.tillback.web.rest;

import io.tillback.ejb.Notices;
import io.tillback.ejb.Restores;
import io.tillback.ejb.Role;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.RestoreId;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.KeySearchJson;
import io.tillback.web.wire.NewestRestoreJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.RestoreJson;
import io.tillback.web.wire.ToldJson;
import io.tillback.web.wire.WrittenRowsJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
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
    private static final int USUAL_PAGE = 1_000;
    private static final int LONGEST_PAGE = 10_000;

    private final Clock clock = Clock.systemUTC();

    @EJB
    private Restores restores;

    @EJB
    private Notices notices;

    @Context
    private UriInfo uri;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "listRestores",
            summary = "Restores, newest first, at most 200; and whoever cannot be told of them")
    @APIResponseSchema(RestoreJson.ListJson.class)
    public RestoreJson.ListJson list() {
        return RestoreJson.ListJson.of(restores.list(), notices.listFailing(), Answers.links(uri));
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(operationId = "loadRestore", summary = "One restore, with its proof")
    @APIResponseSchema(RestoreJson.class)
    public RestoreJson load(@PathParam("id") String id) {
        return RestoreJson.of(restores.load(new RestoreId(id)), Answers.links(uri));
    }

    @GET
    @Path("{id}/deliveries")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(operationId = "loadDeliveries", summary = "Who was told of a restore, and who could not be")
    @APIResponseSchema(ToldJson.class)
    public ToldJson loadDeliveries(@PathParam("id") String id) {
        return ToldJson.of(notices.findTold(new RestoreId(id)));
    }

    @GET
    @Path("{id}/rows")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "loadWrittenRows",
            summary = "The rows of a table that a restore wrote, by key, page by page",
            description = "As long as its plan's rows are kept: tillback.plan.kept.")
    @APIResponseSchema(WrittenRowsJson.class)
    public WrittenRowsJson loadRows(
            @PathParam("id") String id,
            @BeanParam TablePosition from,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            defaultValue = "1000",
                                            minimum = "1",
                                            maximum = "10000"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        int most = (int) Parameters.wholeNumber("limit", limit, USUAL_PAGE, 1, LONGEST_PAGE);
        return WrittenRowsJson.of(notices.loadRows(new RestoreId(id), from.table(), from.after(), most), most);
    }

    @GET
    @Path("newest")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "findNewestOfTable",
            summary = "The newest restore that wrote to a table: is a copy of it older?",
            description = "Also of views that show the table, and of its partitions.")
    @APIResponseSchema(NewestRestoreJson.class)
    public NewestRestoreJson findNewest(
            @Parameter(required = true) @QueryParam("schema") @Nullable String schema,
            @Parameter(required = true) @QueryParam("table") @Nullable String table) {
        return NewestRestoreJson.of(notices.findNewest(Parameters.table(schema, table)), Answers.links(uri));
    }

    @POST
    @Path("newest")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "findNewestOfRow",
            summary = "The newest restore that wrote a row, by key: is a copy of it older?",
            description =
                    "Exact as long as the plans' rows are kept; else it answers for the table, and says so. Changes"
                            + " nothing, so no Idempotency-Key is needed.")
    @APIResponseSchema(NewestRestoreJson.class)
    public NewestRestoreJson findNewest(@RequestBody(required = true) KeySearchJson row) {
        return NewestRestoreJson.of(notices.findNewest(row.tableId(), row.rowKey()), Answers.links(uri));
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
