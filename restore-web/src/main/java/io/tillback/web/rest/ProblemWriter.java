package io.tillback.web.rest;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.web.wire.Links;
import io.tillback.web.wire.ProblemJson;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes problems down for one request.
 *
 * @param instance the path that was asked
 */
record ProblemWriter(Links links, String instance) {
    static final String MEDIA_TYPE = "application/problem+json";

    ProblemJson of(RestoreException failure, @Nullable String incident) {
        String said = failure.getMessage();
        String detail = said == null ? failure.code().name() : said;
        return problem(failure.code(), detail, failure.hint(), incident);
    }

    ProblemJson internal(String incident) {
        return problem(
                ErrorCode.INTERNAL,
                "Cannot answer: something failed that Tillback did not expect",
                "Look for incident " + incident + " in the server's log, and report it with what is written there.",
                incident);
    }

    ProblemJson of(Refusal refusal) {
        return of(refusal, refusal.hint());
    }

    /** @param roles those of which one is needed; none when that is not known */
    ProblemJson forbidden(Set<String> roles) {
        if (roles.isEmpty()) {
            return of(Refusal.FORBIDDEN);
        }
        return of(Refusal.FORBIDDEN, "Sign in as a user with one of the roles " + String.join(", ", roles) + ".");
    }

    private ProblemJson of(Refusal refusal, String hint) {
        return new ProblemJson(
                links.problem(refusal.name()),
                refusal.title(),
                refusal.status(),
                refusal.detail(),
                instance,
                refusal.name(),
                hint,
                null);
    }

    private ProblemJson problem(ErrorCode code, String detail, String hint, @Nullable String incident) {
        Problems.Kind kind = Problems.of(code);
        return new ProblemJson(
                links.problem(code.name()), kind.title(), kind.status(), detail, instance, code.name(), hint, incident);
    }
}
