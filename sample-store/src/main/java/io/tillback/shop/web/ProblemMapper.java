package io.tillback.shop.web;

import jakarta.json.bind.JsonbException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;

/** Answers every failure as a problem; only what nobody foresaw is logged. */
@Provider
public class ProblemMapper implements ExceptionMapper<Exception> {

    private static final System.Logger LOG = System.getLogger(ProblemMapper.class.getName());

    @Override
    public Response toResponse(Exception failure) {
        if (failure instanceof Refusal refusal) {
            return Problem.response(refusal.status(), String.valueOf(refusal.getMessage()));
        }
        if (failure instanceof WebApplicationException web) {
            return Problem.response(web.getResponse().getStatusInfo(), String.valueOf(web.getMessage()));
        }
        if (failure instanceof ProcessingException || failure instanceof JsonbException) {
            return Problem.response(Status.BAD_REQUEST, "Cannot read the request: it is not the JSON expected here");
        }
        LOG.log(Level.ERROR, "Cannot answer a request", failure);
        return Problem.response(Status.INTERNAL_SERVER_ERROR, "The store failed; its log says why.");
    }
}
