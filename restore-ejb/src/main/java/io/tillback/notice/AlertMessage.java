package io.tillback.notice;

import java.time.Instant;
import java.util.List;

/**
 * Alerts that are told together; the same text however often it has to be sent.
 *
 * @param id the same for every attempt and every channel, unlike any other message's
 * @param total how many alerts it is about
 * @param alerts as they stood when the message was made; the first hundred, if they are more
 */
public record AlertMessage(String id, Instant createdAt, int total, List<Alert> alerts) {
    /** More are counted only. */
    public static final int MOST_TOLD = 100;

    public AlertMessage {
        alerts = List.copyOf(alerts);
    }

    /** All of it in one line. */
    public String headline() {
        String first = alerts.get(0).headline();
        return total == 1 ? first : first + ", and " + (total - 1) + " more";
    }
}
