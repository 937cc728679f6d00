package io.tillback.web.rest;

import io.tillback.ejb.Journals;
import io.tillback.ejb.Recalls;
import io.tillback.ejb.Role;
import io.tillback.journal.JournalStock;
import io.tillback.model.IdempotencyKey;
import io.tillback.web.wire.CoverageJson;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.RecallJson;
import io.tillback.web.wire.RecallRequestJson;
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

/** The change journal: since when which tables are recorded, and why some are not. */
@Path("journal")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Journal")
@SuppressWarnings("NullAway.Init")
public class JournalResource {
    private final Clock clock = Clock.systemUTC();

    @EJB
    private Journals journals;

    @EJB
    private Recalls recalls;

    @Context
    private UriInfo uri;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(
            operationId = "loadJournal",
            summary =
                    "What the journal covers: intervals in which every change of a table is recorded, and why they ended")
    @APIResponseSchema(CoverageJson.ListJson.class)
    public CoverageJson.ListJson load() {
        JournalStock stock = journals.measure();
        return new CoverageJson.ListJson(
                journals.isOn(),
                stock.totalBytes(),
                CoverageJson.allOf(journals.listCoverage(), stock),
                CoverageJson.UnrecordedJson.allOf(journals.listUnrecorded()),
                CoverageJson.ShippingJson.of(journals.findShipping()));
    }

    @GET
    @Path("recalls")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(
            operationId = "listRecalls",
            summary = "What was brought back into the journal from the object store, the newest first")
    @APIResponseSchema(RecallJson.ListJson.class)
    public RecallJson.ListJson listRecalls() {
        return RecallJson.ListJson.of(recalls.list());
    }

    @POST
    @Path("recalls")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "recall",
            summary = "Bring back into the journal what it has dropped and the object store has, for a while",
            description = "Searches, lives of rows and plans then reach as far back.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response recall(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            @RequestBody(required = true) RecallRequestJson request) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        return Answers.accepted(recalls.recall(request.instant(), request.stays(), key), key, uri, clock);
    }

    @DELETE
    @Path("recalls/{number}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "endRecall",
            summary = "Let go of what was brought back: the journal drops it within a minute",
            description = "Of one that is over nothing happens.")
    @APIResponse(responseCode = "204", description = "It is let go")
    public void endRecall(@PathParam("number") String number) {
        recalls.end(Parameters.wholeNumber("number", number, 0, 1, Long.MAX_VALUE));
    }
}
