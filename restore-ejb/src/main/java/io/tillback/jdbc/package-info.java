/** Edge: runs the dialect's SQL over JDBC; with {@code ejb} and {@code jpa} the only place that names {@code java.sql}. */
@NullMarked
package io.tillback.jdbc;

import org.jspecify.annotations.NullMarked;
