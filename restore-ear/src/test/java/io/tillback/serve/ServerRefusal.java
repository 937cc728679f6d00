package io.tillback.serve;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what Tillback itself says in the log of a server that did not start. */
final class ServerRefusal {
    private static final Pattern REFUSAL = Pattern.compile("Tillback does not start\\. (.+)");

    private ServerRefusal() {}

    static Optional<String> findIn(IllegalStateException failure) {
        Matcher refusal = REFUSAL.matcher(String.valueOf(failure.getMessage()));
        return refusal.find() ? Optional.of(refusal.group(1)) : Optional.empty();
    }
}
