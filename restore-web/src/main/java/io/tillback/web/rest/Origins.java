package io.tillback.web.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests that a page of another site made a browser send. A browser that was once asked for a password sends it
 * along by itself, so Basic alone does not keep other sites out. Programs send neither header and are not concerned.
 */
final class Origins {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private Origins() {}

    static boolean isForeign(HttpServletRequest request) {
        return isForeign(
                request.getMethod(),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader("Origin"),
                request.getHeader("Host"));
    }

    static boolean isForeign(
            String method, @Nullable String fetchSite, @Nullable String origin, @Nullable String host) {
        if (READING.contains(method)) {
            return false;
        }
        if (fetchSite != null) {
            return !OWN.contains(fetchSite);
        }
        return origin != null && !authority(origin).equals(host == null ? "" : host.toLowerCase(Locale.ROOT));
    }

    private static String authority(String origin) {
        int slashes = origin.indexOf("://");
        return slashes < 0 ? "" : origin.substring(slashes + 3).toLowerCase(Locale.ROOT);
    }
}
