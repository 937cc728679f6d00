package io.tillback.hook;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells the store's observers of alerts. */
@Dependent
class AlertDelivery implements AlertListenerMBean {

    private final Consumer<AlertsRaised> observers;

    @Inject
    AlertDelivery(Event<AlertsRaised> event) {
        this(event::fire);
    }

    AlertDelivery(Consumer<AlertsRaised> observers) {
        this.observers = observers;
    }

    @Override
    @ActivateRequestContext
    public void alertsRaised(String messageId, List<Map<String, String>> alerts) {
        try {
            observers.accept(new AlertsRaised(
                    messageId, alerts.stream().map(AlertDelivery::alert).toList()));
        } catch (RuntimeException cause) {
            throw RestoreDelivery.withoutClassesOfTheStore("of alerts", cause);
        }
    }

    private static AlertsRaised.Alert alert(Map<String, String> told) {
        return new AlertsRaised.Alert(
                text(told, "id"),
                text(told, "kind"),
                text(told, "state"),
                Optional.ofNullable(told.get("table")),
                Instant.parse(text(told, "since")),
                Optional.ofNullable(told.get("until")).map(Instant::parse),
                Optional.ofNullable(told.get("reason")),
                Optional.ofNullable(told.get("transaction")),
                text(told, "headline"),
                text(told, "meaning"),
                text(told, "nextStep"));
    }

    private static String text(Map<String, String> told, String key) {
        return Optional.ofNullable(told.get(key))
                .orElseThrow(() -> new IllegalArgumentException("The alert does not say its " + key));
    }
}
