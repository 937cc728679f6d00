package io.tillback.web.rest;

import io.tillback.ejb.Alerts;
import io.tillback.ejb.Role;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.web.wire.AlertJson;
import io.tillback.web.wire.ProblemJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Alerts: what keeps the store from being brought back as it should be, and who was told. */
@Path("alerts")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Alerts")
@SuppressWarnings("NullAway.Init")
public class AlertsResource {
    private static final int USUAL_LENGTH = 100;
    private static final int MOST = 2000;

    @EJB
    private Alerts alerts;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(
            operationId = "listAlerts",
            summary = "Alerts, open ones first, then the newest first; and the channels by which nobody is reached")
    @APIResponseSchema(AlertJson.ListJson.class)
    public AlertJson.ListJson list(
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
        int most = (int) Parameters.wholeNumber("limit", limit, USUAL_LENGTH, 1, MOST);
        return AlertJson.ListJson.of(alerts.list(most), alerts.listFailing());
    }

    @POST
    @Path("{id}/acknowledge")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "acknowledgeAlert",
            summary = "Note that the caller has seen an alert",
            description = "The console shows it no more. Who was first stays. It changes nothing of what it is about.")
    @APIResponseSchema(AlertJson.class)
    public AlertJson acknowledge(@PathParam("id") String id) {
        return AlertJson.of(alerts.acknowledge(number(id)));
    }

    private static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw new RestoreException(
                    ErrorCode.ALERT_UNKNOWN,
                    "Cannot acknowledge alert " + id + ": alerts are named by numbers",
                    "Choose one of those that GET /alerts lists.",
                    e);
        }
    }
}
