package io.tillback.ejb;

import io.tillback.freeze.FreezeBook;
import io.tillback.freeze.FreezeBook.Entry;
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

/** Takes away what freezes that are over have left, and looks whether the others hold. */
@Singleton
@Startup
@DependsOn("EngineBean")
@ConcurrencyManagement(ConcurrencyManagementType.CONTAINER)
@Lock(LockType.READ)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FreezeKeeper {
    private static final Logger LOG = Logger.getLogger(FreezeKeeper.class.getName());
    private static final int LOOKED_AT = 1000;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    @EJB
    private EngineBean engine;

    @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
    void keep() {
        engine.rounds().attemptAlone("take away the triggers of freezes that are over", () -> book().clear());
        engine.rounds().attemptAlone("look whether what is frozen is guarded", () -> book().list(LOOKED_AT).stream()
                .filter(entry -> entry.state() == FreezeBook.State.UNGUARDED)
                .forEach(this::warnOnce));
    }

    private void warnOnce(Entry entry) {
        if (said.add(entry.freeze().id().value())) {
            LOG.warning(() -> "Freeze " + entry.freeze().id() + " does not hold: triggers of "
                    + entry.freeze().what() + " are gone, or the table is called otherwise");
        }
    }

    private FreezeBook book() {
        return engine.tools().freezeBook();
    }
}
