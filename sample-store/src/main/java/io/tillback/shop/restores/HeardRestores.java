package io.tillback.shop.restores;

import io.tillback.hook.RowsRestored;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Remembers the restores that the store heard of since its start. */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // The container sets the field.
class HeardRestores {

    private static final int REMEMBERED = 20;

    private final Deque<Heard> newestFirst = new ArrayDeque<>();
    private long deliveries;

    @Inject
    private Clock clock;

    /**
     * One delivery.
     *
     * @param rows that are named, such as {@code shop.product 17 changed}
     */
    public record Heard(String messageId, String restoreId, List<String> tables, List<String> rows, Instant heardAt) {}

    /** All deliveries, counted, and the last few of them, newest first. */
    public record Report(long deliveries, List<Heard> latest) {}

    synchronized void hear(@Observes RowsRestored restored) {
        deliveries++;
        List<String> rows = restored.written().stream()
                .flatMap(table -> table.rows().stream()
                        .map(row -> table.name() + " " + String.join(", ", row.key()) + " " + row.was()))
                .toList();
        newestFirst.addFirst(
                new Heard(restored.messageId(), restored.restoreId(), restored.tables(), rows, clock.instant()));
        if (newestFirst.size() > REMEMBERED) {
            newestFirst.removeLast();
        }
    }

    synchronized Report report() {
        return new Report(deliveries, List.copyOf(newestFirst));
    }
}
