package io.tillback.apply;

import io.tillback.model.Part;
import java.util.Optional;

/**
 * An operator takes a plan's data gap.
 *
 * @param fingerprint the plan that was looked at
 * @param gapHash the gap that was read; empty: that is left to a rule
 * @param comment why; may be empty
 * @param part how much of the plan is applied now
 */
public record Acceptance(String fingerprint, Optional<String> gapHash, String comment, Part part) {
    public Acceptance(String fingerprint, String gapHash, String comment, Part part) {
        this(fingerprint, Optional.of(gapHash), comment, part);
    }

    /** Of the whole plan. */
    public Acceptance(String fingerprint, String gapHash, String comment) {
        this(fingerprint, gapHash, comment, new Part.Whole());
    }

    /** The same, of this gap. */
    Acceptance naming(String hash) {
        return new Acceptance(fingerprint, hash, comment, part);
    }
}
