package io.tillback.web.rest;

import io.tillback.web.wire.Links;
import io.tillback.web.wire.ProblemJson;
import jakarta.json.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Signs a request of the REST interface in by HTTP Basic, for that request only.
 *
 * <p>The console's session does not count: a page of another site could send its cookie along. The container's own
 * challenge cannot be used, because the console's form is the one login method a web module has.
 */
public class BasicAuthenticationFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String BASE = "/api/v1/";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (Origins.isForeign(request)) {
            refuse(Refusal.CROSS_SITE, request, response);
            return;
        }
        Optional<Credentials> credentials = Credentials.parse(request.getHeader("Authorization"));
        // Login fails while anybody is signed in, and logging that one out would end the console's session.
        if (credentials.isPresent() && request.getUserPrincipal() != null) {
            refuse(Refusal.SESSION_SENT, request, response);
            return;
        }
        if (credentials.isEmpty() || !signIn(credentials.get(), request)) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Tillback\", charset=\"UTF-8\"");
            refuse(Refusal.UNAUTHENTICATED, request, response);
            return;
        }
        try {
            pass(request, response, chain);
        } finally {
            request.logout();
        }
    }

    /** The server's own page for a path outside the interface names classes. */
    private static void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getServletPath().startsWith(BASE) || (request.getServletPath() + "/").equals(BASE)) {
            chain.doFilter(request, response);
            return;
        }
        refuse(Refusal.PATH_UNKNOWN, request, response);
    }

    private static boolean signIn(Credentials credentials, HttpServletRequest request) {
        try {
            request.login(credentials.user(), credentials.password());
            return true;
        } catch (ServletException refused) {
            return false;
        }
    }

    private static void refuse(Refusal refusal, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Links links = new Links(request.getContextPath() + BASE);
        ProblemJson problem = new ProblemWriter(links, request.getRequestURI()).of(refusal);
        response.setStatus(problem.status());
        response.setContentType(ProblemWriter.MEDIA_TYPE);
        byte[] body = Json.createObjectBuilder()
                .add("type", problem.type())
                .add("title", problem.title())
                .add("status", problem.status())
                .add("detail", problem.detail())
                .add("instance", problem.instance())
                .add("code", problem.code())
                .add("hint", problem.hint())
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        response.getOutputStream().write(body);
    }
}
