package io.tillback.hook;

import java.util.List;
import java.util.Map;

/**
 * The border between Tillback and a store, for alerts: JDK types only, because the two share no class.
 *
 * <p>Registered with the platform MBeanServer as {@code io.tillback:type=AlertListener,application="<name>"}, named as
 * {@link RestoreListenerMBean} is. Public because the MBeanServer refuses interfaces that are not.
 */
public interface AlertListenerMBean {

    /**
     * Tells the store's observers. Returns when all have heard it.
     *
     * @param messageId the same whenever this message is told again
     * @param alerts each as {@link AlertsRaised.Alert} has it; what is absent there has no key here
     * @throws IllegalStateException if an observer failed; the caller is to repeat the delivery. Without a cause, since its
     *     class would be the store's: the message and the stack trace are the cause's
     */
    void alertsRaised(String messageId, List<Map<String, String>> alerts);
}
