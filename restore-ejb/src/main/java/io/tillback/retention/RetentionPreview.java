package io.tillback.retention;

import io.tillback.model.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a purge would do, and why.
 *
 * @param decidedAt UTC
 * @param decisions one for each finished snapshot, newest first
 */
public record RetentionPreview(Instant decidedAt, List<Decision> decisions) {
    /** One snapshot and what becomes of it. */
    public record Decision(HeldSnapshot snapshot, Verdict verdict) {
        public boolean expires() {
            return verdict.match(keep -> false, expire -> true);
        }
    }

    public RetentionPreview {
        decisions = List.copyOf(decisions);
    }

    /** What would be purged, newest first. */
    public List<Decision> expired() {
        return decisions.stream().filter(Decision::expires).toList();
    }

    /** Identifies what would be purged: the same snapshots for the same reasons, whenever that is asked. */
    public String fingerprint() {
        return Sha256.of(expired().stream()
                .map(decision ->
                        decision.snapshot().id() + " " + decision.snapshot().tier() + " " + decision.verdict())
                .collect(Collectors.joining("\n")));
    }
}
