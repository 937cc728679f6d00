package io.tillback.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a snapshot: the UTC second it began and a random suffix, so that names sort by time.
 *
 * @param value for example {@code 20260301T090000Z-k3f9q2md}
 */
public record SnapshotId(String value) implements Comparable<SnapshotId> {
    private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z-[a-z0-9]{4,20}");

    public SnapshotId {
        Check.require(FORM.matcher(value).matches(), "'" + value + "' is not a snapshot's name");
    }

    /** Reads a text that may be anything. */
    public static Optional<SnapshotId> find(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new SnapshotId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(SnapshotId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
