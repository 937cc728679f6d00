package io.tillback.hook;

/**
 * The border between Tillback and a store: JDK types only, because the two share no class.
 *
 * <p>Registered with the platform MBeanServer as {@code io.tillback:type=RestoreListener,application="<name>"}, where the
 * quoted name is the application's, followed by {@code /<module>} if its module is named otherwise. Public because the
 * MBeanServer refuses interfaces that are not.
 */
public interface RestoreListenerMBean {

    /**
     * Drops the store's shared caches, then tells its observers. Returns when both are done.
     *
     * @param restoreId the restore that was committed; may be told more than once
     * @param tables what it wrote to, such as {@code shop.product}; any order
     * @throws IllegalStateException if a cache or an observer failed; the caller is to repeat the delivery. Without a
     *     cause, since its class would be the store's: the message and the stack trace are the cause's
     */
    void rowsRestored(String restoreId, String[] tables);
}
