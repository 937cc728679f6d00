package io.tillback.web.faces;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.stream.Stream;

/** An instant as an operator types it, in UTC. */
final class TypedInstant {
    private TypedInstant() {}

    /**
     * @return empty for no text
     * @throws RestoreException REQUEST_INVALID
     */
    static Optional<Instant> find(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        String iso = text.strip().replace(' ', 'T');
        Optional<Instant> read = Stream.of(iso, iso + "Z", iso + ":00Z", iso + "T00:00:00Z")
                .flatMap(form -> read(form).stream())
                .findFirst();
        if (read.isEmpty()) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot read '" + text + "': that is no instant",
                    "Write it in UTC as 2026-03-01 12:00.");
        }
        return read;
    }

    private static Optional<Instant> read(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException otherwise) {
            return Optional.empty();
        }
    }
}
