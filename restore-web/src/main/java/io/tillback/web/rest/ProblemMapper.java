package io.tillback.web.rest;

import io.tillback.fault.RestoreException;
import io.tillback.web.wire.Links;
import io.tillback.web.wire.ProblemJson;
import jakarta.ejb.EJBAccessException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever fails into a problem. What is the server's fault is logged here, once, under the incident that the
 * problem names; nothing but the messages of {@link RestoreException} goes out.
 */
@Provider
@SuppressWarnings("NullAway.Init")
public class ProblemMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;
    private static final String RETRY_AFTER_SECONDS = "10";
    private static final int UNAVAILABLE = 503;

    @Context
    private UriInfo uri;

    @Context
    private ResourceInfo resource;

    @Override
    public Response toResponse(Throwable failure) {
        Optional<RestoreException> known = Causes.find(failure, RestoreException.class);
        if (known.isPresent()) {
            return known(known.get());
        }
        if (Causes.find(failure, EJBAccessException.class).isPresent()) {
            return response(writer().forbidden(neededRoles()));
        }
        return Causes.find(failure, WebApplicationException.class)
                .map(this::byHttp)
                .orElseGet(() -> unexpected(failure));
    }

    private Response known(RestoreException failure) {
        String incident = Problems.of(failure.code()).isOurs() ? log(failure) : null;
        return response(writer().of(failure, incident));
    }

    private Response byHttp(WebApplicationException failure) {
        Response given = failure.getResponse();
        if (given.getStatus() < FIRST_CLIENT_ERROR) {
            return given;
        }
        if (given.getStatus() >= FIRST_SERVER_ERROR) {
            return unexpected(failure);
        }
        Refusal refusal = Refusal.of(given.getStatus());
        ProblemJson problem = refusal == Refusal.FORBIDDEN ? writer().forbidden(neededRoles()) : writer().of(refusal);
        Response.ResponseBuilder response = builder(problem);
        String allowed = given.getHeaderString(HttpHeaders.ALLOW);
        return allowed == null
                ? response.build()
                : response.header(HttpHeaders.ALLOW, allowed).build();
    }

    private Response unexpected(Throwable failure) {
        return response(writer().internal(log(failure)));
    }

    private static String log(Throwable failure) {
        String incident = UUID.randomUUID().toString().substring(0, 8);
        LOG.log(Level.ERROR, "Incident " + incident + ": cannot answer a request", failure);
        return incident;
    }

    private Set<String> neededRoles() {
        @Nullable Method method = resource.getResourceMethod();
        return method == null ? Set.of() : RolesGate.rolesOf(method);
    }

    private ProblemWriter writer() {
        return new ProblemWriter(
                new Links(uri.getBaseUri().getRawPath()), uri.getRequestUri().getRawPath());
    }

    private static Response response(ProblemJson problem) {
        return builder(problem).build();
    }

    private static Response.ResponseBuilder builder(ProblemJson problem) {
        Response.ResponseBuilder response =
                Response.status(problem.status()).type(ProblemWriter.MEDIA_TYPE).entity(problem);
        return problem.status() == UNAVAILABLE
                ? response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                : response;
    }
}
