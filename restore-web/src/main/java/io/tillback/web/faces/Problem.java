package io.tillback.web.faces;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import jakarta.ejb.EJBAccessException;
import jakarta.faces.application.ViewExpiredException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A failure as a page shows it: the fact, then what to do.
 *
 * @param code the stable code, or empty where the failure has none
 */
public record Problem(Kind kind, String code, String message, String hint) {
    /** How the console answers. */
    public enum Kind {
        FAILED,
        DENIED,
        EXPIRED,
        UNEXPECTED
    }

    static Problem of(Throwable thrown) {
        return find(thrown, RestoreException.class)
                .map(fault -> new Problem(Kind.FAILED, fault.code().name(), text(fault), fault.hint()))
                .or(() -> find(thrown, EJBAccessException.class).map(denial -> denied()))
                .or(() -> find(thrown, ViewExpiredException.class).map(expiry -> expired()))
                .orElseGet(Problem::unexpected);
    }

    static Problem denied() {
        return new Problem(
                Kind.DENIED,
                "",
                "Your account may not do this.",
                "Ask an administrator for the role, or sign in with another account.");
    }

    private static Problem expired() {
        return new Problem(Kind.EXPIRED, "", "This page was open for too long.", "Open it again.");
    }

    private static Problem unexpected() {
        return new Problem(
                Kind.UNEXPECTED,
                ErrorCode.INTERNAL.name(),
                "Cannot show this page: something failed that Tillback did not expect",
                "Try again; if it stays, send the server's log to whoever runs Tillback.");
    }

    private static String text(RestoreException fault) {
        return Optional.ofNullable(fault.getMessage()).orElse("");
    }

    private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> type) {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
