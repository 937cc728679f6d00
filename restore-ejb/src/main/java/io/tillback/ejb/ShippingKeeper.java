package io.tillback.ejb;

import io.tillback.shipment.ShippingLog;
import io.tillback.snapshot.SnapshotSummary;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Lock;
import jakarta.ejb.LockType;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;

/** Ships what the journal records to the object store, and removes what nothing needs there any more. */
@Singleton
@Startup
@DependsOn("JournalKeeper")
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ShippingKeeper {
    private static final Logger LOG = Logger.getLogger(ShippingKeeper.class.getName());

    /** A timer is late at times: one that is not so late as the one before must not skip a turn. */
    private static final int TENTHS = 9;

    @EJB
    private EngineBean engine;

    @EJB
    private CatalogBean catalog;

    @Resource
    private TimerService timers;

    @PostConstruct
    void begin() {
        engine.rounds().attemptAlone("switch shipping on or off", () -> interval()
                .ifPresentOrElse(interval -> log().switchOn(), () -> log().switchOff()));
        interval()
                .ifPresent(interval -> timers.createIntervalTimer(
                        interval.toMillis(), interval.toMillis(), new TimerConfig(null, false)));
    }

    private Optional<Duration> interval() {
        JournalSettings journal = engine.settings().journal();
        return journal.recording() == JournalSettings.Switch.ON ? journal.ship() : Optional.empty();
    }

    private ShippingLog log() {
        return engine.tools().shippingLog();
    }

    @Timeout
    void ship() {
        interval().ifPresent(interval -> engine.rounds().attemptAlone("ship the journal", () -> engine.tools()
                .shipper(engine.ids())
                .ship(interval.multipliedBy(TENTHS).dividedBy(10))));
    }

    @Schedule(hour = "*", minute = "23", persistent = false)
    void clearUp() {
        if (interval().isPresent()) {
            engine.rounds().attemptAlone("sweep unfinished shipments", this::sweep);
            engine.rounds().attemptAlone("remove old shipments", this::purge);
        }
    }

    /** Whoever has the turn knows that nobody writes. */
    private void sweep() {
        log().findTurn(Duration.ZERO).ifPresent(turn -> {
            try (turn) {
                engine.tools()
                        .shipmentSweeper()
                        .sweep()
                        .forEach(id -> LOG.info(() -> "Swept unfinished shipment " + id));
            }
        });
    }

    /** A snapshot that was read back is better to begin a rebuild with than one that was not. */
    private void purge() {
        Instant now = engine.clock().instant();
        Instant there = catalog.ask(records -> records.purges().databaseTime());
        JournalSettings journal = engine.settings().journal();
        Duration longest = journal.kept().compareTo(journal.shipped()) > 0 ? journal.kept() : journal.shipped();
        Instant oldest = (now.isBefore(there) ? now : there).minus(longest);
        engine.tools().shipmentSweeper().purge(oldest, findBase());
    }

    private Optional<Instant> findBase() {
        List<SnapshotSummary> finished = catalog
                .ask(records -> records.snapshots().list())
                .stream()
                .filter(snapshot -> snapshot.state() == SnapshotSummary.State.COMPLETE)
                .filter(snapshot -> snapshot.base().isEmpty())
                .toList();
        return finished.stream()
                .filter(snapshot -> snapshot.verification()
                        .filter(read -> read.problems() == 0)
                        .isPresent())
                .findFirst()
                .or(() -> finished.stream().findFirst())
                .flatMap(SnapshotSummary::takenAt);
    }
}
