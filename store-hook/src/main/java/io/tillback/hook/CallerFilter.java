package io.tillback.hook;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Remembers for {@link TellsWho} which request a thread works on, until the request leaves the thread.
 *
 * <p>The jar's {@code META-INF/web-fragment.xml} maps it to every request, after the store's own filters, so that a user
 * whom one of these signs in is seen.
 */
public final class CallerFilter implements Filter {

    private final Supplier<String> ids;

    /** Called by the container. */
    public CallerFilter() {
        this(() -> UUID.randomUUID().toString());
    }

    CallerFilter(Supplier<String> ids) {
        this.ids = ids;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http) {
            new Caller(http, ids).during(() -> chain.doFilter(request, response));
            return;
        }
        chain.doFilter(request, response);
    }
}
