package io.tillback.apply;

/**
 * An operator takes a plan's data gap.
 *
 * @param fingerprint the plan that was looked at
 * @param gapHash the gap that was read
 * @param comment why; may be empty
 */
public record Acceptance(String fingerprint, String gapHash, String comment) {}
