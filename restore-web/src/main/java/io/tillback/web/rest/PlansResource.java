package io.tillback.web.rest;

import io.tillback.apply.Acceptance;
import io.tillback.ejb.Restores;
import io.tillback.ejb.Role;
import io.tillback.model.ChangesBy;
import io.tillback.model.IdempotencyKey;
import io.tillback.model.Part;
import io.tillback.model.PlanId;
import io.tillback.web.wire.AcceptanceJson;
import io.tillback.web.wire.AlternativesJson;
import io.tillback.web.wire.ChangesJson;
import io.tillback.web.wire.ConflictPageJson;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.PlanJson;
import io.tillback.web.wire.PlanPageJson;
import io.tillback.web.wire.ProblemJson;
import io.tillback.web.wire.RestoreRequestJson;
import io.tillback.web.wire.SellersJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.List;
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

/** Plans: made, looked at, applied. */
@Path("plans")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Plans")
@SuppressWarnings("NullAway.Init")
public class PlansResource {
    private final Clock clock = Clock.systemUTC();

    @EJB
    private Restores restores;

    @Context
    private UriInfo uri;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(operationId = "listPlans", summary = "Plans, newest first, at most 200")
    @APIResponseSchema(PlanJson.ListJson.class)
    public PlanJson.ListJson list() {
        return PlanJson.ListJson.of(restores.listPlans(), Answers.links(uri));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "plan",
            summary = "Make a plan",
            description =
                    "Writes nothing to the store's tables. The body may be 16 MiB long: a million keys of ten digits.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job, whose result is the plan",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response plan(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            @RequestBody(required = true) RestoreRequestJson request) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        return Answers.accepted(restores.plan(request.toModel(), key), key, uri, clock);
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(operationId = "loadPlan", summary = "One plan: counts, foreign keys, data gap, fingerprint")
    @APIResponseSchema(PlanJson.class)
    public PlanJson load(@PathParam("id") String id) {
        PlanId plan = new PlanId(id);
        return PlanJson.of(restores.loadPlan(plan), restores.loadPlanSummary(plan), Answers.links(uri));
    }

    @GET
    @Path("{id}/request")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(operationId = "loadPlanRequest", summary = "What the plan was made for, as it can be sent again")
    @APIResponseSchema(RestoreRequestJson.class)
    public RestoreRequestJson loadRequest(@PathParam("id") String id) {
        return RestoreRequestJson.of(restores.loadPlan(new PlanId(id)).request());
    }

    @GET
    @Path("{id}/rows")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(operationId = "loadPlanRows", summary = "Rows that the plan would write, page by page")
    @APIResponseSchema(PlanPageJson.class)
    public PlanPageJson loadRows(
            @PathParam("id") String id,
            @BeanParam TablePosition from,
            @Parameter(description = "Only rows of this seller.") @QueryParam("seller") @Nullable String seller,
            @BeanParam PageLength length) {
        return PlanPageJson.of(
                restores.loadPage(new PlanId(id), from.table(), partOf(seller), from.after(), length.rows()));
    }

    private static Part partOf(@Nullable String seller) {
        return seller == null ? new Part.Whole() : new Part.OfSellers(List.of(seller), Part.Unowned.LEFT);
    }

    @GET
    @Path("{id}/sellers")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "loadPlanSellers",
            summary = "Whose rows the plan holds, and for whom it was applied",
            description =
                    "Over all tables, or of the one that 'schema' and 'table' name. Paths from tables to sellers are "
                            + "configured by tillback.seller.paths; rows of a table without one belong to no seller.")
    @APIResponseSchema(SellersJson.class)
    public SellersJson loadSellers(
            @PathParam("id") String id,
            @QueryParam("schema") @Nullable String schema,
            @QueryParam("table") @Nullable String table) {
        PlanId plan = new PlanId(id);
        boolean overall = schema == null && table == null;
        return SellersJson.of(
                overall ? restores.loadSellers(plan) : restores.loadSellers(plan, Parameters.table(schema, table)),
                restores.findParts(plan));
    }

    @GET
    @Path("{id}/conflicts")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "loadPlanConflicts",
            summary = "What others have written over what the plan takes out, page by page",
            description =
                    "Kept, unless the plan's policy says 'overwrite'. To overwrite some of them, plan for their keys alone.")
    @APIResponseSchema(ConflictPageJson.class)
    public ConflictPageJson loadConflicts(
            @PathParam("id") String id, @BeanParam TablePosition from, @BeanParam PageLength length) {
        int page = length.rows();
        return ConflictPageJson.of(restores.loadConflicts(new PlanId(id), from.table(), from.after(), page), page);
    }

    @GET
    @Path("{id}/alternatives")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "loadPlanAlternatives",
            summary = "What else could be restored, each with its data gap, the bytes to fetch and the time it takes",
            description = "Looked for after the plan was made, which does not wait for it.")
    @APIResponseSchema(AlternativesJson.class)
    public AlternativesJson loadAlternatives(@PathParam("id") String id) {
        return AlternativesJson.of(restores.findAlternatives(new PlanId(id)));
    }

    @GET
    @Path("{id}/changes")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.AUDITOR})
    @Operation(
            operationId = "loadPlanChanges",
            summary = "What is brought back, lost and kept, by seller, actor, release, transaction or minute",
            description = "Over all tables, or of the one that 'schema' and 'table' name.")
    @APIResponseSchema(ChangesJson.class)
    public ChangesJson loadChanges(
            @PathParam("id") String id,
            @Parameter(
                            required = true,
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"seller", "actor", "release", "transaction", "minute"}))
                    @QueryParam("by")
                    @Nullable
                    String by,
            @QueryParam("schema") @Nullable String schema,
            @QueryParam("table") @Nullable String table) {
        PlanId plan = new PlanId(id);
        ChangesBy common = ChangesJson.parse(by);
        boolean overall = schema == null && table == null;
        return ChangesJson.of(
                restores.loadPlan(plan),
                common,
                overall
                        ? restores.loadChanges(plan, common)
                        : restores.loadChanges(plan, Parameters.table(schema, table), common));
    }

    @POST
    @Path("{id}/restores")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.ADMIN, Role.OPERATOR})
    @Operation(
            operationId = "apply",
            summary = "Accept a plan's data gap and apply the plan",
            description =
                    "Whole or not at all, unless 'part' asks for some sellers' rows or for what earlier parts left; "
                            + "each part whole or not at all. Refused when fingerprint or gap are not those that were read.")
    @APIResponse(
            responseCode = "202",
            description = "It has begun; Location names the job, whose result is the restore",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response apply(
            @HeaderParam(Answers.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
            @PathParam("id") String id,
            @RequestBody(required = true) AcceptanceJson acceptance) {
        IdempotencyKey key = Parameters.idempotencyKey(idempotencyKey);
        PlanId plan = new PlanId(id);
        Acceptance accepted = acceptance.toModel(() -> restores.findParts(plan).rest());
        return Answers.accepted(restores.apply(plan, accepted, key), key, uri, clock);
    }
}
