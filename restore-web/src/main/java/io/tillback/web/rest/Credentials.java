package io.tillback.web.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user and password as HTTP Basic carries them, in UTF-8.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7617">RFC 7617</a>
 */
record Credentials(String user, String password) {
    private static final String SCHEME = "Basic ";

    static Optional<Credentials> parse(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return decode(header.substring(SCHEME.length()).strip())
                .filter(text -> text.indexOf(':') > 0)
                .map(Credentials::split);
    }

    private static Credentials split(String text) {
        int colon = text.indexOf(':');
        return new Credentials(text.substring(0, colon), text.substring(colon + 1));
    }

    private static Optional<String> decode(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return user;
    }
}
