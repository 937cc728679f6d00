package io.tillback.apply;

import io.tillback.fault.ErrorCode;
import io.tillback.fault.RestoreException;
import io.tillback.model.Part;
import java.util.Optional;

/**
 * An operator takes a plan's data gap.
 *
 * @param fingerprint the plan that was looked at
 * @param gapHash the gap that was read; empty: that is left to a rule
 * @param comment why; may be empty
 * @param part how much of the plan is applied now
 * @param toSellers what the sellers concerned are told beside the figures of their own rows; may be empty
 */
public record Acceptance(String fingerprint, Optional<String> gapHash, String comment, Part part, String toSellers) {
    private static final int LONGEST_WORD = 2_000;

    public Acceptance {
        if (toSellers.length() > LONGEST_WORD) {
            throw new RestoreException(
                    ErrorCode.REQUEST_INVALID,
                    "Cannot tell sellers " + toSellers.length() + " characters: at most " + LONGEST_WORD
                            + " are kept with a restore",
                    "Say it in fewer words.");
        }
    }

    /** Without a word to sellers. */
    public Acceptance(String fingerprint, Optional<String> gapHash, String comment, Part part) {
        this(fingerprint, gapHash, comment, part, "");
    }

    public Acceptance(String fingerprint, String gapHash, String comment, Part part) {
        this(fingerprint, Optional.of(gapHash), comment, part);
    }

    /** Of the whole plan. */
    public Acceptance(String fingerprint, String gapHash, String comment) {
        this(fingerprint, gapHash, comment, new Part.Whole());
    }

    /** The same, of this gap. */
    Acceptance naming(String hash) {
        return new Acceptance(fingerprint, Optional.of(hash), comment, part, toSellers);
    }
}
