package io.tillback.shop.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Signs in whoever sends a name and a password; whoever sends none is a buyer whom nobody knows. */
@WebFilter("/api/*")
public class SignInFilter implements Filter {

    private static final String BASIC = "Basic ";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && http.getHeader("Authorization") != null
                && !isSignedIn(http)) {
            answer.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        chain.doFilter(request, response);
    }

    /** A container may have looked at the header by itself, and refuses to sign somebody in again. */
    private static boolean isSignedIn(HttpServletRequest http) {
        return http.getUserPrincipal() != null || signIn(http);
    }

    private static boolean signIn(HttpServletRequest http) {
        String header = http.getHeader("Authorization");
        if (!header.startsWith(BASIC)) {
            return false;
        }
        try {
            String[] given = new String(
                            Base64.getDecoder().decode(header.substring(BASIC.length())), StandardCharsets.UTF_8)
                    .split(":", 2);
            http.login(given[0], given.length > 1 ? given[1] : "");
            return true;
        } catch (ServletException | IllegalArgumentException e) {
            return false;
        }
    }
}
