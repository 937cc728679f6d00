package io.tillback.web.rest;

import io.tillback.fault.ErrorCode;
import io.tillback.web.wire.ProblemJson;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the type of a problem leads to. */
@Path("problems")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
@APIResponse(
        responseCode = "default",
        description = "A problem",
        content = @Content(mediaType = ProblemWriter.MEDIA_TYPE, schema = @Schema(implementation = ProblemJson.class)))
@Tag(name = "Problems")
public class ProblemsResource {
    private static final List<ProblemJson.TypeJson> ALL = Stream.concat(
                    Arrays.stream(Refusal.values()).map(ProblemsResource::type),
                    Arrays.stream(ErrorCode.values()).map(ProblemsResource::type))
            .toList();

    @GET
    @PermitAll
    @Operation(operationId = "listProblems", summary = "Every code, its status and what it means")
    @APIResponseSchema(ProblemJson.TypesJson.class)
    public ProblemJson.TypesJson list() {
        return new ProblemJson.TypesJson(ALL);
    }

    @GET
    @Path("{code}")
    @PermitAll
    @Operation(operationId = "loadProblem", summary = "One code")
    @APIResponseSchema(ProblemJson.TypeJson.class)
    public ProblemJson.TypeJson load(@PathParam("code") String code) {
        return ALL.stream().filter(type -> type.code().equals(code)).findFirst().orElseThrow(NotFoundException::new);
    }

    private static ProblemJson.TypeJson type(Refusal refusal) {
        return new ProblemJson.TypeJson(refusal.name(), refusal.status(), refusal.title());
    }

    private static ProblemJson.TypeJson type(ErrorCode code) {
        Problems.Kind kind = Problems.of(code);
        return new ProblemJson.TypeJson(code.name(), kind.status(), kind.title());
    }
}
