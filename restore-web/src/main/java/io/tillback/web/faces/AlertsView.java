package io.tillback.web.faces;

import io.tillback.notice.Alert;
import io.tillback.notice.AlertBook.Delivery;
import io.tillback.notice.AlertBook.Entry;
import io.tillback.notice.AlertBook.FailingChannel;
import io.tillback.notice.AlertChannel;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Alerts that nobody has seen yet, and whether they reach anybody. */
@Named
@ViewScoped
public class AlertsView implements Serializable {
    private static final long serialVersionUID = 1L;

    /** More than so many are counted, not told. */
    private static final int MOST_TOLD = 3;

    private static final int LOOKED_AT = 2000;

    private static final Map<AlertChannel, String> CHANNELS = new EnumMap<>(
            Map.of(AlertChannel.STORE, "the store", AlertChannel.WEBHOOK, "webhook", AlertChannel.MAIL, "mail"));

    @Inject
    private Engine engine;

    private transient @Nullable List<Entry> open;
    private transient @Nullable List<FailingChannel> failing;

    private List<Entry> all() {
        if (open == null) {
            open = engine.alerts().list(LOOKED_AT).stream()
                    .filter(entry -> entry.alert().isOpen()
                            && entry.alert().acknowledgement().isEmpty())
                    .toList();
        }
        return open;
    }

    /** The newest ones; no more than a banner holds. */
    public List<Entry> open() {
        return all().stream().limit(MOST_TOLD).toList();
    }

    public long more() {
        return Math.max(0, all().size() - MOST_TOLD);
    }

    public List<FailingChannel> failing() {
        if (failing == null) {
            failing = engine.alerts().listFailing();
        }
        return failing;
    }

    /** Those that the page was made with: others have not been seen. */
    public void acknowledgeAll() {
        all().stream().map(Entry::alert).map(Alert::number).forEach(engine.alerts()::acknowledge);
        open = null;
    }

    public String channel(AlertChannel channel) {
        return CHANNELS.getOrDefault(channel, channel.name());
    }

    /** By whom it is known: {@code Told by webhook, mail}. */
    public String told(Entry entry) {
        String channels = entry.deliveries().stream()
                .filter(delivery -> delivery.deliveredAt().isPresent())
                .map(Delivery::channel)
                .map(this::channel)
                .collect(Collectors.joining(", "));
        return channels.isEmpty() ? "Nobody was told yet." : "Told: " + channels + ".";
    }
}
