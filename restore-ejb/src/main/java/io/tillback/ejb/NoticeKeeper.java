package io.tillback.ejb;

import io.tillback.notice.Courier;
import io.tillback.notice.Receiver;
import io.tillback.notice.SellerCourier;
import io.tillback.notice.SellerMails;
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
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;

/** Tells of restores; the stores and the webhook by a timer each, so that none waits for the other. */
@Singleton
@Startup
@DependsOn("EngineBean")
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class NoticeKeeper {
    private static final Logger LOG = Logger.getLogger(NoticeKeeper.class.getName());
    private static final Duration KEPT = Duration.ofDays(90);

    /** A webhook that is configured, or a server that comes back, after a longer time is not told of all those restores. */
    private static final Duration NEWEST_POSTED = Duration.ofDays(7);

    /** The server's clock is not the database's, and a commit takes its time. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final ReentrantLock telling = new ReentrantLock();
    private Receiver stores;
    private Instant storesSince;
    private Courier toStores;
    private Optional<Courier> toWebhook = Optional.empty();
    private Optional<SellerCourier> toSellers = Optional.empty();

    @EJB
    private EngineBean engine;

    @PostConstruct
    void begin() {
        RuntimeMXBean server = ManagementFactory.getRuntimeMXBean();
        // Of this process: a store beside may have run, and filled its caches, before Tillback did.
        stores = Receiver.storesIn(server.getName() + "/" + server.getStartTime());
        storesSince = Instant.ofEpochMilli(server.getStartTime()).minus(MARGIN);
        toStores = new Courier(engine.tools().outbox(), new StoreListeners(stores));
        NoticeTexts texts = new NoticeTexts(engine.settings().storeName());
        toWebhook = engine.settings()
                .notices()
                .webhook()
                .map(webhook -> new Courier(
                        engine.tools().outbox(),
                        new WebhookNotices(webhook, texts, engine.clock(), WebhookPost.ANSWERED)));
        toSellers = engine.tools().sellerMails().map(this::courierToSellers);
    }

    private SellerCourier courierToSellers(SellerMails mails) {
        NoticeSettings.SellerMail mail =
                engine.settings().notices().sellerMail().orElseThrow();
        Mailer mailer = new Mailer(mail.from(), mail.server(), "notices to sellers");
        SellerTexts texts = new SellerTexts(
                engine.settings().storeName(), engine.settings().alerts().console());
        return new SellerCourier(mails, (address, notice) -> mailer.send(List.of(address), texts.letter(notice)));
    }

    /**
     * Tells the stores in this server what they have not heard of, and returns when they have acted on it. Never fails: what
     * could not be delivered is tried again.
     */
    public void tellStores() {
        telling.lock();
        try {
            engine.rounds().attempt("deliver notices to stores", this::deliverToStores);
        } finally {
            telling.unlock();
        }
    }

    private void deliverToStores() {
        engine.tools().outbox().gatherForStores(stores, storesSince);
        toStores.deliver().forEach(NoticeKeeper::warnOnce);
    }

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void tellStoresOnSchedule() {
        if (!telling.isLocked()) {
            tellStores();
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void post() {
        toWebhook.ifPresent(courier -> engine.rounds().attemptAlone("post notices", () -> {
            engine.tools().outbox().gatherForWebhook(NEWEST_POSTED);
            courier.deliver().forEach(NoticeKeeper::warnOnce);
        }));
    }

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void mailSellers() {
        toSellers.ifPresent(courier -> engine.rounds().attemptAlone("mail notices to sellers", () -> {
            engine.tools().sellerMails().ifPresent(mails -> mails.gather(NEWEST_POSTED));
            courier.deliver()
                    .filter(failure -> failure.attempt().number() == 1)
                    .ifPresent(failure -> LOG.warning(() -> failure.reason() + "; trying again. It is about restore "
                            + failure.attempt().notice().restore()));
        }));
    }

    /** Of a notice's first attempt: the others are in GET /restores/{id}. */
    private static void warnOnce(Courier.Failure failure) {
        if (failure.attempt().number() == 1) {
            LOG.warning(() -> failure.reason() + "; trying again. It is about restore "
                    + failure.attempt().notice().restore());
        }
    }

    @Schedule(hour = "*", minute = "*", second = "5/10", persistent = false)
    void watch() {
        engine.rounds().attemptAlone("look for notices that nobody takes", () -> engine.tools()
                .noticeBook()
                .watch(engine.settings().notices().failingAfter()));
    }

    @Schedule(hour = "*", minute = "43", persistent = false)
    void forget() {
        engine.rounds().attemptAlone("forget old notices", () -> engine.tools()
                .noticeBook()
                .forgetBefore(engine.clock().instant().minus(KEPT)));
    }
}
