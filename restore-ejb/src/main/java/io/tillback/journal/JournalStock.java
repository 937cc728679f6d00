package io.tillback.journal;

import io.tillback.model.Segment;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of the past, and the room it takes.
 *
 * @param oldest moment kept; empty if none is
 * @param newest moment kept
 * @param bytes on the database's disk, by the companion's number; {@link Segment#OF_TRANSACTIONS}: who made the changes
 */
public record JournalStock(Optional<Instant> oldest, Optional<Instant> newest, Map<Integer, Long> bytes) {
    public JournalStock {
        bytes = Map.copyOf(bytes);
    }

    public long bytesOf(int companion) {
        return bytes.getOrDefault(companion, 0L);
    }

    public long totalBytes() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
