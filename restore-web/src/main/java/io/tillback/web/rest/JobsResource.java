package io.tillback.web.rest;

import io.tillback.ejb.Jobs;
import io.tillback.ejb.Role;
import io.tillback.model.JobId;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.ProblemJson;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Long work: watched and cancelled. */
@Path("jobs")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Jobs")
@SuppressWarnings("NullAway.Init")
public class JobsResource {
    private static final int USUAL_LENGTH = 50;
    private static final int MOST = 500;

    private final Clock clock = Clock.systemUTC();

    @EJB
    private Jobs jobs;

    @Context
    private UriInfo uri;

    @GET
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "listJobs", summary = "Jobs, newest first")
    @APIResponseSchema(JobJson.ListJson.class)
    public JobJson.ListJson list(
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, defaultValue = "50", minimum = "1", maximum = "500"))
                    @QueryParam("limit")
                    @Nullable
                    String limit) {
        int most = (int) Parameters.wholeNumber("limit", limit, USUAL_LENGTH, 1, MOST);
        return JobJson.ListJson.of(jobs.list(most), clock.instant(), Answers.links(uri));
    }

    @GET
    @Path("{id}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.APPROVER, Role.SCHEDULER, Role.AUDITOR})
    @Operation(operationId = "loadJob", summary = "One job as it stands: step, rows, bytes, time left, result")
    @APIResponseSchema(JobJson.class)
    public JobJson load(@PathParam("id") String id) {
        return JobJson.of(jobs.load(new JobId(id)), clock.instant(), Answers.links(uri));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed({Role.ADMIN, Role.OPERATOR, Role.SCHEDULER})
    @Operation(
            operationId = "cancelJob",
            summary = "Ask a job to stop",
            description =
                    "It ends 'cancelled' soon after, whatever it waits for, unless its commit has begun; what is over, or "
                            + "committed, answers 409.")
    @APIResponse(
            responseCode = "202",
            description = "It was asked; the job as it stands",
            content = @Content(schema = @Schema(implementation = JobJson.class)))
    public Response cancel(@PathParam("id") String id) {
        JobJson job = JobJson.of(jobs.cancel(new JobId(id)), clock.instant(), Answers.links(uri));
        return Response.accepted(job).build();
    }
}
