/**
 * The sample store: a small monolithic shop for digital downloads, as shops really are, for the demo and the tests.
 *
 * <p>It has <b>no authentication</b> and lets anybody damage it on purpose ({@code maintenance}): demo only, never for the
 * open network. It needs nothing of its server but a PostgreSQL datasource, {@code jdbc/store}.
 */
@NullMarked
package io.tillback.shop;

import org.jspecify.annotations.NullMarked;
