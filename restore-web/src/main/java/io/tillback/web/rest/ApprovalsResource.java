package io.tillback.web.rest;

import io.tillback.ejb.Acceptances;
import io.tillback.ejb.Restores;
import io.tillback.ejb.Role;
import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.PlanId;
import io.tillback.web.wire.ApprovalRequestJson;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.PlanDifferenceJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.RulingJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
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

/** What it takes to accept a plan: approvals by others, and, once it was planned again, what is not as it was. */
@Path("plans")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Plans")
@SuppressWarnings("NullAway.Init")
public class ApprovalsResource {
    private final Clock clock = Clock.systemUTC();

    @EJB
    private Acceptances acceptances;

    @EJB
    private Restores restores;

    @Context
    private UriInfo uri;

    @GET
    @Path("{id}/approvals")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "loadApprovals",
            summary = "What the policy asks of a plan and why, and who has approved it")
    @APIResponseSchema(RulingJson.class)
    public RulingJson load(@PathParam("id") String id) {
        return RulingJson.of(acceptances.loadRuling(new PlanId(id)));
    }

    @POST
    @Path("{id}/approvals")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.APPROVER)
    @Operation(
            operationId = "approve",
            summary = "Approve a plan's data gap",
            description =
                    "In the caller's name. Sent again it changes nothing. Refused to whoever asked for the plan or "
                            + "applies it, and when the gap that was read is not the plan's.")
    @APIResponseSchema(RulingJson.class)
    public RulingJson approve(@PathParam("id") String id, @RequestBody(required = true) ApprovalRequestJson approval) {
        String comment = approval.comment() == null ? "" : approval.comment();
        return RulingJson.of(acceptances.approve(new PlanId(id), approval.gapHash(), comment));
    }

    @POST
    @Path("{id}/again")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "planAgain",
            summary = "Make a plan for the same request, in place of this one",
            description =
                    "For when rows have moved since. Writes nothing to the store's tables; takes no body. Approvals are "
                            + "not carried over: they name the gap that was read.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job, whose result is the new plan",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response planAgain(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey, @PathParam("id") String id) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        return Answers.accepted(restores.planAgain(new PlanId(id), key), key, uri, clock);
    }

    @GET
    @Path("{id}/difference")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "loadPlanDifference",
            summary = "What of the data gap and of the rows is not as it was in the plan that this one replaces")
    @APIResponseSchema(PlanDifferenceJson.class)
    public PlanDifferenceJson loadDifference(@PathParam("id") String id) {
        PlanId plan = new PlanId(id);
        return PlanDifferenceJson.of(
                acceptances.findDifference(plan).orElseThrow(() -> replacesNone(plan)), Answers.links(uri));
    }

    private static RestoreException replacesNone(PlanId plan) {
        return new RestoreException(
                ErrorCode.PLAN_REPLACES_NONE,
                "Cannot tell what differs in plan " + plan + ": it was not made in place of another",
                "Ask for a plan that 'replaces' one: POST again makes it.");
    }
}
