/** Offenders that look like classes of {@code retention}. */
@NullMarked
package io.tillback.offenders.retention;

import org.jspecify.annotations.NullMarked;
