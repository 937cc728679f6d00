package io.tillback.hook;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whoever a thread of the store works for, asked only when a transaction begins to write. */
final class Caller {

    /** Where proxies say which request it is. */
    static final String HEADER = "X-Request-ID";

    private static final String ATTRIBUTE = Caller.class.getName();

    private static final ThreadLocal<@Nullable Caller> CURRENT = new ThreadLocal<>();

    private final HttpServletRequest http;
    private final Supplier<String> ids;

    Caller(HttpServletRequest http, Supplier<String> ids) {
        this.http = http;
        this.ids = ids;
    }

    /** What the store does for a caller. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, ServletException;
    }

    static Optional<Caller> findCurrent() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** The thread is the container's, and serves others afterwards: nothing of this caller stays on it. */
    void during(Work work) throws IOException, ServletException {
        Caller outer = CURRENT.get();
        CURRENT.set(this);
        try {
            work.run();
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** Empty for somebody who has not signed in. */
    String actor() {
        Principal principal = http.getUserPrincipal();
        return principal == null || principal.getName() == null ? "" : principal.getName();
    }

    /** The same for all transactions of a request, also where an asynchronous one comes back on another thread. */
    String request() {
        if (http.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String given = http.getHeader(HEADER);
        String id = given == null || given.isBlank() ? ids.get() : given;
        http.setAttribute(ATTRIBUTE, id);
        return id;
    }
}
