package io.tillback.hook;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/** Makes the store reachable for Tillback as long as the store runs. */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // The container sets the fields.
class RestoreListener {

    private static final System.Logger LOG = System.getLogger(RestoreListener.class.getName());

    @Resource
    private ContextService contexts;

    @Resource(lookup = "java:app/AppName")
    private String application;

    @Resource(lookup = "java:module/ModuleName")
    private String module;

    @Inject
    private RestoreDelivery delivery;

    @Inject
    private AlertDelivery alerts;

    void register(@Observes @Initialized(ApplicationScoped.class) Object started) throws JMException {
        ObjectName name = ListenerName.of(application, module);
        unregister();
        register(name, delivery, RestoreListenerMBean.class);
        register(ListenerName.ofAlerts(application, module), alerts, AlertListenerMBean.class);
        LOG.log(Level.INFO, "Restores are heard as {0}; persistence units: {1}", name, delivery.factories());
        if (delivery.factories() == 0) {
            LOG.log(
                    Level.WARNING,
                    "{0} offers no EntityManagerFactory, so that no shared cache is dropped after a restore."
                            + " Produce one with @Produces @PersistenceUnit if it uses JPA.",
                    name);
        }
    }

    private <T> void register(ObjectName name, T listener, Class<T> border) throws JMException {
        // The MBeanServer calls on Tillback's thread; without the store's context its java:comp would be looked up.
        T inTheStore = contexts.createContextualProxy(listener, border);
        server().registerMBean(new StandardMBean(inTheStore, border), name);
    }

    /** Also called first, for listeners that an earlier deployment of this application has left behind. */
    @PreDestroy
    void unregister() {
        unregister(ListenerName.of(application, module));
        unregister(ListenerName.ofAlerts(application, module));
    }

    private static void unregister(ObjectName name) {
        try {
            if (server().isRegistered(name)) {
                server().unregisterMBean(name);
            }
        } catch (JMException e) {
            throw new IllegalStateException("Cannot take back the listener " + name + ": " + e, e);
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }
}
