package io.tillback.retention;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Whether a snapshot stays. */
public sealed interface Verdict {
    <T> T match(Function<Keep, T> keep, Function<Expire, T> expire);

    /** @param until when its tier's time is over or was; empty without such a time */
    record Keep(KeepReason reason, Optional<Instant> until) implements Verdict {
        @Override
        public <T> T match(Function<Keep, T> keep, Function<Expire, T> expire) {
            return keep.apply(this);
        }
    }

    /** @param since when its tier's time was over */
    record Expire(ExpireReason reason, Instant since) implements Verdict {
        @Override
        public <T> T match(Function<Keep, T> keep, Function<Expire, T> expire) {
            return expire.apply(this);
        }
    }
}
