/**
 * What a store adds to its own application, so that nobody reads a stale row after a restore, and the change journal knows
 * who changed one.
 *
 * <p>Tillback is another application in the same server. When a restore has been committed, the store's JPA shared caches
 * still hold the damaged values. Tillback therefore calls each store over the server's own MBeanServer, with JDK types
 * only, and this jar takes the call: it drops the shared caches first, then fires {@link io.tillback.hook.RowsRestored}
 * inside the store.
 *
 * <h2>How a store adds it</h2>
 *
 * <ol>
 *   <li>Put {@code store-hook.jar} into the WAR's {@code WEB-INF/lib}. It is a bean archive and starts by itself; it brings
 *       no further dependency. The server has to provide CDI, Jakarta Concurrency (its default {@code ContextService}),
 *       Jakarta Servlet and Jakarta Persistence.
 *   <li>Offer each persistence unit, so that its cache can be dropped:
 *       <pre>{@code
 * @Dependent
 * class StorePersistence {
 *     @Produces
 *     @PersistenceUnit(unitName = "shop")
 *     EntityManagerFactory shop;
 * }
 * }</pre>
 *       Qualifiers do not matter; every factory that the application offers is found. One without any is warned about
 *       at its start.
 *   <li>Where the store keeps copies of its own (a map, a query result cache, a search index), observe the event:
 *       <pre>{@code
 * void refresh(@Observes RowsRestored restored) {
 *     if (restored.tables().contains("shop.product")) {
 *         searchIndex.rebuild();
 *     }
 * }
 * }</pre>
 *   <li>Where the store has people of its own to call, observe {@link io.tillback.hook.AlertsRaised}.
 *   <li>Where EclipseLink writes, name {@link io.tillback.hook.TellsWho} in {@code persistence.xml}: it tells the journal the
 *       actor, request and release of each transaction. {@link io.tillback.hook.CallerFilter} finds its place by itself.
 * </ol>
 *
 * <h2>What it promises</h2>
 *
 * <ul>
 *   <li>Of EclipseLink's cache, entities are evicted whose rows were written, and all that lead to them; single rows where few
 *       were written and nothing leads to them. Where that is not certain, and with other providers, everything is.
 *   <li>Delivery is at least once. An observer that throws makes the delivery fail, and Tillback repeats it, so
 *       observers must bear being called twice with one message id.
 *   <li>Observers run in the store's own context (class loader, {@code java:comp}), with a request scope, without the
 *       caller's transaction, and on the caller's thread: slow work belongs into a task of the store.
 *   <li>It reaches the caches of this JVM. In a cluster, each server's Tillback tells the stores beside it.
 *   <li>A store that cannot be sure to have heard asks {@link io.tillback.hook.LastRestores} whether what it keeps is older.
 * </ul>
 */
@NullMarked
package io.tillback.hook;

import org.jspecify.annotations.NullMarked;
