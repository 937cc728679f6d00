package io.tillback.shop.restores;

import io.tillback.hook.AlertsRaised;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Remembers the alerts that the store heard of since its start. */
@ApplicationScoped
class HeardAlerts {

    private static final int REMEMBERED = 50;

    private final Deque<Heard> newestFirst = new ArrayDeque<>();

    /** One alert of one message. */
    public record Heard(String messageId, String kind, String state, String headline) {}

    /** The last few, newest first. */
    public record Report(List<Heard> latest) {}

    synchronized void hear(@Observes AlertsRaised raised) {
        for (AlertsRaised.Alert alert : raised.alerts()) {
            newestFirst.addFirst(new Heard(raised.messageId(), alert.kind(), alert.state(), alert.headline()));
            if (newestFirst.size() > REMEMBERED) {
                newestFirst.removeLast();
            }
        }
    }

    synchronized Report report() {
        return new Report(List.copyOf(newestFirst));
    }
}
