package io.tillback.hook;

import java.util.Map;

/**
 * The border between Tillback and a store: JDK types only, because the two share no class.
 *
 * <p>Registered with the platform MBeanServer as {@code io.tillback:type=RestoreListener,application="<name>"}, where the
 * quoted name is the application's, followed by {@code /<module>} if its module is named otherwise. Public because the
 * MBeanServer refuses interfaces that are not.
 */
public interface RestoreListenerMBean {

    /**
     * Drops from the store's shared caches what may show rows that were written, then tells its observers. Returns when both
     * are done.
     *
     * @param messageId the same whenever this message is told again
     * @param restore {@code restore}: the restore that was committed; {@code beyond}: {@code nothing} or {@code anything};
     *     {@code tables}: a list of maps with {@code name} (schema and name), {@code written} (a {@code Long}), {@code key} (a
     *     list of columns), {@code rows} (lists of what was done and the key's values) and {@code seenIn} (more names)
     * @throws IllegalStateException if a cache or an observer failed; the caller is to repeat the delivery. Without a
     *     cause, since its class would be the store's: the message and the stack trace are the cause's
     */
    void rowsRestored(String messageId, Map<String, Object> restore);

    /**
     * As a Tillback of an earlier version tells: drops the store's shared caches whole.
     *
     * @param restoreId the restore that was committed; may be told more than once
     * @param tables what it wrote to, such as {@code shop.product}; any order
     * @throws IllegalStateException as above
     */
    void rowsRestored(String restoreId, String[] tables);
}
