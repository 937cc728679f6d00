package io.tillback.offenders.notice;

import io.tillback.offenders.retention.LooksAhead;
import java.util.List;

/** With {@code LooksAhead} a cycle. */
public record LooksBack(List<LooksAhead> before) {
    public LooksBack {
        before = List.copyOf(before);
    }
}
