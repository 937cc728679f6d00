package io.tillback.ejb;

import io.tillback.journal.Coverage;
import io.tillback.journal.Journal;
import io.tillback.journal.Segments;
import io.tillback.model.AlertCause.TableChange;
import io.tillback.model.Moment;
import io.tillback.shipment.OlderCopy;
import io.tillback.shipment.Recall;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/** Keeps the change journal in step with the store's tables, and its beat. */
@Singleton
@Startup
@DependsOn("EngineBean")
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JournalKeeper {
    private static final Logger LOG = Logger.getLogger(JournalKeeper.class.getName());

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** By this server, last: a database that does not have it any more was set back. */
    private volatile Optional<Moment> kept = Optional.empty();

    @EJB
    private EngineBean engine;

    @Resource
    private TimerService timers;

    /** Triggers that nobody looks after would fill the store's disk. */
    @PostConstruct
    void begin() {
        if (isOn()) {
            engine.rounds()
                    .attemptAlone(
                            "compare the database with what was shipped of it",
                            () -> OlderCopy.look(engine.tools().shipmentReader(), journal()));
            follow();
            long beat = engine.settings().journal().beat().toMillis();
            timers.createIntervalTimer(beat, beat, new TimerConfig(null, false));
        } else {
            engine.rounds().attemptAlone("stop recording", () -> journal()
                    .stop("the journal was switched off (tillback.journal)"));
        }
    }

    @Timeout
    void beat() {
        engine.rounds()
                .attemptAlone(
                        "keep a moment",
                        () -> kept = Optional.of(kept.map(journal()::beatAfter).orElseGet(journal()::beat)));
    }

    @Schedule(hour = "*", minute = "*", second = "30", persistent = false)
    void keepSegments() {
        if (isOn()) {
            Segments segments = engine.tools().journalSegments();
            JournalSettings settings = engine.settings().journal();
            engine.rounds().attemptAlone("begin new segments of the journal", () -> segments.begin(settings.segment()));
            engine.rounds().attemptAlone("index settled segments of the journal", segments::index);
            engine.rounds()
                    .attemptAlone(
                            "drop what the journal need not keep",
                            () -> dropBefore(engine.clock().instant().minus(settings.kept()), segments));
        }
    }

    /** What somebody had brought back stays as long as it was asked for. */
    private void dropBefore(Instant usual, Segments segments) {
        Instant oldest = Recall.oldest(engine.tools().recalls().list(), usual);
        journal().findKept(oldest, findHeld(oldest)).ifPresent(segments::dropBefore);
    }

    /** What an alert is about that nobody has seen stays, for a while. */
    private List<Long> findHeld(Instant oldest) {
        Instant oldestHeld = oldest.minus(engine.settings().alerts().held());
        return engine.tools().alertBook().findUnseenOfTransactions().stream()
                .filter(alert -> alert.isOpen() && alert.since().isAfter(oldestHeld))
                .flatMap(alert -> alert.cause().findTransaction().stream())
                .map(TableChange::transaction)
                .toList();
    }

    @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
    void follow() {
        if (isOn()) {
            engine.rounds().attemptAlone("follow the store's tables with the journal", () -> {
                journal().findCoverage().forEach(this::warnOfEnd);
                journal()
                        .follow(engine.tools().protectedSchema())
                        .forEach(refused -> warnOnce(refused.what() + ": " + refused.reason()));
            });
        }
    }

    private void warnOfEnd(Coverage coverage) {
        coverage.end()
                .ifPresent(end ->
                        warnOnce("Journal of " + coverage.companion().table().id() + ": recording ended after "
                                + end.last().takenAt() + ": " + end.reason()));
    }

    private void warnOnce(String refusal) {
        if (said.add(refusal)) {
            LOG.warning(refusal);
        }
    }

    private boolean isOn() {
        return engine.settings().journal().recording() == JournalSettings.Switch.ON;
    }

    private Journal journal() {
        return engine.tools().journal();
    }
}
