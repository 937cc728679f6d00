package io.tillback.web.rest;

import io.tillback.ejb.Journals;
import io.tillback.ejb.Role;
import io.tillback.journal.JournalStock;
import io.tillback.web.wire.CoverageJson;
import io.tillback.web.wire.ProblemJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

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
    @EJB
    private Journals journals;

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
}
