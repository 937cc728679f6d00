/** Offenders that look like classes of {@code jpa}. */
@NullMarked
package io.tillback.offenders.jpa;

import org.jspecify.annotations.NullMarked;
