package io.tillback.apply;

import io.tillback.model.Part;

/**
 * An operator takes a plan's data gap.
 *
 * @param fingerprint the plan that was looked at
 * @param gapHash the gap that was read
 * @param comment why; may be empty
 * @param part how much of the plan is applied now
 */
public record Acceptance(String fingerprint, String gapHash, String comment, Part part) {
    /** Of the whole plan. */
    public Acceptance(String fingerprint, String gapHash, String comment) {
        this(fingerprint, gapHash, comment, new Part.Whole());
    }
}
