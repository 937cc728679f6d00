package io.tillback.web.rest;

import io.tillback.ejb.Freezes;
import io.tillback.ejb.Role;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.FreezeId;
import io.tillback.web.wire.FreezeJson;
import io.tillback.web.wire.FreezeRequestJson;
import io.tillback.web.wire.ProblemJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
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

/** Freezes: tables, or a seller's rows in them, that the store may not write to for a time. */
@Path("freezes")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Freezes")
@SuppressWarnings("NullAway.Init")
public class FreezesResource {
    private static final int USUAL_LENGTH = 100;
    private static final int MOST = 2000;

    @EJB
    private Freezes freezes;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "listFreezes", summary = "Freezes, those that are on first, then the newest first")
    @APIResponseSchema(FreezeJson.ListJson.class)
    public FreezeJson.ListJson list(
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            defaultValue = "100",
                                            minimum = "1",
                                            maximum = "2000"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        return FreezeJson.ListJson.of(
                freezes.list((int) Parameters.wholeNumber("limit", limit, USUAL_LENGTH, 1, MOST)));
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "loadFreeze", summary = "A freeze as it stands")
    @APIResponseSchema(FreezeJson.class)
    public FreezeJson load(@PathParam("id") String id) {
        return FreezeJson.of(freezes.load(named(id)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "freeze",
            summary = "Keep the store from writing to a table, or to a seller's rows in it, until an instant",
            description =
                    "Answered once it holds. Restores are not hindered. To make it longer, freeze again: it holds until the"
                            + " last end. The same request again, while it is on, is the same freeze, so no"
                            + " Idempotency-Key is needed.")
    @APIResponseSchema(value = FreezeJson.class, responseCode = "201")
    public Response freeze(@RequestBody(required = true) FreezeRequestJson request) {
        FreezeJson frozen = FreezeJson.of(freezes.freeze(request.toModel()));
        return Response.created(URI.create("freezes/" + frozen.id()))
                .entity(frozen)
                .build();
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "liftFreeze",
            summary = "End a freeze before its time",
            description = "At once, whatever the store is doing. One that is over already stays as it is.")
    @APIResponseSchema(FreezeJson.class)
    public FreezeJson lift(@PathParam("id") String id) {
        return FreezeJson.of(freezes.lift(named(id)));
    }

    private static FreezeId named(String id) {
        try {
            return new FreezeId(id);
        } catch (RestoreException e) {
            throw new RestoreException(
                    ErrorCode.FREEZE_UNKNOWN,
                    "Cannot find a freeze: " + e.fact(),
                    "Choose one of those that GET /freezes lists.",
                    e);
        }
    }
}
