package io.tillback.ejb;

import io.tillback.model.SellerRoute;
import io.tillback.model.TableId;
import io.tillback.model.Tier;
import io.tillback.notice.AlertBook;
import io.tillback.notice.AlertChannel;
import io.tillback.notice.AlertCourier;
import io.tillback.notice.AlertSender;
import io.tillback.notice.LastCopies;
import io.tillback.retention.RetentionPreview;
import io.tillback.retention.TierRule;
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
import java.time.Instant;
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

    @EJB
    private CatalogBean catalog;

    @EJB
    private PurgeDesk purges;

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
            engine.rounds().attemptAlone("look for large transactions and new values", () -> engine.tools()
                    .changeWatch()
                    .look(settings().large(), settings().values(), this::findRoute));
            engine.rounds().attemptAlone("learn which values columns have", () -> engine.tools()
                    .changeWatch()
                    .learn(settings().values()));
        }
    }

    @Schedule(hour = "*", minute = "*", second = "8/10", persistent = false)
    void measure() {
        if (isJournalOn()) {
            engine.rounds().attemptAlone("note how far changes are recorded", () -> engine.tools()
                    .changeWatch()
                    .measure());
        }
    }

    private Optional<SellerRoute> findRoute(TableId table) {
        Workbench tools = engine.tools();
        return tools.sellers().find(tools.protectedSchema(), table);
    }

    @Schedule(hour = "*", minute = "*/10", second = "45", persistent = false)
    void watchLastCopies() {
        if (isJournalOn()) {
            engine.rounds().attemptAlone("look for last copies that expire", () -> {
                LastCopies copies = new LastCopies(
                        purges.outlook().decisions().stream()
                                .map(RetentionPreview.Decision::snapshot)
                                .toList(),
                        engine.settings().tiers().policy(),
                        engine.settings().journal().kept().plus(settings().held()),
                        settings().lastCopy());
                AlertBook book = engine.tools().alertBook();
                book.noteExpiring(copies.expiring(
                        book.findUnseenOfTransactions(), engine.clock().instant()));
            });
        }
    }

    @Schedule(hour = "*", minute = "*", second = "50", persistent = false)
    void watchSlots() {
        Instant now = engine.clock().instant();
        for (TierRule rule : engine.settings().tiers().rules()) {
            rule.schedule().ifPresent(schedule -> engine.rounds()
                    .attemptAlone(
                            "look for slots of tier " + rule.tier() + " that failed",
                            () -> watchSlots(rule.tier(), schedule, now)));
        }
    }

    private void watchSlots(Tier tier, io.tillback.retention.Schedule schedule, Instant now) {
        Instant present = schedule.slotAt(now);
        Instant before = schedule.slotAt(present.minusNanos(1));
        engine.tools()
                .alertBook()
                .noteSlots(
                        catalog.ask(records -> records.slots().review(tier, present, before)),
                        engine.settings().tiers().retry());
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
