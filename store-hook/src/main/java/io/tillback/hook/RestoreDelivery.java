package io.tillback.hook;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.function.Consumer;

/** Does what a delivery asks for, inside the store: first the caches, then the observers. */
@Dependent
class RestoreDelivery implements RestoreListenerMBean {

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
    public void rowsRestored(String restoreId, String[] tables) {
        try {
            factories.forEach(factory -> factory.getCache().evictAll());
            observers.accept(new RowsRestored(restoreId, List.of(tables)));
        } catch (RuntimeException cause) {
            throw withoutClassesOfTheStore("of restore " + restoreId, cause);
        }
    }

    // The exception crosses into another application, which cannot load its class and must not hold on to it.
    static IllegalStateException withoutClassesOfTheStore(String ofWhat, RuntimeException cause) {
        var failure = new IllegalStateException("Cannot tell the store " + ofWhat + ": " + cause);
        failure.setStackTrace(cause.getStackTrace());
        return failure;
    }
}
