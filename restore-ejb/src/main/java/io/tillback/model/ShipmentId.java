package io.tillback.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a shipment of the journal: the UTC millisecond it began and a random suffix, so that names sort by time.
 *
 * @param value for example {@code 20260301T090000000Z-k3f9q2md}
 */
public record ShipmentId(String value) implements Comparable<ShipmentId> {
    private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{9}Z-[a-z0-9]{4,20}");
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    public ShipmentId {
        Check.require(FORM.matcher(value).matches(), "'" + value + "' is not a shipment's name");
    }

    public static ShipmentId of(Instant began, String suffix) {
        return new ShipmentId(INSTANT.format(began) + "-" + suffix);
    }

    /** Reads a text that may be anything. */
    public static Optional<ShipmentId> find(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new ShipmentId(text)) : Optional.empty();
    }

    /** Whether it began before an instant, by the clock of the server that began it. */
    public boolean beganBefore(Instant instant) {
        return value.compareTo(INSTANT.format(instant)) < 0;
    }

    @Override
    public int compareTo(ShipmentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
