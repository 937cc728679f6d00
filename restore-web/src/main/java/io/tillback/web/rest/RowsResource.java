package io.tillback.web.rest;

import io.tillback.ejb.Role;
import io.tillback.ejb.Rows;
import io.tillback.web.wire.HoldingJson;
import io.tillback.web.wire.KeySearchJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.RowLifeJson;
import io.tillback.web.wire.RowsSearchJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
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

/** Single rows: what became of them, and what still holds them. Keys go in a body, so that no log of requests has them. */
@Path("rows")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Rows")
@SuppressWarnings("NullAway.Init")
public class RowsResource {
    private static final int USUAL_PAGE = 100;
    private static final int LONGEST_PAGE = 500;

    @EJB
    private Rows rows;

    @POST
    @Path("lives")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "loadLife",
            summary = "A row's whole life, by key: every recorded change and who made it; when it last existed",
            description =
                    "Answered at once, from journal and indexes; changes nothing, so no Idempotency-Key is needed.")
    @APIResponseSchema(RowLifeJson.class)
    public RowLifeJson loadLife(
            @Parameter(description = "The 'next' of the page before.") @QueryParam("from") @Nullable String from,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            defaultValue = "100",
                                            minimum = "1",
                                            maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @RequestBody(required = true) KeySearchJson row) {
        return RowLifeJson.of(rows.loadLife(row.tableId(), row.rowKey(), from == null ? "" : from, (int)
                Parameters.wholeNumber("limit", limit, USUAL_PAGE, 1, LONGEST_PAGE)));
    }

    @POST
    @Path("newest")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "findNewest",
            summary = "The newest moment that still holds some rows, as a target for a plan",
            description =
                    "Answered at once, from journal and indexes; changes nothing, so no Idempotency-Key is needed.")
    @APIResponseSchema(HoldingJson.class)
    public HoldingJson findNewest(@RequestBody(required = true) RowsSearchJson search) {
        return HoldingJson.of(rows.findNewest(search.toModel()));
    }
}
