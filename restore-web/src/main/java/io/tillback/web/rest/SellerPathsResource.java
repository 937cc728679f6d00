package io.tillback.web.rest;

import io.tillback.ejb.Role;
import io.tillback.ejb.Store;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.SellerPathsJson;
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

/** Whose the rows of a table are. */
@Path("seller-paths")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Store")
@SuppressWarnings("NullAway.Init")
public class SellerPathsResource {
    @EJB
    private Store store;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(
            operationId = "loadSellerPaths",
            summary = "How tables' rows lead to their sellers, and what foreign keys propose for tables without a path")
    @APIResponseSchema(SellerPathsJson.class)
    public SellerPathsJson load() {
        return SellerPathsJson.of(store.pathsToSellers());
    }
}
