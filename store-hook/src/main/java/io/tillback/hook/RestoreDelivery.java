package io.tillback.hook;

import io.tillback.hook.RowsRestored.Beyond;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Does what a delivery asks for, inside the store: first the caches, then the observers. */
@Dependent
class RestoreDelivery implements RestoreListenerMBean {

    private static final System.Logger LOG = System.getLogger(RestoreDelivery.class.getName());

    private final List<EntityManagerFactory> factories;
    private final Consumer<RowsRestored> observers;

    @Inject
    RestoreDelivery(@Any Instance<EntityManagerFactory> factories, Event<RowsRestored> event) {
        this(factories.stream().toList(), event::fire);
    }

    RestoreDelivery(List<EntityManagerFactory> factories, Consumer<RowsRestored> observers) {
        this.factories = factories;
        this.observers = observers;
    }

    int factories() {
        return factories.size();
    }

    @Override
    @ActivateRequestContext
    public void rowsRestored(String messageId, Map<String, Object> restore) {
        deliver(ToldRestore.read(messageId, restore));
    }

    @Override
    @ActivateRequestContext
    public void rowsRestored(String restoreId, String[] tables) {
        deliver(new RowsRestored(restoreId, restoreId, List.of(tables), List.of(), Beyond.ANYTHING));
    }

    private void deliver(RowsRestored restored) {
        try {
            factories.forEach(factory -> evict(factory, restored));
            observers.accept(restored);
        } catch (RuntimeException cause) {
            throw withoutClassesOfTheStore("of restore " + restored.restoreId(), cause);
        }
    }

    private static void evict(EntityManagerFactory factory, RowsRestored restored) {
        if (restored.beyond() == Beyond.ANYTHING || !evictedWhatShows(factory, restored)) {
            factory.getCache().evictAll();
        }
    }

    /** Another provider's classes are not there, or are another version's. */
    private static boolean evictedWhatShows(EntityManagerFactory factory, RowsRestored restored) {
        try {
            return EclipseLinkCache.evict(factory, restored);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.DEBUG, "The whole cache is dropped: it cannot be told what shows the rows", e);
            return false;
        }
    }

    // The exception crosses into another application, which cannot load its class and must not hold on to it.
    static IllegalStateException withoutClassesOfTheStore(String ofWhat, RuntimeException cause) {
        var failure = new IllegalStateException("Cannot tell the store " + ofWhat + ": " + cause);
        failure.setStackTrace(cause.getStackTrace());
        return failure;
    }
}
