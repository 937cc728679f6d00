package io.tillback.notice;

import java.util.List;

/** Port: the notices that are not delivered yet. */
public interface Outbox {
    /** Oldest first, at most {@code limit}. */
    List<Notice> loadWaiting(int limit);

    void markDelivered(Notice notice);

    /** @param reason why it failed, for people */
    void markFailed(Notice notice, String reason);
}
