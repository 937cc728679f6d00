package io.tillback.notice;

import java.time.Duration;

/** A way to tell of restores. */
public enum NoticeChannel {
    /** The stores in the same server: their caches, and their observers. Each server tells those beside it. */
    STORE(Duration.ofMinutes(5)),
    WEBHOOK(Duration.ofHours(1));

    private final Duration longestWait;

    NoticeChannel(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /** Between two attempts. */
    public Duration longestWait() {
        return longestWait;
    }
}
