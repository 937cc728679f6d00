package io.tillback.ejb;

import io.tillback.notice.AlertChannel;
import io.tillback.notice.AlertCourier;
import io.tillback.notice.AlertSender;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;

/** Raises alerts that nobody else would, and tells of all of them; each channel by a timer of its own, so that none waits. */
@Singleton
@Startup
@DependsOn("EngineBean")
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AlertKeeper {
    private static final Logger LOG = Logger.getLogger(AlertKeeper.class.getName());
    private static final Duration KEPT = Duration.ofDays(90);

    private final Map<AlertChannel, AlertCourier> couriers = new EnumMap<>(AlertChannel.class);

    @EJB
    private EngineBean engine;

    @PostConstruct
    void begin() {
        AlertTexts texts =
                new AlertTexts(engine.settings().storeName(), settings().console());
        use(new StoreAlerts());
        settings()
                .webhook()
                .ifPresent(webhook -> use(new WebhookAlerts(webhook, texts, engine.clock(), WebhookPost.ANSWERED)));
        settings().mail().ifPresent(mail -> use(new MailAlerts(mail, texts)));
        if (!isJournalOn()) {
            engine.rounds().attemptAlone("close the journal's alerts", () -> engine.tools()
                    .alertBook()
                    .closeAll());
        }
    }

    private void use(AlertSender sender) {
        couriers.put(sender.channel(), new AlertCourier(engine.tools().alertOutbox(), sender));
    }

    @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
    void watch() {
        if (isJournalOn()) {
            engine.rounds().attemptAlone("look for what should raise an alert", () -> engine.tools()
                    .alertBook()
                    .watch(settings().limits()));
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void gather() {
        engine.rounds().attemptAlone("make messages of alerts", () -> engine.tools()
                .alertOutbox()
                .gather(settings().gathering(), settings().kinds(), settings().channels()));
    }

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void tellStores() {
        deliver(AlertChannel.STORE);
    }

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void post() {
        deliver(AlertChannel.WEBHOOK);
    }

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void mail() {
        deliver(AlertChannel.MAIL);
    }

    private void deliver(AlertChannel channel) {
        String what = "deliver alerts by " + channel.name().toLowerCase(Locale.ROOT);
        Optional.ofNullable(couriers.get(channel)).ifPresent(courier -> engine.rounds()
                .attemptAlone(what, () -> courier.deliver().ifPresent(this::warnOnce)));
    }

    /** Of a message's first attempt: the others are in GET /alerts. */
    private void warnOnce(AlertCourier.Failure failure) {
        if (failure.attempt().number() == 1) {
            LOG.warning(() -> failure.reason() + "; trying again. What could not be told: "
                    + failure.attempt().text().headline());
        }
    }

    @Schedule(hour = "*", minute = "41", persistent = false)
    void forget() {
        engine.rounds().attemptAlone("forget old alerts", () -> engine.tools()
                .alertBook()
                .forgetBefore(engine.clock().instant().minus(KEPT)));
    }

    private AlertSettings settings() {
        return engine.settings().alerts();
    }

    private boolean isJournalOn() {
        return engine.settings().journal().recording() == JournalSettings.Switch.ON;
    }
}
