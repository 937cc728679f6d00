package io.tillback.ejb;

import io.tillback.journal.Journal;
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

    @EJB
    private EngineBean engine;

    /** Triggers that nobody looks after would fill the store's disk. */
    @PostConstruct
    void begin() {
        if (isOn()) {
            follow();
        } else {
            engine.rounds().attemptAlone("stop recording", () -> journal()
                    .stop("the journal was switched off (tillback.journal)"));
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void beat() {
        if (isOn()) {
            engine.rounds().attemptAlone("keep a moment", () -> journal().beat());
        }
    }

    @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
    void follow() {
        if (isOn()) {
            engine.rounds().attemptAlone("follow the store's tables with the journal", () -> journal()
                    .follow(engine.tools().protectedSchema())
                    .forEach(refused -> warnOnce(refused.what() + ": " + refused.reason())));
        }
    }

    private void warnOnce(String refusal) {
        if (said.add(refusal)) {
            LOG.warning(refusal);
        }
    }

    private boolean isOn() {
        return engine.settings().journal() == Settings.Journaling.ON;
    }

    private Journal journal() {
        return engine.tools().journal();
    }
}
