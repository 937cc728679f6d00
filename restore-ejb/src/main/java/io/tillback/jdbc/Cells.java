package io.tillback.jdbc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values for people. */
final class Cells {
    /** One more character than is shown is fetched, to know whether it was cut. */
    private static final int CHARACTERS = 200;

    private Cells() {}

    static Optional<String> of(@Nullable String text) {
        return Optional.ofNullable(text)
                .map(value -> value.length() > CHARACTERS ? value.substring(0, CHARACTERS) + "…" : value);
    }
}
