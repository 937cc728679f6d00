/** Offenders that look like classes of {@code jdbc}. */
@NullMarked
package io.tillback.offenders.jdbc;

import org.jspecify.annotations.NullMarked;
