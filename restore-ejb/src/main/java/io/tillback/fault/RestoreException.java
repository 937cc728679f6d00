package io.tillback.fault;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that crosses stages: a code for programs, a fact for people, a next step for operators.
 *
 * <p>Message: {@code Cannot <verb> <thing>: <fact with values>}. Hint: an action, as a full sentence.
 */
public class RestoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String fact;
    private final String hint;

    public RestoreException(ErrorCode code, String message, String hint) {
        this(code, message, hint, null);
    }

    public RestoreException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code);
        this.fact = Objects.requireNonNull(message);
        this.hint = Objects.requireNonNull(hint);
    }

    public ErrorCode code() {
        return code;
    }

    /** The message, never null. */
    public String fact() {
        return fact;
    }

    /** What to do next. */
    public String hint() {
        return hint;
    }
}
