package io.tillback.web.rest;

import io.tillback.ejb.MyNotices;
import io.tillback.ejb.Role;
import io.tillback.web.wire.OwnRowsJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.SellerNoticeJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a seller is told of restores. Who asks is who signed in; no parameter names another. */
@Path("my/notices")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Sellers")
@SuppressWarnings("NullAway.Init")
public class MyNoticesResource {
    @EJB
    private MyNotices notices;

    @GET
    @RolesAllowed(Role.SELLER)
    @Operation(
            operationId = "listMyNotices",
            summary = "What restores did to the caller's rows, newest first, of the last 90 days")
    @APIResponseSchema(SellerNoticeJson.ListJson.class)
    public SellerNoticeJson.ListJson list() {
        return SellerNoticeJson.ListJson.of(notices.list());
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Role.SELLER)
    @Operation(operationId = "loadMyNotice", summary = "One of the caller's notices")
    @APIResponseSchema(SellerNoticeJson.class)
    public SellerNoticeJson load(@PathParam("id") String id) {
        return SellerNoticeJson.of(notices.load(id));
    }

    @GET
    @Path("{id}/rows")
    @RolesAllowed(Role.SELLER)
    @Operation(
            operationId = "loadMyRows",
            summary = "The caller's rows of one table, before and after a restore, page by page",
            description = "As long as the rows of the restore's plan are kept: tillback.plan.kept. After that 409 with"
                    + " PLAN_NOT_READY.")
    @APIResponseSchema(OwnRowsJson.class)
    public OwnRowsJson loadRows(
            @PathParam("id") String id, @BeanParam TablePosition from, @BeanParam PageLength length) {
        int most = length.rows();
        return OwnRowsJson.of(notices.loadRows(id, from.table(), from.after(), most), most);
    }
}
