package io.tillback.shop.web;

import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.StatusType;

/** An error as RFC 9457 wants it. Public, because JSON-B reads it. */
public record Problem(String type, String title, int status, String detail) {

    static Response response(StatusType status, String detail) {
        var problem = new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail);
        return Response.status(status)
                .type("application/problem+json")
                .entity(problem)
                .build();
    }
}
