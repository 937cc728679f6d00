package io.tillback.web.rest;

import io.tillback.ejb.Changes;
import io.tillback.ejb.Role;
import io.tillback.web.wire.ChangeCriteriaJson;
import io.tillback.web.wire.ChangeDigestJson;
import io.tillback.web.wire.ChangesOverTimeJson;
import io.tillback.web.wire.FoundTransactionsJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.RowStepsJson;
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

/** Recorded changes: who made them, when, and what they did. Values go in a body, so that no log of requests has them. */
@Path("changes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Changes")
@SuppressWarnings("NullAway.Init")
public class ChangesResource {
    private static final int USUAL_PAGE = 50;
    private static final int LONGEST_PAGE = 200;
    private static final int MOST_ROWS = 500;

    @EJB
    private Changes changes;

    @POST
    @Path("searches")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "findTransactions",
            summary = "Transactions with changes that are looked for, newest first; and a plan without them",
            description = "Answered at once; changes nothing, so no Idempotency-Key is needed.")
    @APIResponseSchema(FoundTransactionsJson.class)
    public FoundTransactionsJson findTransactions(
            @Parameter(description = "The 'next' of the page before.") @QueryParam("from") @Nullable String from,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, defaultValue = "50", minimum = "1", maximum = "200"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @RequestBody(required = true) ChangeCriteriaJson criteria) {
        return FoundTransactionsJson.of(changes.findTransactions(criteria.toModel(), from == null ? "" : from, (int)
                Parameters.wholeNumber("limit", limit, USUAL_PAGE, 1, LONGEST_PAGE)));
    }

    @POST
    @Path("rows")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "loadChangedRows",
            summary = "What became of rows in given transactions: each with its values before and after",
            description = "The criteria name 1 to 200 transactions, as a search has found them.")
    @APIResponseSchema(RowStepsJson.class)
    public RowStepsJson loadChangedRows(
            @Parameter(description = "The 'next' of the page before.") @QueryParam("from") @Nullable String from,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, defaultValue = "50", minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @RequestBody(required = true) ChangeCriteriaJson criteria) {
        return RowStepsJson.of(changes.loadRows(criteria.toModel(), from == null ? "" : from, (int)
                Parameters.wholeNumber("limit", limit, USUAL_PAGE, 1, MOST_ROWS)));
    }

    @POST
    @Path("counts")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "countChanges",
            summary = "How many changes there are, by table and time; with the releases announced in the window",
            description = "Reads all records of the window: takes the longer the more there are.")
    @APIResponseSchema(ChangesOverTimeJson.class)
    public ChangesOverTimeJson countChanges(@RequestBody(required = true) ChangeCriteriaJson criteria) {
        return ChangesOverTimeJson.of(changes.count(criteria.toModel()));
    }

    @POST
    @Path("digests")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "digestChanges",
            summary = "What a release, an actor, transactions or a window have changed, by table, column and value",
            description = "Compares all rows that were changed: takes the longer the more there are.")
    @APIResponseSchema(ChangeDigestJson.class)
    public ChangeDigestJson digestChanges(@RequestBody(required = true) ChangeCriteriaJson criteria) {
        return ChangeDigestJson.of(changes.digest(criteria.toModel()));
    }
}
