package io.tillback.offenders.retention;

import io.tillback.offenders.notice.LooksBack;

/** With {@code LooksBack} a cycle. */
public record LooksAhead(LooksBack next) {}
