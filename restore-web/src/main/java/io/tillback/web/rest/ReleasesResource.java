package io.tillback.web.rest;

import io.tillback.ejb.ReleaseNotes;
import io.tillback.ejb.Role;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.ReleaseJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Releases of the store: announced just before they go live, each at a moment of its own. */
@Path("releases")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Releases")
@SuppressWarnings("NullAway.Init")
public class ReleasesResource {
    @EJB
    private ReleaseNotes notes;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "listReleases", summary = "Releases that were announced, the last one first")
    @APIResponseSchema(ReleaseJson.ListJson.class)
    public ReleaseJson.ListJson list() {
        return new ReleaseJson.ListJson(
                notes.list().stream().map(ReleaseJson::of).toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    @Operation(
            operationId = "announceRelease",
            summary = "Announce a release, just before it goes live",
            description =
                    "Keeps a moment, to which {\"beforeRelease\": …} restores. The name makes it once: announced again it"
                            + " answers with what was announced first, so no Idempotency-Key is needed.")
    @APIResponseSchema(ReleaseJson.class)
    public ReleaseJson announce(@RequestBody(required = true) ReleaseJson.RequestJson release) {
        return ReleaseJson.of(notes.announce(release.name()));
    }
}
