package io.tillback.web.rest;

import io.tillback.model.IdempotencyKey;
import io.tillback.model.Job;
import io.tillback.web.wire.JobJson;
import io.tillback.web.wire.Links;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Clock;

/** Answers that several resources give. */
final class Answers {
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private Answers() {}

    static Links links(UriInfo uri) {
        return new Links(uri.getBaseUri().getRawPath());
    }

    /** 202 with the job, where to ask for it, and the key under which asking again is harmless. */
    static Response accepted(Job job, IdempotencyKey key, UriInfo uri, Clock clock) {
        return Response.accepted(JobJson.of(job, clock.instant(), links(uri)))
                .location(URI.create("jobs/" + job.id()))
                .header(IDEMPOTENCY_KEY, key.value())
                .build();
    }
}
